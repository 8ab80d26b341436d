"""Promises of the roster: whose customers are whose, to managers, co-managers and organisations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sinks.desk import Org, Person, Roster

MANAGERS, ORGS = ("RM1", "RM2", "RM3"), ("T1", "T2", "B1")
Owned = tuple[str, tuple[str, ...], str]
OWNED = st.tuples(
    st.sampled_from(MANAGERS), st.lists(st.sampled_from(MANAGERS), max_size=2).map(tuple), st.sampled_from(ORGS)
)


@given(st.dictionaries(st.text("C012", min_size=1, max_size=3), OWNED), st.sets(st.sampled_from((*ORGS, "nowhere"))))
def test_a_customer_is_its_managers_its_co_managers_and_its_organisations(
    owners: dict[str, Owned], orgs: set[str]
) -> None:
    roster = Roster(owners=owners)
    for one in (*MANAGERS, "nobody"):
        assert roster.of_manager(one) == {c for c, (primary, co, _) in owners.items() if one == primary or one in co}
    assert roster.of_orgs(orgs) == {c for c, (_, _, org) in owners.items() if org in orgs}


@given(
    st.dictionaries(st.sampled_from(("A", "B", "C")), OWNED),
    st.dictionaries(st.sampled_from(("A", "B", "C")), OWNED),
    st.sets(st.sampled_from(MANAGERS)),
)
def test_what_has_changed_since_another_roster_is_all_that_has(
    before: dict[str, Owned], owners: dict[str, Owned], away: set[str]
) -> None:
    people = {one: Person(one, one, "rm", "T1") for one in MANAGERS}
    then, now = Roster(people, {}, before), Roster(people, {}, owners).with_leaves(dict.fromkeys(away, "RM1"))
    was, said = then.managers(before), now.managers(owners)
    changed, another = set(now.changed_since(then)), {one for one in owners if before.get(one) != owners[one]}
    worked = {one for one in owners if was.get(one) != said[one]}
    assert worked <= changed <= worked | another  # somebody else's, though it is still the same who works for it


@given(st.dictionaries(st.sampled_from(ORGS), st.none() | st.sampled_from((*ORGS, "nowhere"))))
def test_below_an_organisation_are_those_that_have_it_above_them(parents: dict[str, str | None]) -> None:
    roster = Roster(orgs={one: Org(one, parent, one, "") for one, parent in parents.items()})
    for org in (*ORGS, "nowhere"):
        assert roster.subtree(org) == {one for one in roster.orgs if org in roster.chain(one)} | {org}
