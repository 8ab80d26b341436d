"""Findings that a reversal, a return, a retraction or a correction takes back.

A correction takes back what the corrected entry was found for, after what it is found for itself: an alert that still holds is updated, one
that does not is retracted. An entry may be named by its event id or by its bank reference, and be taken back in the frame it came in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import polars as pl

from detectors.rules.sequences import TAKES_BACK

Names = Mapping[str, Collection[str]]  # finding id → the names by which its entries can be taken back
Earlier = Callable[
    [str, str, str], "pl.DataFrame | None"
]  # (customer, reference, who names it) → findings known before


def with_taken_back(rows: pl.DataFrame, findings: pl.DataFrame, earlier: Earlier, followed: Names) -> pl.DataFrame:
    """The findings of these entries and those taken back by entries among them, in order of time. `followed`: of sequences."""
    if rows["original_ref"].null_count() == rows.height:
        return findings
    naming = rows.filter(TAKES_BACK & pl.col("original_ref").is_not_null())
    if naming.is_empty():
        return findings
    called = Called(rows.filter(pl.col("customer_id").is_in(naming["customer_id"].implode())))
    pieces = [findings.with_columns_seq(_at=pl.col("event_time"))]
    for customer, reference, own, at in naming.select_seq(
        "customer_id", "original_ref", "event_id", "event_time"
    ).iter_rows():
        pairs = [one for one, names in followed.items() if reference in names and called.before(names, own)]
        named = pl.col("finding_id").is_in(pairs) | pl.col("trigger_id").is_in(called.of(customer, reference, own))
        here = findings.filter(named, customer_id=customer, state="open")
        known = earlier(customer, reference, own)
        pieces += [_back(found, at) for found in (here, known) if found is not None]
    return pl.concat(pieces, how="diagonal_relaxed").sort("_at", maintain_order=True).drop("_at")


def names_of(rows: pl.DataFrame) -> Iterator[tuple[str, str, frozenset[str], str | None]]:
    """(customer, event id, by which names it can be taken back, and whose place it stands in when it is a correction)."""
    for customer, event, reference, op, original in rows[
        ["customer_id", "event_id", "bank_ref", "op", "original_ref"]
    ].iter_rows():
        yield customer, event, frozenset((event, reference)) - {None}, original if op == "U" else None


class Called:
    """The entries of a frame by their names. One that takes back another means those that came before it, however they were framed."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._place: dict[str, int] = {}
        self._called: dict[tuple[str, str], list[str]] = {}
        for place, (customer, event, names, instead) in enumerate(names_of(rows)):
            self._place[event] = place
            for name in names | ({instead} if instead else set()):
                self._called.setdefault((customer, name), []).append(event)

    def of(self, customer: str, reference: str, own: str) -> list[str]:
        """The entries of the frame that are called so, and came before `own`."""
        return [event for event in self._called.get((customer, reference), ()) if self.before((event,), own)]

    def before(self, names: Iterable[str], own: str) -> bool:
        """Whether none of these names is that of an entry from `own` on."""
        return all(self._place.get(name, -1) < self._place[own] for name in names)


def _back(found: pl.DataFrame, at: object) -> pl.DataFrame:
    return found.with_columns_seq(
        pl.lit("retracted").alias("state"), pl.lit(at).cast(found.schema["event_time"]).alias("_at")
    )
