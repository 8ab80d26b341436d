"""Corrected entries: before the entry that stands in another's place, that other is undone, as if its payee had returned it.

What is undone must still be known: an entry of the day that is followed, or a trace of one of the borrower's notes. Loan money that has gone on to
other customers with a corrected entry is not followed back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from detectors.tracing.follow import Entry

Plain = Mapping[str, Any]


def with_undone(entries: Iterable[Entry], before: Sequence[Plain], notes: Mapping[str, Plain]) -> list[Entry]:
    """The entries, each that corrects another after what undoes it. `before`: the day's earlier entries as plain data; `notes`: the borrower's."""
    found: list[Entry] = []
    for entry in entries:
        old = _corrected(entry, [*before, *(vars(one) for one in found)], notes) if entry.corrects else None
        if old is not None and (old.signed < 0 or old.business == "drawdown"):
            found.append(_undoing(old, entry))
        found.append(entry)
    return found


def _undoing(old: Entry, entry: Entry) -> Entry:
    way = "returned" if old.signed < 0 else "repayment"
    now = replace(old, time=entry.time - 1, day=entry.day, balance_before=entry.balance_before)
    return replace(now, event_id=f"{entry.event_id}~", signed=-old.signed, business=way, reference=None, corrects=None)


def _corrected(entry: Entry, known: Sequence[Plain], notes: Mapping[str, Plain]) -> Entry | None:
    for one in reversed(known):  # of an entry and those that stand in its place, the last
        if entry.corrects in (one["event_id"], one["reference"], one["corrects"]) and one["event_id"] != entry.event_id:
            return Entry(**{**one, "day": entry.day})
    for name, note in notes.items():
        for trace in note["traces"].values():
            if trace["event_id"] == entry.corrects and trace["own_account_of_root"]:
                return _of_trace(name, trace, entry)
    return None


def _of_trace(note: str, trace: Plain, entry: Entry) -> Entry:
    """So much of an earlier day's entry as was loan money."""
    account, payee = trace["path"][-2:]
    named = payee == trace["cp_name"]
    paid = replace(entry, event_id=trace["event_id"], account=account, signed=-trace["amount"], note=note)
    party = replace(
        paid, cp_account=None if named else payee, cp_name=trace["cp_name"], cp_customer=None, cp_bank=trace["bank"]
    )
    return replace(party, same_name=trace["same_name"], other_bank=trace["other_bank"])
