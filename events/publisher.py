"""Publish events to a bank's Tidewatch: typed, idempotent, acknowledged by all replicas. An integrator needs five lines.

with Publisher("kafka:9092") as bank:
    bank.publish("txn", account_no="6222…01", cdt_dbt="DBIT", amount="6000000.00", event_time="2026-03-03T10:21:07+08:00")
"""

from __future__ import annotations

import json
from collections import Counter
from types import TracebackType
from typing import Any

from kafka import KafkaProducer

from events.decode_one import Refused, decode_one
from events.record import derived_id
from events.streams import STREAMS, natural_key
from events.topics import SOURCES

KEY_FIELDS = ("customer_id", "account_no", "uscc")  # the first that is there: one customer's records stay in order


class NotPublished(RuntimeError):
    """Kafka did not take some records; how many, and the first reason."""


class Publisher:
    """A producer for the streams of the contract. Records are checked before they are sent; `flush` raises what went wrong after."""

    def __init__(self, brokers: str, source: str = "bank", **settings: Any) -> None:
        given: dict[str, Any] = {
            "bootstrap_servers": brokers, "acks": "all", "enable_idempotence": True, "compression_type": "lz4", "linger_ms": 20,
            "batch_size": 256 * 1024, **settings,
        }  # fmt: skip
        self._producer = KafkaProducer(**given)
        self._source = source
        self._failures: list[str] = []

    def publish(self, stream: str, **fields: Any) -> str:
        """Send one record; returns its event_id. Raises Refused with the reason when Tidewatch would not take it."""
        if stream not in STREAMS:
            raise ValueError(f"no stream is called {stream!r}; there are {', '.join(sorted(STREAMS))}")
        line = json.dumps(fields, ensure_ascii=False, default=str).encode()
        unknown: Counter[str] = Counter()
        record = decode_one(stream, line, {}, unknown)
        if unknown:
            raise ValueError(f"{stream} has no field {sorted(unknown)[0]!r}")
        event_id = str(record["event_id"] or derived_id(stream, natural_key(stream), record))
        key = next((str(record[name]) for name in KEY_FIELDS if record.get(name)), event_id)
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_type", f"tidewatch.{stream}".encode()),
            ("ce_source", self._source.encode()),
        ]
        headers += [("ce_id", event_id.encode()), ("content-type", b"application/json")]
        value = (
            line
            if record["event_id"]
            else json.dumps({"event_id": event_id, **fields}, ensure_ascii=False, default=str).encode()
        )
        sent = self._producer.send(SOURCES[stream], value, key.encode(), headers)
        sent.add_errback(lambda error: self._failures.append(str(error)))
        return event_id

    def flush(self) -> None:
        """Wait until everything is acknowledged; raises NotPublished."""
        self._producer.flush()
        if self._failures:
            failures, self._failures = self._failures, []
            raise NotPublished(f"{len(failures)} records were not taken: {failures[0]}")

    def __enter__(self) -> Publisher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.flush()
        finally:
            self._producer.close()


__all__ = ["NotPublished", "Publisher", "Refused"]
