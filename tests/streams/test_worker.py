"""Promises of the worker on a real Kafka: live equals replay, and a kill at any moment loses and changes nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pytest
from confluent_kafka import Consumer, TopicPartition

from events import topics
from events.finding import FINDING_SCHEMA, lines
from events.publisher import Publisher, Refused
from streams.kafka_server import QUICK_START, KafkaServer, NoKafka
from streams.simulate import simulate
from tests.streams.live.cluster import until
from tests.streams.test_engine import replayed

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka again"), pytest.mark.timeout(280)]
WAIT_SECONDS = 150
ENVIRONMENT = {
    **os.environ,
    "TIDEWATCH_WORKER_SESSION_SECONDS": "6",  # how long a killed worker keeps its place
    "TIDEWATCH_WORKER_IDLE_SECONDS": "0",  # all is published: a source that seems idle before it has been read shows at once
}


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        server = KafkaServer(tmp_path_factory.mktemp("kafka"), options=QUICK_START).start()
    except NoKafka as why:
        pytest.skip(str(why))
    yield server.address
    server.stop()


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tidewatch", *words]


def told(address: str) -> dict[str, Any]:
    """Everything on the findings topic, after identity."""
    consumer = Consumer({"bootstrap.servers": address, "group.id": "test", "enable.auto.commit": False, "log_level": 0})
    found: dict[str, Any] = {}
    for partition in range(2):
        low, high = consumer.get_watermark_offsets(TopicPartition(topics.FINDINGS, partition), timeout=10)
        consumer.assign([TopicPartition(topics.FINDINGS, partition, low)])
        at = low
        while at < high:
            for message in consumer.consume(1_000, 1.0):
                at = message.offset() + 1
                row = json.loads(message.value())
                found[row["finding_id"]] = row
    consumer.close()
    return found


def test_a_killed_worker_finds_what_a_replay_finds(kafka: str, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    simulate(bank, seed=5, customers=20, days=16)
    wanted = expected(bank, tmp_path / "replay")
    subprocess.run(command("topics", "--kafka", kafka), check=True, capture_output=True)
    publish = command("publish", str(bank), "--kafka", kafka, "--spool", str(tmp_path / "spool"))
    subprocess.run(publish, check=True, capture_output=True)
    log = (tmp_path / "worker.log").open("wb")
    start = command("worker", "--kafka", kafka, "--warehouse", str(tmp_path / "data"))
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        work_and_end(kafka, start, log, how)
    worker = subprocess.Popen(start, stdout=log, stderr=log, env=ENVIRONMENT)
    end = time.monotonic() + WAIT_SECONDS
    found: dict[str, Any] = {}
    while time.monotonic() < end and found != wanted:
        time.sleep(1)
        found = told(kafka)
    worker.kill()
    worker.wait()
    log.close()
    assert sorted(found) == sorted(wanted), (tmp_path / "worker.log").read_text()[-3000:]
    assert found == wanted


def work_and_end(kafka: str, start: list[str], log: BinaryIO, how: signal.Signals) -> None:
    """A worker that is ended when it has been at work: when the log has grown, day closes included."""
    before = written(kafka)
    worker = subprocess.Popen(start, stdout=log, stderr=log, env=ENVIRONMENT)
    try:
        until(lambda: written(kafka) > before + 20, WAIT_SECONDS)
    finally:
        worker.send_signal(how)
        worker.wait(60)


def written(address: str) -> int:
    """Frames that the log has."""
    consumer = Consumer({"bootstrap.servers": address, "group.id": "test", "log_level": 0})
    ends = [consumer.get_watermark_offsets(TopicPartition(topics.LOG, p), timeout=10)[1] for p in range(2)]
    consumer.close()
    return sum(ends)


def expected(bank: Path, out: Path) -> dict[str, Any]:
    """What a replay of the same files finds, the last day left open as it is live."""
    engine = replayed(bank, out, partitions=2, close_last_day=False).engine
    frame = pl.DataFrame(list(engine.findings.values()), schema=FINDING_SCHEMA, orient="row")
    rows = (json.loads(line) for line in lines(frame))
    return {row["finding_id"]: row for row in rows}


def test_an_integrator_publishes_in_five_lines(kafka: str) -> None:
    subprocess.run(command("topics", "--kafka", kafka), check=True, capture_output=True)
    entry = {
        "account_no": "A1",
        "cdt_dbt": "DBIT",
        "amount": "6000000.00",
        "event_time": "2026-03-03T10:21:07+08:00",
        "bank_ref": "T1",
    }
    with Publisher(kafka) as bank:
        first, again = (
            bank.publish("service", id="S1", kind="ticket", event_time=entry["event_time"]),
            bank.publish("service", id="S1", kind="ticket", event_time=entry["event_time"]),
        )
        with pytest.raises(Refused, match="more than 2 digits"):
            bank.publish("txn", **{**entry, "amount": "1.005"})
        with pytest.raises(ValueError, match="txn has no field 'acount'"):
            bank.publish("txn", acount="x", **entry)
    assert first == again
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "p", "enable.auto.commit": False, "log_level": 0})
    consumer.assign([TopicPartition(topics.SOURCES["service"], partition, 0) for partition in range(2)])
    sent = [message for message in consumer.consume(2, 10.0) if message.error() is None]
    consumer.close()
    assert {json.loads(message.value())["event_id"] for message in sent} == {first}
    assert dict(sent[0].headers())["ce_type"] == b"tidewatch.service"
