"""One Redis, and what every part of the desk does with it: scripts, and a sentence when it is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from sinks.desk.server import DeskDown

SCRIPTS = Path(__file__).parent / "lua"
EVENTS, AUDIT, OUTBOX, NOTICES = (f"tidewatch:{name}" for name in ("events", "audit", "outbox", "notices"))
BUILT = "tidewatch:built"  # there as long as Redis has what was put into it
BUILDING = "tidewatch:building"  # there until all of it has been put into it
OWNERS, LEAVE, KEYS = (f"tidewatch:{name}" for name in ("owners", "leave", "keys"))
AWAY = (redis.ConnectionError, redis.TimeoutError, redis.exceptions.BusyLoadingError)

Row = dict[str, Any]


class Store:
    """The connection. Calls block; any thread may call."""

    def __init__(self, client: redis.Redis) -> None:
        self.redis: Any = client  # redis-py types every answer as perhaps a future

    @contextmanager
    def reaching(self) -> Iterator[None]:
        """Redis away is one error, DeskDown."""
        try:
            yield
        except AWAY as error:
            raise DeskDown(f"Redis does not answer: {error}") from None

    def script(self, *names: str) -> Any:
        """A script of these files, the first ones read before the last."""
        return self.redis.register_script("\n".join((SCRIPTS / f"{name}.lua").read_text("utf-8") for name in names))

    def built(self) -> bool:
        """Whether Redis still has what was put into it: emptied, it is built again. Raises DeskDown."""
        with self.reaching():
            return bool(self.redis.exists(BUILT))

    def ping(self) -> None:
        """Raises DeskDown when Redis is away."""
        with self.reaching():
            self.redis.ping()
