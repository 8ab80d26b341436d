"""What entries moved when they were booked, those too that have been taken back since: balances say what stood in the account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

BOOKED = ("event_id", "bank_ref", "original_ref", "op", "reversal", "cdt_dbt", "status", "signed", "amt_cny")
TAKEN_BACK = "TAKEN_BACK"


class Booked:
    """Takes entries in the order of their times. One that corrects another moves the difference: the corrected one was in the balance until then."""

    def __init__(self) -> None:
        self._called: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)  # (customer, name) → entry → fen
        self._gone: set[str] = set()

    def moves(self, row: Mapping[str, Any]) -> int:
        """By how much this entry moves its account's balance, fen."""
        customer, moved = row["customer_id"], _booked(row)
        owed = self._taken(row) if row["original_ref"] and (row["reversal"] or row["op"] != "I") else 0
        instead = row["original_ref"] if row["op"] == "U" else None
        for name in {row["event_id"], row["bank_ref"], instead} - {None}:
            self._called[customer, name][row["event_id"]] = moved
        return moved - owed

    def _taken(self, row: Mapping[str, Any]) -> int:
        named = self._called[row["customer_id"], row["original_ref"]]
        fresh = [moved for entry, moved in named.items() if entry not in self._gone]
        self._gone |= {*named, *([] if row["op"] == "U" else [row["event_id"]])}
        return sum(fresh) if row["op"] == "U" and not row["reversal"] else 0


def _booked(row: Mapping[str, Any]) -> int:
    if row["status"] != TAKEN_BACK:
        return int(row["signed"] or 0)
    flipped = row["reversal"] or row["op"] in ("R", "D")
    return (1 if (row["cdt_dbt"] == "CRDT") != flipped else -1) * (row["amt_cny"] or 0)
