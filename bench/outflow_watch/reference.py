"""The plain answer: the job in as few words as Python allows, one record after the other. Slow and obvious on purpose."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

DAY_MS = 86_400_000


@dataclass
class Expected:
    """What must come out: findings by rule, their checksum, and the input places of all findings in order."""

    rules: Counter[str] = field(default_factory=Counter)
    checksum: int = 0
    places: list[int] = field(default_factory=list)

    def add(self, event_id: str, rule: str, value: int) -> None:
        """One finding, whatever its turn."""
        self.rules[rule] += 1
        self.checksum = (self.checksum + crc32(f"{event_id}|{rule}|{value}".encode())) % 2**64

    @property
    def findings(self) -> int:
        """How many in all."""
        return self.rules.total()


class Reference:
    """Accounts by number: each the days of the last week it moved on, with [debits, credits, number of debits]."""

    def __init__(self) -> None:
        self.days: dict[str, dict[int, list[int]]] = {}
        self.expected = Expected()
        self.read = 0

    def take(self, lines: Iterable[bytes]) -> None:
        """Records in order."""
        for line in lines:
            self._one(json.loads(line))
            self.read += 1

    def _one(self, record: dict[str, str | int]) -> None:
        day, amount = int(record["ts"]) // DAY_MS, int(record["amount_fen"])
        week = self.days.setdefault(str(record["account"]), {})
        gap = day - max(week, default=day)
        today = week.setdefault(day, [0, 0, 0])
        today[0 if record["direction"] == "D" else 1] += amount
        if record["direction"] == "D":
            today[2] += 1
            self._judge(str(record["event_id"]), amount, self._net(week, day), gap)
        for old in [one for one in week if one < day - 6]:
            del week[old]

    @staticmethod
    def _net(week: dict[int, list[int]], day: int) -> int:
        return sum(debits - credits for one, (debits, credits, _) in week.items() if one > day - 7)

    def _judge(self, event_id: str, amount: int, net: int, gap: int) -> None:
        for rule, holds, value in (
            ("R1", amount >= 10_000_000, amount),
            ("R2", net >= 30_000_000, net),
            ("R3", gap >= 3 and amount >= 1_000_000, gap),
        ):
            if holds:
                self.expected.add(event_id, rule, value)
                self.expected.places.append(self.read)
