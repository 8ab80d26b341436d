"""Promises of stream features: exact to the record and the day, whatever the framing, across a save and a load."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.features import Agg, Feature, FeatureState

CALENDAR = Calendar()
FEATURES = [
    Feature("out_7d", Agg.SUM, "7d", "op_out", "amt"),
    Feature("n_3bd", Agg.COUNT, "3bd", "op_out"),
    Feature("largest_5d", Agg.MAX, "5d", "op_in", "amt"),
    Feature("quiet", Agg.GAP, "ever", "cross_border"),
    Feature("first", Agg.FIRST, "ever", "cross_border"),
    Feature("payer_60min", Agg.SUM, "60min", "op_in", "amt", by="counterparty"),
]
START = date(2026, 2, 9)  # a week before Spring Festival

Entry = tuple[int, int, bool, bool, str]  # customer, minutes since start, credit?, cross-border?, counterparty
ENTRY = st.tuples(st.integers(0, 2), st.integers(0, 30 * 1440), st.booleans(), st.booleans(), st.sampled_from("PQ"))


def frame_of(entries: list[Entry]) -> pl.DataFrame:
    rows = []
    for i, (customer, minutes, credit, cross, party) in enumerate(entries):
        at = datetime(START.year, START.month, START.day, tzinfo=UTC) - timedelta(hours=8) + timedelta(minutes=minutes)
        amount = 100 + i
        signed = amount if credit else -amount
        day = START + timedelta(minutes=minutes)
        rows.append((customer, at, START + timedelta(days=minutes // 1440), amount, signed, credit, cross, party, day))
    names = ["customer", "event_time", "day", "amt", "signed", "credit", "cross_border", "cp_name"]
    return pl.DataFrame([row[:8] for row in rows], schema=names, orient="row").with_columns(
        pl.col("event_time").cast(pl.Datetime("ms", "UTC")), pl.format("A{}", "customer").alias("account_no"),
        pl.format("e{}", pl.int_range(len(rows))).alias("event_id"), bank_ref=pl.lit(None, pl.String), original_ref=pl.lit(None, pl.String), op=pl.lit("I"),
        op_in="credit", op_out=~pl.col("credit"), bal_after=pl.lit(None, pl.Int64), ccy=pl.lit("CNY"), reversal=False,
        same_name=False, other_bank=True, out_ext=~pl.col("credit"), business=pl.lit("transfer"), cp_account=pl.lit(None, pl.String),
        cdt_dbt=pl.when("credit").then(pl.lit("CRDT")).otherwise(pl.lit("DBIT")),
    )  # fmt: skip


def observe(state: FeatureState, frame: pl.DataFrame) -> pl.DataFrame:
    return state.observe(frame["customer"].to_numpy().astype(np.int64), frame)


def plain(entries: list[Entry]) -> list[tuple[int, ...]]:
    """The same, one record after the other, over everything seen so far."""
    frame = frame_of(entries).to_dicts()
    return [
        _plain_row([row for row in frame[: i + 1] if row["customer"] == frame[i]["customer"]])
        for i in range(len(frame))
    ]


def _plain_row(seen: list[dict[str, Any]]) -> tuple[int, ...]:
    now = seen[-1]
    today: date = now["day"]
    since = CALENDAR.window_start(today, 3)
    outs = [r for r in seen if r["op_out"]]
    week = sum(r["amt"] for r in outs if today - timedelta(6) <= r["day"] <= today)
    count = sum(1 for r in outs if since <= r["day"] <= today)
    ins = [r["amt"] for r in seen if r["op_in"] and today - timedelta(4) <= r["day"] <= today]
    crossed = [r["day"] for r in seen[:-1] if r["cross_border"]]
    gap = (today - max(crossed)).days if crossed else -1
    hour = [
        r["amt"] for r in seen
        if r["op_in"] and r["cp_name"] == now["cp_name"] and r["event_time"] > now["event_time"] - timedelta(minutes=60)
    ]  # fmt: skip
    return week, count, max(ins, default=0), gap, int(not crossed), sum(hour) if now["op_in"] else 0


ORDERED = st.lists(ENTRY, min_size=1, max_size=25).map(lambda entries: sorted(entries, key=lambda e: e[1]))


@settings(max_examples=50, deadline=None)
@given(ORDERED, st.integers(1, 6))
def test_any_framing_equals_the_plain_reference(entries: list[Entry], size: int) -> None:
    state, frame = FeatureState(FEATURES, CALENDAR), frame_of(entries)
    seen = pl.concat([observe(state, frame[i : i + size]) for i in range(0, frame.height, size)])
    assert seen.select(f.name for f in FEATURES).rows() == plain(entries)


@settings(max_examples=30, deadline=None)
@given(ORDERED, st.integers(0, 25))
def test_saving_and_loading_changes_nothing(entries: list[Entry], cut: int) -> None:
    before, after, frame = FeatureState(FEATURES, CALENDAR), FeatureState(FEATURES, CALENDAR), frame_of(entries)
    if cut and frame[:cut].height:
        observe(before, frame[:cut])
    for row in range(3):
        after.load(np.array([row]), *before.export(np.array([row])))
    if frame[cut:].height:
        assert observe(before, frame[cut:]).equals(observe(after, frame[cut:]))


def test_more_accounts_than_the_arrays_begin_with_come_back() -> None:
    entries = frame_of([(customer, customer, True, False, "P") for customer in range(700)])
    before, after, rows = FeatureState(FEATURES, CALENDAR), FeatureState(FEATURES, CALENDAR), np.arange(700)
    observe(before, entries)
    after.load(rows, *before.export(rows))
    assert observe(before, entries).equals(observe(after, entries))


@settings(max_examples=30, deadline=None)
@given(ORDERED)
def test_customer_days_add_up_to_the_entries(entries: list[Entry]) -> None:
    state, frame = (
        FeatureState(FEATURES, CALENDAR),
        frame_of([(e[0], e[1] % (3 * 1440), e[2], e[3], e[4]) for e in entries]),
    )
    frame = frame.sort("event_time", maintain_order=True)
    observe(state, frame)
    days = state.customer_days(["x", "y", "z"])
    assert (days["in_amt"] - days["out_amt"]).sum() == frame["signed"].sum()
    last = days.sort("day").group_by("customer_id", maintain_order=True).last()
    assert last["bal"].sum() == frame["signed"].sum()


@settings(max_examples=40, deadline=None)
@given(ORDERED, st.integers(0, 24), ENTRY)
def test_what_is_taken_out_is_as_if_it_had_never_been(entries: list[Entry], which: int, then: Entry) -> None:
    """Sums, counts, gaps and the days still kept. A maximum is not lowered, and the hour is undone at once, not here."""
    state, without, at = FeatureState(FEATURES, CALENDAR), FeatureState(FEATURES, CALENDAR), which % len(entries)
    frame = frame_of([*entries, (then[0], 31 * 1440, *then[2:])])
    gone = frame[at : at + 1].with_columns(since=pl.col("day"), owed=-pl.col("signed"))
    observe(state, frame[:-1])
    observe(without, pl.concat([frame[:at], frame[at + 1 : -1]]))
    state.take_out(gone["customer"].to_numpy().astype(np.int64), gone)
    kept = ["out_7d", "n_3bd", "quiet", "first", "customer_balance"]
    assert observe(state, frame[-1:]).select(kept).equals(observe(without, frame[-1:]).select(kept))


def test_a_payment_that_is_undone_counts_no_more_within_the_hour() -> None:
    frame = frame_of([(0, minute, True, False, "P") for minute in (0, 10, 20)])
    undo = pl.when(pl.col("event_id") == "e1").then(pl.lit("e0"))
    undone = frame.with_columns(original_ref=undo, op=pl.when(undo.is_not_null()).then(pl.lit("U")).otherwise("op"))
    assert observe(FeatureState(FEATURES, CALENDAR), frame)["payer_60min"].to_list() == [100, 201, 303]
    assert observe(FeatureState(FEATURES, CALENDAR), undone)["payer_60min"].to_list() == [100, 101, 203]
