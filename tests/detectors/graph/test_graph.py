"""Promises of the relation graph (DOMAIN §6)."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.graph import Edge, controlled_by, groups, guarantee_circles, propagate, risk_edges

MILLION = 1_000_000_00


def guarantees(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """guarantor, borrower, amount, guarantor's equity, in millions."""
    return pl.DataFrame(
        [(a, b, "GUARANTEE", m * MILLION, None, e * MILLION) for a, b, m, e in rows],
        schema=["src_id", "dst_id", "type", "amount", "weight", "src_equity"],
        schema_overrides={"weight": pl.Float64},
        orient="row",
    )


def test_the_published_example_f13() -> None:
    edges = risk_edges(guarantees(("A", "B", 30, 50), ("C", "A", 10, 40), ("B", "C", 20, 25)))
    hits = propagate(edges, {"B": 1.0})
    assert hits["A"].h == pytest.approx(0.48)
    assert hits["C"].h == pytest.approx(0.096)
    assert hits["C"].path == ("B", "A", "C")
    assert set(hits) == {"A", "C"}


def test_nothing_goes_beyond_three_hops() -> None:
    chain = [Edge(str(i), str(i + 1), 1.0, "GUARANTEE") for i in range(6)]
    assert set(propagate(chain, {"0": 1.0})) == {"1", "2", "3"}


def test_parallel_guarantees_combine() -> None:
    twice = [Edge("B", "A", 0.5, "GUARANTEE"), Edge("B", "A", 0.5, "GUARANTEE")]
    assert propagate(twice, {"B": 1.0})["A"].h == pytest.approx(0.75)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.floats(0, 1)), max_size=30),
    st.integers(0, 8),
)
@example([(1, 0, 0.75), (1, 0, 0.9375), (1, 0, 0.17286681612941004)], 1)
def test_pressure_stays_between_cut_and_one_whatever_the_graph(
    arrows: list[tuple[int, int, float]], fallen: int
) -> None:
    edges = [Edge(str(a), str(b), w, "GUARANTEE") for a, b, w in arrows if a != b]
    hits = propagate(edges, {str(fallen): 1.0})
    assert all(0.05 <= hit.h <= 1 and 1 <= hit.hops <= 3 and hit.path[0] == str(fallen) for hit in hits.values())
    assert propagate(reversed(edges), {str(fallen): 1.0}) == hits


def test_a_ring_and_a_mutual_pair_are_seen() -> None:
    edges = risk_edges(guarantees(("A", "B", 1, 9), ("B", "A", 1, 9), ("C", "B", 1, 9)))
    circle = guarantee_circles(edges)["A"]
    assert (circle.ring, circle.mutual_pairs, circle.flagged) == (frozenset("AB"), 1, True)
    assert guarantee_circles(edges)["C"].ring == frozenset()


def test_control_through_a_subsidiary_counts_together() -> None:
    holdings = {"P": {"S": 0.6, "T": 0.3}, "S": {"T": 0.25}}
    assert controlled_by("P", holdings) == {"S", "T"}


def test_a_ring_of_457_companies_does_not_hang() -> None:
    ring = [(f"C{i}", f"C{(i + 1) % 457}", 0.6) for i in range(457)]
    assert len(set(groups(ring).values())) == 1
