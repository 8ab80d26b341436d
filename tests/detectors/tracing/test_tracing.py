"""Promises of loan-money tracing: DOMAIN's fixtures to the fen, and money that is neither made nor lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.tracing import Bucket, Entry, Followed, Trace, follow_day, note_rows, take_trace
from detectors.tracing.follow import MAX_HOP

CALENDAR = Calendar()
MILLION = 1_000_000_00
DRAWN = date(2026, 3, 2)  # a Monday


def entry(name: str, day: date, millions: float, before: float = 0, **more: Any) -> Entry:
    """An entry of borrower C1 on account A1 at 10:00, amounts in millions."""
    at = CALENDAR.start_of_day_ms(day) + 36_000_000
    given_ = {"account": "A1", "customer": "C1", "business": "transfer", **more}
    return Entry(name, at, day, signed=round(millions * MILLION), balance_before=round(before * MILLION), **given_)


def drawdown(millions: float = 10) -> Entry:
    return entry("draw", DRAWN, millions, business="drawdown", note="N1")


OTHER = {"same_name": True, "other_bank": True, "cp_name": "我司", "cp_account": "X9", "cp_bank": "建设银行"}


def follow(days: dict[date, list[Entry]]) -> tuple[list[Trace], list[Bucket]]:
    """One customer's days after each other."""
    buckets: list[Bucket] = []
    traces: list[Trace] = []
    for _, entries in sorted(days.items()):
        followed = follow_day(buckets, entries, [], ["boss"], CALENDAR)
        buckets, traces = followed.buckets, traces + followed.traces
    return traces, buckets


def sums(traces: list[Trace]) -> dict[str, Any]:
    """The last trace row of note N1."""
    note: dict[str, Any] = {
        "drawn": 10 * MILLION,
        "drawn_at": CALENDAR.start_of_day_ms(DRAWN) + 36_000_000,
        "traces": {},
    }
    for trace in traces:
        note = take_trace(note, trace) or note
    return note_rows("N1", note, traces, CALENDAR)[-1]


def test_f1_six_of_ten_leave_on_the_next_business_day() -> None:
    traces, _ = follow({DRAWN: [drawdown()], date(2026, 3, 3): [entry("out", date(2026, 3, 3), -6, 12, **OTHER)]})
    row = sums(traces)
    assert (row["traced_sum"], row["traced_share"], row["trace_method"]) == (6 * MILLION, 0.6, "LIFO")


def test_f2_pro_rata_after_three_business_days() -> None:
    traces, buckets = follow({DRAWN: [drawdown()], date(2026, 3, 9): [entry("out", date(2026, 3, 9), -6, 15, **OTHER)]})
    row = sums(traces)
    assert (row["traced_sum"], row["trace_method"], buckets[0].left) == (4 * MILLION, "PRORATA", 6 * MILLION)


def test_f3_an_own_account_is_followed_and_leaving_from_there_counts() -> None:
    moved = entry("move", DRAWN + timedelta(1), -6, 10, same_name=True, cp_account="A2", cp_customer="C1")
    left = entry("out", DRAWN + timedelta(2), -6, 6, account="A2", **OTHER)
    traces, _ = follow({DRAWN: [drawdown()], DRAWN + timedelta(1): [moved], DRAWN + timedelta(2): [left]})
    assert sums(traces[:1])["traced_sum"] == 0
    assert (sums(traces)["traced_sum"], traces[-1].hop) == (6 * MILLION, 2)


def test_f18_a_further_three_million_make_nine() -> None:
    first = entry("o1", DRAWN + timedelta(1), -6, 10, **OTHER)
    second = entry("o2", DRAWN + timedelta(2), -3, 4, **OTHER)
    traces, _ = follow({DRAWN: [drawdown()], DRAWN + timedelta(1): [first], DRAWN + timedelta(2): [second]})
    assert sums(traces)["traced_sum"] == 9 * MILLION


