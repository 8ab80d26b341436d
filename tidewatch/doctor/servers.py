"""The servers of server mode: they answer, they are new enough, they hold what they must, and their clocks agree with ours."""

from __future__ import annotations

import time
from typing import Any

from events import topics
from sinks.warehouse.migrations import migrations
from streams.lags import Lags
from streams.worker import topic_names
from tidewatch.doctor.finding import Asked, Check, Finding, bad, good
from tidewatch.reaching import redis_of
from tidewatch.wiring import kafka_of, warehouse_of

OLDEST_REDIS = (6, 2)
SKEW_SECONDS = 2.0
PATIENCE_SECONDS = 3.0
KEEPS = "noeviction"


def kafka(asked: Asked) -> Finding:
    """It answers and has every topic."""
    lags = Lags(kafka_of(asked.settings), asked.settings.kafka.group)
    try:
        there = lags.partitions()
    finally:
        lags.close()
    missing = sorted(set(topic_names()) - set(there))
    if missing:
        return bad("kafka", f"{len(missing)} topics are not there, {missing[0]} among them", "run `tidewatch topics`")
    return good("kafka", f"{asked.settings.kafka.brokers}: {len(there)} topics, {there[topics.LOG]} shards")


def redis(asked: Asked) -> Finding:
    """New enough, and it never throws work away."""
    client = redis_of(asked.settings)
    said: dict[str, Any] = client.info()
    version = str(said["redis_version"])
    if tuple(map(int, version.split(".")[:2])) < OLDEST_REDIS:
        return bad("redis", f"Redis {version} is too old", "install Redis 6.2 or newer")
    if said.get("maxmemory_policy", KEEPS) != KEEPS:
        return bad(
            "redis",
            f"Redis may throw work away (maxmemory-policy {said['maxmemory_policy']})",
            f"set maxmemory-policy {KEEPS}",
        )
    if not said.get("aof_enabled"):
        return bad(
            "redis", "Redis keeps nothing on disk: a restart rebuilds the desk from the warehouse", "set appendonly yes"
        )
    return good("redis", f"Redis {version}, append-only file on")


def warehouse(asked: Asked) -> Finding:
    """It answers and its tables are this program's."""
    store = warehouse_of(asked.settings, PATIENCE_SECONDS)
    try:
        version = store.query("SELECT version() AS v").item()
        done = int(store.query("SELECT max(number) AS n FROM schema_migration").item())
    finally:
        store.close()
    return good(
        "warehouse",
        f"{asked.settings.warehouse.address}: ClickHouse {version}, migrations up to {done:03d} of {migrations()[-1].number:03d}",
    )


def clock(asked: Asked) -> Finding:
    """Redis's clock and ours agree: sessions, leases and undo windows are counted on them."""
    seconds, micro = redis_of(asked.settings).time()
    skew = abs(time.time() - (seconds + micro / 1e6))
    if skew > SKEW_SECONDS:
        return bad(
            "clock",
            f"this machine's clock and Redis's are {skew:.1f} s apart",
            "let both follow a time server (chrony, ntpd)",
        )
    return good("clock", f"this machine's clock and Redis's agree ({skew * 1000:.0f} ms)")


SERVERS: tuple[tuple[str, Check], ...] = (
    ("kafka", kafka),
    ("redis", redis),
    ("warehouse", warehouse),
    ("clock", clock),
)
