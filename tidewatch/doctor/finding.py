"""One check, one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import redis

from api.engine import EngineDown
from sinks.desk import DeskDown
from sinks.warehouse import Refused, WarehouseDown
from streams.sender import BrokerDown
from tidewatch.config import Settings

AWAY = (BrokerDown, DeskDown, EngineDown, Refused, WarehouseDown, redis.RedisError, OSError)


@dataclass(frozen=True)
class Asked:
    """What is to be looked at. `data`: the folder of `tidewatch up`."""

    settings: Settings
    data: Path


@dataclass(frozen=True)
class Finding:
    """What was found. `do`: what would put it right, empty where nothing is wrong."""

    check: str
    ok: bool
    sentence: str
    do: str = ""


Check = Callable[[Asked], Finding]


def good(check: str, sentence: str) -> Finding:
    """Nothing is wrong."""
    return Finding(check, True, sentence)


def bad(check: str, sentence: str, do: str) -> Finding:
    """Something is."""
    return Finding(check, False, sentence, do)


def checked(checks: Sequence[tuple[str, Check]], asked: Asked) -> Iterator[Finding]:
    """Each check's finding; one that cannot be made because a server is away says so."""
    for name, check in checks:
        try:
            yield check(asked)
        except AWAY as error:
            yield bad(
                name,
                f"it does not answer: {error}",
                "start it, or correct its address and password (`tidewatch config`)",
            )
