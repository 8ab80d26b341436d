"""Promises of the roster: whose customers are whose, to managers, co-managers and organisations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sinks.desk import Roster

MANAGERS, ORGS = ("RM1", "RM2", "RM3"), ("T1", "T2", "B1")
OWNED = st.tuples(
    st.sampled_from(MANAGERS), st.lists(st.sampled_from(MANAGERS), max_size=2).map(tuple), st.sampled_from(ORGS)
)


@given(st.dictionaries(st.text("C012", min_size=1, max_size=3), OWNED), st.sets(st.sampled_from((*ORGS, "nowhere"))))
def test_a_customer_is_its_managers_its_co_managers_and_its_organisations(
    owners: dict[str, tuple[str, tuple[str, ...], str]], orgs: set[str]
) -> None:
    roster = Roster(owners=owners)
    for one in (*MANAGERS, "nobody"):
        assert roster.of_manager(one) == {c for c, (primary, co, _) in owners.items() if one == primary or one in co}
    assert roster.of_orgs(orgs) == {c for c, (_, _, org) in owners.items() if org in orgs}
