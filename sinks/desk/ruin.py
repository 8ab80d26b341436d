"""What is in Redis when a desk is to be built: nothing, or what was begun before it was cut off, and what has come since.

Built on top of that, what is appended (histories, the audit log, notices) would be there twice. Alerts, their shelves and those books are made anew
from the warehouse; all else stays: sessions, subscriptions, leases and receipts, which nobody else knows, and what is the same when it is put twice
(silences, leave, keys, digests, the day's counts).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import redis

from sinks.desk.server import DeskDown
from sinks.desk.store import BUILDING, BUILT, Row, Store

AT_ONCE = 500  # alerts, some 10 ms in which Redis does nothing else


class Ruin(Store):
    """Taken down by the one process that builds; people may be at work meanwhile."""

    def __init__(self, client: redis.Redis) -> None:
        super().__init__(client)
        self._clear = self.script("shelves", "clear")

    def alerts(self) -> Iterator[Row]:
        """Those in Redis, as they were last stated."""
        for ids in self._ids():
            with self.reaching():
                asked = self.redis.pipeline(transaction=False)
                for alert_id in ids:
                    asked.hget(f"alert:{alert_id}", "facts")
                yield from (json.loads(facts) for facts in asked.execute() if facts)

    def clear(self) -> bool:
        """Take it down; from now on the desk is being built. False when somebody has done something meanwhile: store it, then call again."""
        with self.reaching():
            self.redis.set(BUILDING, "1")
        for ids in self._ids():
            if not self._cleared(*ids):
                return False
        return self._cleared()

    def _cleared(self, *ids: str) -> bool:
        with self.reaching():
            return bool(self._clear(args=ids))

    def _ids(self) -> list[list[str]]:
        with self.reaching():
            found = [str(key).removeprefix("alert:") for key in self.redis.scan_iter(match="alert:*", count=1_000)]
        return [found[n : n + AT_ONCE] for n in range(0, len(found), AT_ONCE)]

    def complete(self) -> None:
        """All is there. Raises DeskDown when Redis has been emptied once more since it was begun."""
        with self.reaching():
            try:
                self.redis.rename(BUILDING, BUILT)
            except redis.ResponseError as error:
                if "no such key" not in str(error):
                    raise
                raise DeskDown("Redis has been emptied while the desk was built") from None
