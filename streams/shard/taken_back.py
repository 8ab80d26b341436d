"""Findings that a reversal, a return, a retraction or a correction takes back.

A correction takes back what the corrected entry was found for, after what it is found for itself: an alert that still holds is updated, one
that does not is retracted. An entry may be named by its event id or by its bank reference, and be taken back in the frame it came in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import polars as pl

from detectors.rules.sequences import TAKES_BACK

Names = Mapping[str, Collection[str]]  # finding id → the names by which its entries can be taken back
Earlier = Callable[[str, str], "pl.DataFrame | None"]  # (customer, reference) → findings of entries of earlier frames


def with_taken_back(rows: pl.DataFrame, findings: pl.DataFrame, earlier: Earlier, followed: Names) -> pl.DataFrame:
    """The findings of these entries and those taken back by entries among them, in order of time. `followed`: of sequences."""
    if rows["original_ref"].null_count() == rows.height:
        return findings
    naming = rows.filter(TAKES_BACK & pl.col("original_ref").is_not_null())
    if naming.is_empty():
        return findings
    names = dict(rows.filter(pl.col("bank_ref").is_not_null()).select("bank_ref", "event_id").iter_rows())
    pieces = [findings.with_columns(_at=pl.col("event_time"))]
    for customer, reference, own, at in naming.select(
        "customer_id", "original_ref", "event_id", "event_time"
    ).iter_rows():
        pairs = [finding for finding, known_as in followed.items() if reference in known_as]
        named = pl.col("finding_id").is_in(pairs) | (pl.col("trigger_id") == names.get(reference, reference))
        here = findings.filter(named, customer_id=customer, state="open")
        here = here.filter(pl.col("trigger_id") != own)
        known = earlier(customer, reference)
        pieces += [_back(found, at) for found in (here, known) if found is not None]
    return pl.concat(pieces, how="diagonal_relaxed").sort("_at", maintain_order=True).drop("_at")


def _back(found: pl.DataFrame, at: object) -> pl.DataFrame:
    return found.with_columns(
        pl.lit("retracted").alias("state"), pl.lit(at).cast(found.schema["event_time"]).alias("_at")
    )
