"""Promises of the worker on a real Kafka: live equals replay, and a kill at any moment loses and changes nothing."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from events import topics
from events.finding import FINDING_SCHEMA, lines
from events.publisher import Publisher, Refused
from streams.simulate import simulate
from tests.streams.live.cluster import Cluster, until
from tests.streams.test_engine import replayed
from tidewatch.cli import app

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka again"), pytest.mark.timeout(280)]
WAIT_SECONDS = 150.0


def command(cluster: Cluster, *words: str) -> None:
    ran = CliRunner().invoke(app, [*words, "--kafka", cluster.broker.address])
    assert ran.exit_code == 0, ran.exception


def told(cluster: Cluster) -> dict[str, Any]:
    """Everything on the findings topic, after identity."""
    rows = map(json.loads, cluster.values(topics.FINDINGS))
    return {row["finding_id"]: row for row in rows}


def test_a_killed_worker_finds_what_a_replay_finds(cluster: Cluster, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    simulate(bank, seed=5, customers=20, days=16)
    wanted = expected(bank, tmp_path / "replay")
    cluster.remove_topics()
    command(cluster, "topics")
    command(cluster, "publish", str(bank), "--spool", str(tmp_path / "spool"))
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        work_and_end(cluster, how)
    worker = cluster.worker(**ALL_PUBLISHED)
    until(lambda: told(cluster) == wanted, WAIT_SECONDS, lambda: f"{set(wanted) ^ set(told(cluster))}: {worker.words}")


ALL_PUBLISHED = {"WORKER_IDLE_SECONDS": "0"}  # a source that seems idle before it has been read shows at once


def work_and_end(cluster: Cluster, how: signal.Signals) -> None:
    """A worker that is ended when it has been at work: when the log has grown, day closes included."""
    before = cluster.end_of(topics.LOG)
    worker = cluster.worker(**ALL_PUBLISHED)
    until(lambda: cluster.end_of(topics.LOG) > before + 20, WAIT_SECONDS, lambda: worker.words)
    worker.end(how)


def expected(bank: Path, out: Path) -> dict[str, Any]:
    """What a replay of the same files finds, the last day left open as it is live."""
    engine = replayed(bank, out, partitions=2, close_last_day=False).engine
    frame = pl.DataFrame(list(engine.findings.values()), schema=FINDING_SCHEMA, orient="row")
    rows = (json.loads(line) for line in lines(frame))
    return {row["finding_id"]: row for row in rows}


def test_an_integrator_publishes_in_five_lines(cluster: Cluster) -> None:
    entry = {
        "account_no": "A1",
        "cdt_dbt": "DBIT",
        "amount": "6000000.00",
        "event_time": "2026-03-03T10:21:07+08:00",
        "bank_ref": "T1",
    }
    with Publisher(cluster.broker.address) as bank:
        first, again = (
            bank.publish("service", id="S1", kind="ticket", event_time=entry["event_time"]),
            bank.publish("service", id="S1", kind="ticket", event_time=entry["event_time"]),
        )
        with pytest.raises(Refused, match="more than 2 digits"):
            bank.publish("txn", **{**entry, "amount": "1.005"})
        with pytest.raises(ValueError, match="txn has no field 'acount'"):
            bank.publish("txn", acount="x", **entry)
    assert first == again
    sent = list(cluster.messages(topics.SOURCES["service"]))
    assert {json.loads(message.value())["event_id"] for message in sent} == {first}
    assert dict(sent[0].headers())["ce_type"] == b"tidewatch.service"
