"""What is known of one loan note: every trace of its money, and the sums that rules judge (OUT-01, RSK-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from detectors.calendar import Calendar
from detectors.tracing.follow import Trace

Note = dict[str, Any]  # {"drawn": fen, "drawn_at": ms, "traces": {id: trace}}

OUT_01_BUSINESS_DAYS = 10
RSK_04_DAYS = 30
DAY_MS = 86_400_000


def take_trace(note: Mapping[str, Any], trace: Trace) -> Note | None:
    """The note with this trace; None when it says nothing new. A trace of amount 0 is taken back."""
    known = note.get("traces", {})
    data = asdict(trace)
    if known.get(trace.id) == data:
        return None
    return {**note, "traces": {**known, trace.id: data}}


def note_rows(
    note_id: str, note: Mapping[str, Any], changed: Iterable[Trace], calendar: Calendar, partners: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """A row of the `trace` frame for each changed trace, with the note's sums up to that trace's time.

    `partners`: accounts (or names) that the borrower has traded with in both directions for a year (RSK-04 trap).
    """
    drawn_on = calendar.local_date(note["drawn_at"])
    rows = []
    for trace in sorted(changed, key=lambda t: (t.time, t.id)):
        upto = [t for t in note["traces"].values() if t["time"] <= trace.time]
        left = sum(t["amount"] for t in upto if _left_same_name(t, note, calendar))
        returned, payment = _returned(trace, upto)
        day = calendar.local_date(trace.time)
        rows.append(
            {
                "event_id": trace.event_id, "customer_id": trace.root, "event_time": trace.time, "day": day,
                "loan_note_id": note_id, "drawdown_amount": note["drawn"], "drawn_at": note["drawn_at"],
                "traced_amount": trace.amount, "traced_sum": left, "traced_share": left / note["drawn"],
                "trace_method": trace.method, "counterparty_bank": trace.bank, "same_name": trace.same_name,
                "other_bank": trace.other_bank and trace.own_account_of_root,
                "days_since_drawdown_bd": calendar.business_days_between(drawn_on, day),
                "days_since_drawdown": (day - drawn_on).days, "comes_back": trace.comes_back and not trace.refund,
                "returned_sum": returned, "returned_share": returned / payment if payment else None,
                "payment_amount": payment, "hops": trace.hop, "path": ">".join(trace.path), "business": trace.business,
                "cp_kind": trace.cp_kind, "cp_name": trace.cp_name, "returned_through": trace.cp_name,
                "hop_ratio": trace.amount / trace.payment_amount if trace.payment_amount else None,
                "old_partner": len(trace.path) > 1 and trace.path[1] in partners,
            }
        )  # fmt: skip
    return rows


def _left_same_name(trace: Mapping[str, Any], note: Mapping[str, Any], calendar: Calendar) -> bool:
    drawn_on = calendar.local_date(note["drawn_at"])
    last = calendar.end_of_day_ms(calendar.add_business_days(drawn_on, OUT_01_BUSINESS_DAYS))
    left = trace["same_name"] and trace["other_bank"] and trace["own_account_of_root"]
    return left and trace["business"] not in ("payroll", "tax") and not trace["comes_back"] and trace["time"] <= last


def _returned(trace: Trace, upto: list[dict[str, Any]]) -> tuple[int, int]:
    """Σ that came back of the payment this trace belongs to, and that payment."""
    same = [t for t in upto if t["comes_back"] and t["payment"] == trace.payment]
    came = sum(t["amount"] for t in same if not t["refund"])
    # a payee elsewhere: the trace carries what was still with it, so what came back before belongs to the payment too
    before = sum(t["amount"] for t in same if t["event_id"] != trace.event_id) if trace.method == "DIRECT" else 0
    return came, trace.payment_amount + before
