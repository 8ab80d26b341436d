"""The inbox live: one reader of the desk's news for a whole process, handed out to every open stream by box.

desk's event stream → one thread: what changed, in whose boxes, as text made once → the event loop → each stream's queue
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from api.inbox.rows import alert_row
from api.moment import midnight
from api.services import Services
from events.outage import Outage
from sinks.desk import Change, DeskDown, Scope

log = logging.getLogger(__name__)

WAIT_MS = 500  # a reader that is to stop does so within this
AGAIN_SECONDS = 1.0
MINUTE_MS = 60_000  # what pages say of times is to the minute
CLOCK_SECONDS = 2.0  # the bank's clock is told at most so often, however fast a past is read
QUEUE_SIZE = 1_000  # packets of some KB; a stream that is further behind is closed and resumes by Last-Event-ID


@dataclass(eq=False)
class Listener:
    """One open stream."""

    scope: Scope
    loop: asyncio.AbstractEventLoop
    packets: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_SIZE))

    def put(self, packet: str) -> None:
        """In the event loop. A full queue ends the stream."""
        with contextlib.suppress(asyncio.QueueFull):
            return self.packets.put_nowait(packet)
        self.packets.get_nowait()
        return self.packets.put_nowait(None)


class Live:
    """The streams of one process. The reader starts with the first stream and ends with `stop`."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self._listeners: dict[Scope, set[Listener]] = defaultdict(set)
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._told_clock, self._told_at = 0, 0.0
        self._reader: threading.Thread | None = None

    def listen(self, scope: Scope) -> Listener:
        """A new stream's place; what happens from now on comes into its queue. Blocks a moment: call it in a thread with a running loop's listener."""
        listener = Listener(scope, asyncio.get_running_loop())
        with self._turn:
            self._listeners[scope].add(listener)
            if self._reader is None:
                self._reader = threading.Thread(target=self._read, name="live", daemon=True)
                self._reader.start()
        return listener

    def leave(self, listener: Listener) -> None:
        """A stream has ended."""
        with self._turn:
            here = self._listeners[listener.scope]
            here.discard(listener)
            if not here:
                del self._listeners[listener.scope]

    @property
    def open(self) -> int:
        """How many streams there are."""
        with self._turn:
            return sum(map(len, self._listeners.values()))

    def stop(self) -> None:
        """End the reader."""
        self._stop.set()
        if self._reader is not None:
            self._reader.join(timeout=2 * WAIT_MS / 1000)

    def _read(self) -> None:
        since, outage = "", Outage(log, "the live stream")
        self._told_clock, self._told_at = self._parts.engine.clock, time.monotonic()
        while not self._stop.is_set():
            try:
                since = since or self._parts.desk.last_event()
                since, changes = self._parts.desk.news(since, WAIT_MS)
                if changes:
                    self._hand_out(changes)
                self._tell_clock()
                outage.over()
            except DeskDown as error:
                outage.met(error)
                self._stop.wait(AGAIN_SECONDS)

    def _hand_out(self, changes: Sequence[Change]) -> None:
        with self._turn:
            scopes = {scope: list(listeners) for scope, listeners in self._listeners.items()}
        packets = self.packets(changes, list(scopes))
        _send((listener, packet) for scope, packet in packets.items() for listener in scopes[scope])

    def _tell_clock(self) -> None:
        """The bank's time to every stream when a minute of it has passed: what is left until a deadline moves though no alert does."""
        clock, now = self._parts.engine.clock, time.monotonic()
        if clock - self._told_clock < MINUTE_MS or now - self._told_at < CLOCK_SECONDS:
            return
        self._told_clock, self._told_at = clock, now
        with self._turn:
            everybody = [listener for listeners in self._listeners.values() for listener in listeners]
        _send((listener, f"event: clock\ndata: {clock}\n\n") for listener in everybody)

    def packets(self, changes: Sequence[Change], scopes: Sequence[Scope]) -> dict[Scope, str]:
        """What each of these readers is sent: the alerts in the order they changed, then the counts."""
        of_box: dict[str, list[Scope]] = defaultdict(list)
        for scope in scopes:
            of_box[scope.box].append(scope)
        texts: dict[Scope, list[str]] = defaultdict(list)
        for change in changes:
            readers = [scope for box in dict.fromkeys(change.boxes) for scope in of_box.get(box, ())]
            text = self._text(change) if readers else ""
            boxes = change.row.get("boxes", change.boxes)
            for scope in readers:
                if change.audience in scope.audiences:
                    texts[scope].append(text if scope.box in boxes else _gone(change))
        counts = self._parts.desk.counts_of(list(texts), midnight(self._parts)) if texts else []
        return {
            scope: "".join(lines) + f"event: counts\ndata: {_json(count)}\n\n"
            for (scope, lines), count in zip(texts.items(), counts, strict=True)
        }

    def _text(self, change: Change) -> str:
        if "digest" in change.row:
            return f"id: {change.at}\nevent: digest\ndata: {_json({'alert_ids': change.row['digest']})}\n\n"
        row = alert_row(change.row, self._parts, self._parts.engine.clock)
        return f"id: {change.at}\nevent: alert\ndata: {_json(row)}\n\n"

    async def stream(
        self, scope: Scope, since: str | None, beat_seconds: float, alive: Callable[[], bool]
    ) -> AsyncGenerator[str]:
        """One stream's text: what was missed since a place, then everything as it happens; a comment when it has been quiet. Ends with its session."""
        listener = self.listen(scope)
        try:
            yield "retry: 2000\n\n"
            if since is not None:
                yield await asyncio.to_thread(self._missed, scope, since)
            while True:
                try:
                    packet = await asyncio.wait_for(listener.packets.get(), beat_seconds)
                except TimeoutError:
                    packet = ": beat\n\n" if await asyncio.to_thread(alive) else None
                if packet is None:
                    return
                yield packet
        finally:
            self.leave(listener)

    def _missed(self, scope: Scope, since: str) -> str:
        """Everything after a place; `reset` when that is no longer kept: the reader is to load its list anew. What came in between is sent again."""
        if not self._parts.desk.resumable(since):
            return "event: reset\ndata: {}\n\n"
        found = list[Change]()
        while True:
            after, changes = self._parts.desk.changes(scope, since)
            found += changes
            if after == since:
                return self.packets(found, [scope]).get(scope, ": nothing missed\n\n")
            since = after


def _send(deliveries: Iterable[tuple[Listener, str]]) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[tuple[Listener, str]]] = defaultdict(list)
    for listener, packet in deliveries:
        loops[listener.loop].append((listener, packet))
    for loop, of_loop in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop has just been closed
            loop.call_soon_threadsafe(_deliver, of_loop)


def _deliver(deliveries: list[tuple[Listener, str]]) -> None:
    for listener, packet in deliveries:
        listener.put(packet)


def _gone(change: Change) -> str:
    """It lies in this reader's box no more: handed over, or its customer is somebody else's."""
    return f"id: {change.at}\nevent: gone\ndata: {_json({'alert_id': change.row['alert_id']})}\n\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
