"""What operators are told beside the engine's own words: how sources stand, what customers' states take, unknown fields, stores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from api.services import Services
from sinks.desk import DeskDown
from sinks.warehouse import WarehouseDown

Row = dict[str, Any]
GRAVEST = ("stale", "holding", "idle")  # of a topic's partitions one that is stale speaks for all
UNKNOWN_FIELDS = 100


def sources(parts: Services, said: Iterable[Row]) -> list[Row]:
    """The engine's sources, each with its state, since when (epoch ms), and its partitions."""
    of: dict[str, list[Row]] = {}
    for row in parts.questions.ask("source_states").to_dicts():
        of.setdefault(row["source"].partition("/")[0], []).append(row)
    return [{**one, **_standing(of.get(one["source"], []))} for one in said]


def _standing(partitions: list[Row]) -> Row:
    state = next((name for name in GRAVEST if any(one["state"] == name for one in partitions)), None)
    since = min((_ms(one["since"]) for one in partitions if one["state"] == state), default=None)
    return {"state": state, "since": since, "partitions": [_partition(one) for one in partitions]}


def _partition(row: Row) -> Row:
    return {
        "partition": int(row["source"].partition("/")[2] or 0), "state": row["state"], "since": _ms(row["since"]),
        "watermark": None if row["watermark"] is None else _ms(row["watermark"]),
    }  # fmt: skip


def shards(parts: Services, said: Iterable[Row]) -> list[Row]:
    """The engine's shards, each with what a customer's saved state takes, in bytes."""
    sizes = {row.pop("log_partition"): row for row in parts.questions.ask("state_bytes").to_dicts()}
    return [{**one, "state_bytes": _size(sizes.get(one["partition"]))} for one in said]


def _size(row: Row | None) -> Row | None:
    return None if row is None else {"mean": round(row["mean"]), "p99": round(row["p99"]), "max": row["largest"]}


def unknown_fields(parts: Services) -> list[Row]:
    """Fields that no schema knows, the latest first. Counted in the records that are looked at: the first and last of each chunk."""
    rows = parts.questions.ask("unknown_fields", limit=UNKNOWN_FIELDS).to_dicts()
    return [{**row, "last_at": _ms(row["last_at"])} for row in rows]


def stores(parts: Services) -> list[Row]:
    """Whether each store answers, and since when it does or does not (epoch ms, as this process has seen it)."""
    return [
        _store(parts, "warehouse", lambda: parts.warehouse.query("SELECT 1")),
        _store(parts, "desk", parts.desk.ping),
    ]


def _store(parts: Services, name: str, ask: Callable[[], object]) -> Row:
    started = time.perf_counter()
    try:
        ask()
        up, detail = True, f"{(time.perf_counter() - started) * 1000:.0f} ms"
    except (DeskDown, WarehouseDown) as error:
        up, detail = False, str(error)
    before = parts.stores_since.get(name)
    if before is None or before[0] != up:
        parts.stores_since[name] = before = up, int(time.time() * 1000)
    return {"name": name, "up": up, "since": before[1], "detail": detail}


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
