"""How far each source has been read, in event time, and which sources the clock waits for.

    watermark   latest event time seen − the stream's bound (0 for a source that is ordered, or that the clock does not wait for)
    HOLDING     it lags, or has just been read: the clock waits for it
    IDLE        read to its end, and the broker has had nothing new for a while: the clock does not wait for it
    STALE       not read to its end, and nothing came for `stale_seconds`: it is given up, and absence is not judged by it (SVC-15)

A record brings a source back to HOLDING. A watermark never goes back, and never runs ahead of the wall: a record dated tomorrow
must not make today's late. It waits in the shards until its time has come.

What "a while" is depends on what a source brings. Live records (dated within `live_within_seconds` of the wall) come
from the bank as they happen: `live_idle_seconds`. Old ones are history that somebody sends in: `idle_seconds`, so that a pause of the sender does
not set its own next records behind the clock; but once the bank is live through another source, history at its end must not hold it up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BEGINNING = -(2**62)  # nothing read yet


class SourceState(StrEnum):
    """Whether the clock waits for a source."""

    HOLDING = "holding"
    IDLE = "idle"
    STALE = "stale"


@dataclass(frozen=True)
class Patience:
    """The stated rules. `bounds_ms`: by stream, how far records may come out of order before they are late."""

    idle_seconds: float = 2.0
    live_idle_seconds: float = 0.03
    live_within_seconds: float = 60.0
    stale_seconds: float = 300.0
    bounds_ms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """What goes into every log partition of one source."""

    source: str
    watermark: int
    state: SourceState

    @property
    def holds(self) -> bool:
        """Whether the clock waits for it."""
        return self.state is SourceState.HOLDING


@dataclass
class _Source:
    stream: str
    since: float
    latest: int = BEGINNING
    ahead: int = BEGINNING  # of a record dated ahead of the wall, until the wall has come to it
    position: int = 0  # the next offset to read
    end: int | None = None  # the end of the partition, where known
    asked: float = 0.0  # when the broker said so
    told: Mark | None = None


class Watermarks:
    """All source partitions of one intake. `now` is the wall clock in seconds since 1970."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._sources: dict[str, _Source] = {}

    def add(self, source: str, stream: str, now: float) -> None:
        """A source is assigned: the clock waits for it from now on."""
        self._sources.setdefault(source, _Source(stream, now))

    def remove(self, source: str) -> None:
        """A source is another worker's now; what was said of it stays said."""
        self._sources.pop(source, None)

    def read(self, source: str, latest_ms: int | None, next_offset: int, now: float) -> None:
        """Records up to `next_offset` were read, which came at `now`; `latest_ms` is their highest event time, None if none was good."""
        one = self._sources[source]
        one.position = max(one.position, next_offset)
        if latest_ms is not None:
            one.since = now  # refused records have no time, and nobody waits for them
            one.ahead = max(one.ahead, latest_ms)
            one.latest = max(one.latest, min(latest_ms, int(now * 1000)))

    def ends(self, source: str, end_offset: int, now: float) -> None:
        """The broker says where the source ends (high watermark of Kafka) at the time `now`."""
        one = self._sources[source]
        one.end, one.asked = end_offset, now

    def stands(self, source: str, next_offset: int) -> None:
        """Nothing has come from a source, and it has been read to `next_offset`."""
        one = self._sources[source]
        one.position = max(one.position, next_offset)

    def mark(self, source: str, now: float) -> Mark:
        """What can be said of a source now."""
        one = self._sources[source]
        if one.ahead <= now * 1000:
            one.latest = max(one.latest, one.ahead)
        state = self._state(one, now)
        bound = self.patience.bounds_ms.get(one.stream, 0) if state is SourceState.HOLDING else 0
        return Mark(source, one.latest - bound if one.latest > BEGINNING else BEGINNING, state)

    def marks(self, now: float) -> list[Mark]:
        """What can be said of all sources now."""
        return [self.mark(source, now) for source in self._sources]

    def news(self, now: float) -> list[Mark]:
        """The sources of which something else can be said than was said last; this counts as said."""
        changed = []
        for source, one in self._sources.items():
            mark = self.mark(source, now)
            if mark != one.told:
                one.told = mark
                changed.append(mark)
        return changed

    def _state(self, one: _Source, now: float) -> SourceState:
        at_end = one.end is not None and one.position >= one.end
        if at_end and one.asked - one.since >= self._wait_for(one, now):  # what came since it was asked is not known
            return SourceState.IDLE
        stale = not at_end and now - one.since >= self.patience.stale_seconds
        return SourceState.STALE if stale else SourceState.HOLDING

    def _wait_for(self, one: _Source, now: float) -> float:
        """How long a source that has been read to its end is waited for, in seconds."""
        newest = now * 1000 - self.patience.live_within_seconds * 1000
        if one.latest >= newest:
            return self.patience.live_idle_seconds
        live = one.latest > BEGINNING and any(other.latest >= newest for other in self._sources.values())
        return 0.0 if live else self.patience.idle_seconds


class Clock:
    """The smallest watermark over the sources that hold it; where none does, the latest of all. It never goes back."""

    def __init__(self) -> None:
        self._marks: dict[str, Mark] = {}
        self.time = BEGINNING

    def take(self, mark: Mark) -> int:
        """Hear of a source; returns the time."""
        self._marks[mark.source] = mark
        holding = [one.watermark for one in self._marks.values() if one.holds]
        everyone = [one.watermark for one in self._marks.values()]
        self.time = max(self.time, min(holding) if holding else max(everyone))
        return self.time
