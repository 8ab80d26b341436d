"""One Redis, and what every part of the desk does with it: scripts, and a sentence when it is away or takes nothing."""

from __future__ import annotations

import re
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
FULL = (redis.exceptions.OutOfMemoryError, redis.exceptions.ReadOnlyError, redis.exceptions.ClusterDownError)
# a full disk or memory, a server that has become a replica or lacks its own; scripts (Redis 6) and pipelines put words before it
FULL_SAID = re.compile(r"(^|-|caused error: )(MISCONF|OOM|READONLY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|BUSY) ")

Row = dict[str, Any]


@contextmanager
def reaching() -> Iterator[None]:
    """Redis away is one error, DeskDown, and so is a Redis that takes nothing: both pass, and a script has then done all or nothing."""
    try:
        yield
    except AWAY as error:
        raise DeskDown(f"Redis does not answer: {error}") from None
    except redis.ResponseError as error:
        if not isinstance(error, FULL) and not FULL_SAID.search(str(error)):
            raise
        raise DeskDown(f"Redis takes nothing for now, what is to be written waits: {error}") from None


class Store:
    """The connection. Calls block; any thread may call."""

    def __init__(self, client: redis.Redis) -> None:
        self.redis: Any = client  # redis-py types every answer as perhaps a future

    reaching = staticmethod(reaching)

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