def chain() -> list[Trace]:
    """F9: 10 m → P, P → Q 9 m two days later, Q → the borrower's controller 8.5 m four days later."""
    out = entry("pay", DRAWN, -10, 10, cp_account="P1", cp_customer="P", cp_name="P")
    first = follow_day([], [drawdown(), out], [], ["boss"], CALENDAR)
    to_q = entry("p-q", DRAWN + timedelta(2), -9, 10, account="P1", customer="P", cp_account="Q1", cp_customer="Q")
    second = follow_day([], [to_q], first.children, [], CALENDAR)
    back = entry("q-b", DRAWN + timedelta(4), -8.5, 9, account="Q1", customer="Q", cp_account="B1", cp_customer="boss")
    third = follow_day([], [back], second.children, [], CALENDAR)
    return [*first.traces, *second.traces, *third.traces]


def test_f9_money_comes_back_in_three_hops() -> None:
    row = sums(chain())
    assert (row["returned_sum"], row["returned_share"], row["hops"]) == (8_500_000_00, 0.85, 3)
    assert row["comes_back"]


def test_a_returned_payment_goes_back_into_the_bucket() -> None:
    out = entry("o1", DRAWN + timedelta(1), -6, 10, **OTHER)
    back = entry("b1", DRAWN + timedelta(2), 6, 4, **{**OTHER, "business": "returned"})
    traces, buckets = follow({DRAWN: [drawdown()], DRAWN + timedelta(1): [out], DRAWN + timedelta(2): [back]})
    assert (sums(traces)["traced_sum"], buckets[0].left) == (0, 10 * MILLION)


def test_a_repayment_is_no_outflow() -> None:
    paid = entry("r1", DRAWN + timedelta(1), -4, 10, business="repayment", note="N1")
    traces, buckets = follow({DRAWN: [drawdown()], DRAWN + timedelta(1): [paid]})
    assert (traces, buckets[0].left) == ([], 6 * MILLION)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 15),
        st.integers(-6 * MILLION, 3 * MILLION).filter(bool),
        st.booleans(),
        st.sampled_from(["A1", "A2"]),
    ),
    max_size=12,
)


TWO_GO_BACK_AS_ONE = [(0, -MILLION, True, "A1"), (0, -MILLION, True, "A1"), (1, -MILLION - 1, True, "A2")]


@settings(max_examples=60, deadline=None)
@given(STEPS)
@example(TWO_GO_BACK_AS_ONE)
def test_money_is_neither_made_nor_lost(steps: list[tuple[int, int, bool, str]]) -> None:
    balances, days = {"A1": 10 * MILLION, "A2": 0}, {DRAWN: [drawdown()]}
    for i, (after, signed, own, account) in enumerate(sorted(steps)):
        day = DRAWN + timedelta(after)
        to = {"cp_account": "A2" if account == "A1" else "A1", "cp_customer": "C1"} if own else OTHER
        at = entry(f"e{i}", day, 0, 0, account=account, **to)
        days.setdefault(day, []).append(
            Entry(**{**vars(at), "signed": signed, "balance_before": balances[account], "time": at.time + i})
        )
        balances[account] += signed
    traces, buckets = follow(days)
    gone = sum(t.amount for t in traces if (t.other_bank or t.hop == MAX_HOP) and not t.comes_back)
    assert gone + sum(b.left for b in buckets) == 10 * MILLION
    assert all(b.left >= 0 for b in buckets)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(3)))
def test_arrivals_count_by_their_time_not_their_order(order: list[int]) -> None:
    base = follow_day([], [drawdown()], [], [], CALENDAR).buckets[0]
    at = [CALENDAR.start_of_day_ms(DRAWN) + hour * 3_600_000 for hour in (8, 11, 13)]
    children = [
        Bucket(**{**vars(base), "note": f"N{i}", "since": at[i], "drawn_at": at[i], "origin": f"o{i}"})
        for i in range(3)
    ]
    spent = entry("s", DRAWN, -15, 30, **OTHER)
    results: list[Followed] = [follow_day([], [spent], [children[i] for i in order], [], CALENDAR)]
    results.append(follow_day([], [spent], children, [], CALENDAR))
    assert results[0].traces == results[1].traces
