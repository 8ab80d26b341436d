"""Records whose account is not known yet. They wait, bounded in number and time; then they are dead letters.

Where a waiting record lies, so that nothing is lost and nothing counted twice. It is written to the retry topic, marked `parked`,
before the frames of its batch are written and its own offset is committed. A parked record read from the retry topic is never
identified there: it fills this memory, and its retry offset stays uncommitted (`lowest`). When its account arrives it is written to
the retry topic again, marked `ready`; only ready records are identified, at the new offset, in the order of the retry topic. After a
crash parked records are read again; one that had been made ready before is made ready twice, and the shard drops the second by its
event_id.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

RETRY = "tidewatch-retry"  # header names
STREAM = "tidewatch-stream"
ACCOUNT = "tidewatch-account"
TOPIC, PARTITION, OFFSET = "tidewatch-topic", "tidewatch-partition", "tidewatch-offset"

Place = tuple[str, int, int]  # topic, partition, offset


class State(StrEnum):
    """What a record of the retry topic is there for."""

    PARKED = "parked"
    READY = "ready"


@dataclass(frozen=True)
class Parked:
    """A record as it came, the account it waits for, and where it was read."""

    account_no: str
    stream: str
    key: bytes | None
    value: bytes
    headers: Mapping[str, str] = field(hash=False)
    place: Place = ("", 0, -1)

    def marked(self, state: State) -> Parked:
        """As it is to be written to the retry topic; it keeps its first place in its headers."""
        topic, partition, offset = self.place
        first = {TOPIC: topic, PARTITION: str(partition), OFFSET: str(offset)}
        marks = {RETRY: state.value, STREAM: self.stream, ACCOUNT: self.account_no}
        return Parked(
            self.account_no, self.stream, self.key, self.value, {**first, **self.headers, **marks}, self.place
        )


class Waiting:
    """Parked records by account, oldest first. Times are seconds of any one clock, given by the caller."""

    def __init__(self, at_most: int = 100_000, seconds: float = 60.0) -> None:
        self.at_most = at_most
        self.seconds = seconds
        self._rows: OrderedDict[Place, tuple[float, Parked]] = OrderedDict()
        self._by_account: defaultdict[str, list[Place]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._rows)

    def park(self, rows: Iterable[Parked], now: float) -> list[Parked]:
        """Let rows wait. Returns those that had to go, the oldest, because there are too many."""
        for row in rows:
            if row.place not in self._rows:
                self._rows[row.place] = (now, row)
                self._by_account[row.account_no].append(row.place)
        return self._go(list(self._rows)[: max(len(self._rows) - self.at_most, 0)])

    def arrived(self, accounts: Iterable[str]) -> list[Parked]:
        """The rows that waited for these accounts, in the order they came; they wait no longer."""
        return self._go([place for account in accounts for place in self._by_account.get(account, ())])

    def expired(self, now: float) -> list[Parked]:
        """The rows that have waited too long; they wait no longer."""
        due = []
        for place, (since, _) in self._rows.items():
            if now - since < self.seconds:
                break
            due.append(place)
        return self._go(due)

    def lowest(self, topic: str, partition: int) -> int | None:
        """The lowest offset that still waits: the commit must stay at it."""
        return min((place[2] for place in self._rows if place[:2] == (topic, partition)), default=None)

    def _go(self, places: list[Place]) -> list[Parked]:
        gone = [self._rows.pop(place) for place in places]
        for _, row in gone:
            left = self._by_account[row.account_no]
            left.remove(row.place)
            if not left:
                del self._by_account[row.account_no]
        return [row for _, row in sorted(gone, key=lambda one: one[0])]
