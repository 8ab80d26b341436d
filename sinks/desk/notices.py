"""What people are to be told, in the order it was decided, for the one who tells them; and the receipts that they were told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import redis

from events.alert import NotifyReason
from sinks.desk.store import NOTICES, Store

GROUP = READER = "push"
RECEIPT_SECONDS = 7 * 86_400


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


class Notices(Store):
    """The stream for its one reader (whoever has the lease): what it had not done when it ended, it is given first."""

    def __init__(self, client: redis.Redis) -> None:
        super().__init__(client)
        self._again: str | None = "0"
        self._begun = False

    def take(self, count: int, wait_ms: int) -> list[Notice]:
        """The next ones; waits for something for so long at most. Raises DeskDown."""
        with self.reaching():
            self._begin()
            found = self._left()
            if not found:
                answer = self.redis.xreadgroup(GROUP, READER, {NOTICES: ">"}, count=count, block=wait_ms)
                found = answer[0][1] if answer else []
        return [_notice(place, said) for place, said in found if said]

    def _begin(self) -> None:
        """The first time of all from now on: nobody wants to be told the weeks before push was set up. After a lost Redis from its beginning."""
        there = self.redis.exists(NOTICES) and not self._begun
        with suppress(redis.ResponseError):  # it is there
            self.redis.xgroup_create(NOTICES, GROUP, id="$" if there else "0", mkstream=True)
        self._begun = True

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

    # ---- receipts

    def sent(self, notice_id: str, channels: Sequence[str]) -> set[str]:
        """The channels that have had it."""
        with self.reaching():
            found = self.redis.smembers(f"receipt:{notice_id}")
        return set(channels) & found

    def receipt(self, notice_id: str, channel: str) -> None:
        """A channel has had it, or never will."""
        with self.reaching():
            both = self.redis.pipeline(transaction=True)
            both.sadd(f"receipt:{notice_id}", channel)
            both.expire(f"receipt:{notice_id}", RECEIPT_SECONDS)
            both.execute()


def _notice(place: str, said: dict[str, str]) -> Notice:
    alerts = tuple(json.loads(said["ids"])) if said.get("ids") else (said["id"],)
    return Notice(place, alerts, tuple(json.loads(said["to"])), NotifyReason(said["why"]), int(said["at"]))
