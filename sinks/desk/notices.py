"""What people are to be told, in the order it was decided, for the one who tells them; and the receipts that they were told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import redis

from events.alert import NotifyReason
from sinks.desk.ledger import Ledger
from sinks.desk.store import NOTICES, Row

GROUP = READER = "push"
RECEIPT_SECONDS = 7 * 86_400
OLD_MS = 86_400_000  # of the bank's time: a notice that could not be sent for a day tells nobody anything
TELLING = ("push", "escalate", "digest sent")  # steps, and lines of the audit log, that made a notice


@dataclass(frozen=True)
class Notice:
    """`place` in the stream; `alerts`: one, or those of a digest; `to`: people's ids; `at`: the bank's time, epoch ms."""

    place: str
    alerts: tuple[str, ...]
    to: tuple[str, ...]
    why: NotifyReason
    at: int

    @property
    def id(self) -> str:
        """Derived from what is said: the same when it is said again."""
        basis = json.dumps([self.alerts, self.to, self.why, self.at])
        return hashlib.blake2b(basis.encode(), digest_size=16).hexdigest()

    @classmethod
    def saved(cls, said: Row) -> Notice:
        """As a step or a line of the audit log keeps it; it has no place."""
        return cls("", tuple(said["ids"]) or (said["id"],), tuple(said["to"]), NotifyReason(said["why"]), said["at"])


class Notices(Ledger):
    """The stream for its one reader (whoever has the lease): what it had not done when it ended, it is given first."""

    def __init__(self, client: redis.Redis) -> None:
        super().__init__(client)
        self._receipt = self.script("receipt")
        self._again: str | None = "0"
        self._begun = False

    def take(self, count: int, wait_ms: int) -> list[Notice]:
        """The next ones; waits for something for so long at most. Raises DeskDown."""
        with self.reaching():
            self._begin()
            found = self._left()
            if not found:
                found = self._next(count, wait_ms)
        return [_notice(place, said) for place, said in found if said]

    def _next(self, count: int, wait_ms: int) -> list[tuple[str, dict[str, str]]]:
        try:
            answer = self.redis.xreadgroup(GROUP, READER, {NOTICES: ">"}, count=count, block=wait_ms)
        except redis.ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            return []  # Redis has been emptied since: the next call begins again
        return answer[0][1] if answer else []

    def take_again(self) -> None:
        """What was given and is not done is given once more: whoever had it could not go on."""
        self._again = "0"

    def _begin(self) -> None:
        """The first time of all from now on: nobody wants to be told the weeks before push was set up. After a lost Redis from its beginning."""
        there = self.redis.exists(NOTICES) and not self._begun
        if self._made("$" if there else "0") and not self._begun:
            self.audit("push", "push set up", GROUP, "", 0)
        self._begun = True

    def _made(self, start: str) -> bool:
        """Whether the group of readers was made now; False when it was there."""
        try:
            self.redis.xgroup_create(NOTICES, GROUP, id=start, mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
            return False
        return True

    def _left(self) -> list[tuple[str, dict[str, str]]]:
        if self._again is None:
            return []
        answer = self.redis.xreadgroup(GROUP, READER, {NOTICES: self._again}, count=100)
        found: list[tuple[str, dict[str, str]]] = answer[0][1] if answer else []
        self._again = found[-1][0] if found else None
        return found

    def done(self, notice: Notice) -> None:
        """Nobody needs to look at it again."""
        with self.reaching():
            self.redis.xack(NOTICES, GROUP, notice.place)

    # ---- after a lost Redis

    def restore(self, rows: Sequence[Row], day_ago: int) -> None:
        """Steps and lines of the audit log, in the order they were done, as the warehouse has them: what was still to be said is said. What is older
        than `day_ago` (epoch ms) and has no receipt is said again too: that it was not sent belongs on record. Receipts first, for whoever tells people
        may be waiting for the next notice."""
        had = [saved for row in rows if row["who"] == READER and "notice" in (saved := _saved(row))]
        ended = {saved["notice"] for saved in had}
        told = {Notice.saved(notice).id: (row["at"], notice) for row, notice in _told(rows)}
        again = {name: notice for name, (at, notice) in told.items() if at >= day_ago or name not in ended}
        with self.reaching():
            for saved in had:
                if saved["notice"] in again:
                    self._had(saved["notice"], saved["channel"])
            for notice in again.values():
                self._say(notice)

    def _say(self, notice: Row) -> None:
        lists = {name: json.dumps(notice[name]) if notice[name] else "" for name in ("to", "ids")}
        self.redis.xadd(NOTICES, {**notice, **lists}, maxlen=200_000, approximate=True)

    def restore_reader(self) -> None:
        """Push had been set up: it is told from the beginning of what comes again, and of what has come since Redis was lost, though whoever tells people
        may have begun behind that. What had been told has its receipt."""
        with self.reaching():
            if not self._made("0"):
                self.redis.xgroup_setid(NOTICES, GROUP, "0")

    # ---- receipts

    def sent(self, notice_id: str, channels: Sequence[str]) -> set[str]:
        """The channels that have had it."""
        with self.reaching():
            found = self.redis.smembers(f"receipt:{notice_id}")
        return set(channels) & found

    def receipt(self, notice: Notice, channel: str, line: Row) -> None:
        """A channel has had it, or never will ("": it is for none), and the line of the audit log that says how it ended: both once, however often
        it is tried."""
        saved, pairs = (
            json.dumps({"notice": notice.id, "channel": channel}),
            [part for pair in line.items() for part in pair],
        )
        with self.reaching():
            self._receipt(args=[notice.id, channel, RECEIPT_SECONDS, line["object"], saved, *pairs])

    def _had(self, notice_id: str, channel: str) -> None:
        both = self.redis.pipeline(transaction=True)
        both.sadd(f"receipt:{notice_id}", channel)
        both.expire(f"receipt:{notice_id}", RECEIPT_SECONDS)
        both.execute()


def _notice(place: str, said: dict[str, str]) -> Notice:
    alerts = tuple(json.loads(said["ids"])) if said.get("ids") else (said["id"],)
    return Notice(place, alerts, tuple(json.loads(said["to"] or "[]")), NotifyReason(said["why"]), int(said["at"]))


def _saved(row: Row) -> Row:
    found: Row = json.loads(row["saved"] or "{}")
    return found


def _told(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """The rows that made notices, each with its notice as it was saved."""
    for row in rows:
        notice = _saved(row).get("notice") if row["action"] in TELLING else None
        if notice:
            yield row, json.loads(notice)
