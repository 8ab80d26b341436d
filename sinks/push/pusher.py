"""From the desk's notices to the channels.

    notice → rows → message (masked) → lanes, each its channel → receipt and audit line → the notice is done

kill -9 at any place: what was not done is given again; a channel with a receipt is not asked twice; between sending and receipt the other side
gets the same message with the same id again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from events.outage import Outage
from sinks.desk import Desk, DeskDown, Roster
from sinks.desk.notices import Notice, Notices
from sinks.push.channel import Message
from sinks.push.lane import Lane
from sinks.push.words import Unsaid, message_of, unsaid

AT_ONCE = 100
WAIT_MS = 500
MOST_OPEN = 10_000  # notices, some KB each

log = logging.getLogger(__name__)

Row = dict[str, Any]


class Pusher:
    """`step` is called by one thread, again and again, and may raise DeskDown: call it again."""

    def __init__(
        self, desk: Desk, lanes: Sequence[Lane], roster: Callable[[], Roster], clock: Callable[[], int], pages: str
    ) -> None:
        self._desk, self._lanes, self._roster, self._clock = desk, lanes, roster, clock
        self._pages = pages.rstrip("/")
        self._notices = Notices(desk.redis)
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._open: dict[str, frozenset[str]] = {}  # by the notice's place, the lanes that have not ended with it

    def step(self) -> int:
        """What has come since; returns how many notices. Waits half a second for one at most. A channel that is away lets notices wait in Redis."""
        if len(self._open) > MOST_OPEN:
            self._closing.wait(WAIT_MS / 1000)
            return 0
        try:
            notices = self._notices.take(AT_ONCE, WAIT_MS)
            for notice in notices:
                if notice.place not in self._open:
                    self._tell(notice)
        except DeskDown:
            self._notices.take_again()
            raise
        return len(notices)

    def close(self) -> None:
        """End; what has not been sent is sent after the next start."""
        self._closing.set()
        for lane in self._lanes:
            lane.close()

    def _tell(self, notice: Notice) -> None:
        told = self._notices.sent(notice.id, [lane.name for lane in self._lanes])
        rows = [row for one in notice.alerts if (row := self._desk.get(one)) is not None]
        if not rows and not self._desk.built():
            raise DeskDown("Redis has been emptied, and nothing is known of the alerts until it is built again")
        why = unsaid(notice, rows, self._clock())
        left = [lane for lane in self._lanes if lane.name not in told] if why is None else []
        ways = [(lane, message) for lane in left if (message := self._for(lane, notice, rows))]
        if not ways:
            if not told:
                self._notices.receipt(notice, "", self._line(notice, "not pushed", str(why or Unsaid.NOBODY)))
            return self._notices.done(notice)
        with self._turn:
            self._open[notice.place] = frozenset(lane.name for lane, _ in ways)
        for lane, message in ways:
            lane.put(message, partial(self._ended, notice, lane))
        return None

    def _for(self, lane: Lane, notice: Notice, rows: list[Row]) -> Message | None:
        """What this channel is sent; None when the notice is for nobody of its people."""
        message, roster = message_of(notice, rows, self._pages), self._roster()
        people = [roster.people[one] for one in notice.to if one in roster.people]
        to = tuple(one.id for one in people if lane.audience.fits(roster.chain(one.org_id), message.severity))
        return replace(message, to=to) if to else None

    def _ended(self, notice: Notice, lane: Lane, message: Message, ended: str) -> None:
        """In the lane's thread. Redis away: this waits, and with it what the lane has to send."""
        outage = Outage(log, "a receipt")
        while not self._closing.is_set():
            try:
                self._note(notice, lane, f"{', '.join(message.to)}: {ended}")
            except DeskDown as error:
                outage.met(error)
                self._closing.wait(1.0)
            else:
                outage.over()
                return

    def _note(self, notice: Notice, lane: Lane, said: str) -> None:
        self._notices.receipt(notice, lane.name, self._line(notice, "pushed", f"{lane.name} {said}"))
        with self._turn:
            left = self._open[notice.place] - {lane.name}
            self._open[notice.place] = left
        if not left:
            self._notices.done(notice)
            with self._turn:
                self._open.pop(notice.place, None)

    def _line(self, notice: Notice, action: str, note: str) -> Row:
        """How a notice ended, for the audit log."""
        row = self._desk.get(notice.alerts[0])
        said = {"at": self._clock(), "who": "push", "action": action, "object": notice.alerts[0], "note": note}
        return {**said, "audience": row["audience"] if row else "normal"}
