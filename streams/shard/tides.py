"""The end of a day: shards wait for each other before its profiles are made.

An effect on another customer (loan money that arrives at an account of ours) travels through the log, so a shard that has passed
day D may still be sent effects of D. Loan money is followed over at most three own-bank hops (DOMAIN §2.0), so after three exchanges
nothing of D can be under way. In each exchange a shard writes its effects, then a mark "tide" into every partition; it goes
on when it has seen the mark of all. A single shard exchanges with itself: its effects go through its log too, so that a crash loses none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

EXCHANGES = 3  # own-bank hops of loan money


@dataclass
class Tides:
    """Who has reached which exchange of which day. Seeing a mark twice changes nothing."""

    partitions: int
    seen: dict[int, dict[int, int]] = field(default_factory=dict)  # day → partition → exchange
    sent: dict[int, int] = field(default_factory=dict)  # day → exchange this shard has announced

    def note(self, day: int, partition: int, exchange: int) -> None:
        """A mark of another shard (or the own one) has been read."""
        of_day = self.seen.setdefault(day, {})
        of_day[partition] = max(exchange, of_day.get(partition, 0))

    def next(self, day: int) -> int | None:
        """The exchange to announce now, or None while others are awaited or all are done."""
        done = self.sent.get(day, 0)
        if done >= EXCHANGES or not (done == 0 or self._all_at(day, done)):
            return None
        self.sent[day] = done + 1
        return done + 1

    def over(self, day: int) -> bool:
        """Nothing of that day can arrive any more."""
        return self.sent.get(day, 0) == EXCHANGES and self._all_at(day, EXCHANGES)

    def forget(self, day: int) -> None:
        """The day is closed for good."""
        self.seen = {d: of_day for d, of_day in self.seen.items() if d > day}
        self.sent = {d: exchange for d, exchange in self.sent.items() if d > day}

    def _all_at(self, day: int, exchange: int) -> bool:
        of_day = self.seen.get(day, {})
        return len(of_day) == self.partitions and min(of_day.values()) >= exchange
