"""Promises of an upgrade: workers replaced one after the other, and a state made anew from the log, end with the numbers of an undisturbed run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bench.chaos.expected import Findings, replayed
from bench.chaos.verdict import differences, findings, kept
from events import topics
from sinks.warehouse import StateStore, open_warehouse
from streams.simulate import simulate
from tests.contracts.servers import PASSWORD, WarehouseProcess
from tests.streams.live.cluster import Cluster, until
from tests.streams.live.process import Process
from tidewatch.cli import app

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka"), pytest.mark.timeout(580), pytest.mark.long]
LONG = 200.0
QUICK = {"WORKER_CHECKPOINT_SECONDS": "0.2"}


@dataclass(frozen=True)
class Bank:
    """Its files, and what must be found in them."""

    folder: Path
    findings: Findings


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    home = tmp_path_factory.mktemp("bank")
    simulate(home / "bank", seed=3, customers=12, days=16)
    found = replayed(home / "bank", 2, home / "replay")
    assert found
    return Bank(home / "bank", found)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[WarehouseProcess]:
    with WarehouseProcess(tmp_path / "warehouse", "tw") as server:
        yield server


def publish(cluster: Cluster, bank: Bank) -> None:
    words = ["publish", str(bank.folder), "--kafka", cluster.broker.address, "--spool", str(cluster.home / "spool")]
    assert CliRunner().invoke(app, words).exit_code == 0


def same(cluster: Cluster, bank: Bank) -> bool:
    """Whether the workers have said what the replay has found, to the byte."""
    told = {topic: cluster.values(topic) for topic in (topics.FINDINGS, topics.FINDINGS_AML)}
    return not findings("findings", bank.findings, told).wrong


def found_all(cluster: Cluster, bank: Bank, worker: Process) -> None:
    until(lambda: same(cluster, bank), LONG, lambda: worker.words)


def stood(warehouse: WarehouseProcess) -> dict[int, tuple[int, str]]:
    """How far each shard has read its log, and the last day it has closed."""
    with closing(open_warehouse(warehouse.address, warehouse.environment)) as asked:
        marks = StateStore(asked).marks()
    return {partition: (mark.payload["position"], mark.payload["closed"] or "") for partition, mark in marks.items()}


def stored(warehouse: WarehouseProcess) -> dict[str, dict[Any, Any]]:
    """Facts and customers' state."""
    with closing(open_warehouse(warehouse.address, warehouse.environment)) as asked:
        return kept(asked)


def rebuild(cluster: Cluster, warehouse: WarehouseProcess) -> None:
    words = ["rebuild", "--kafka", cluster.broker.address, "--warehouse", warehouse.address, "--yes"]
    ran = CliRunner().invoke(
        app, words, env={"TIDEWATCH_KAFKA_GROUP": cluster.group, "TIDEWATCH_WAREHOUSE_PASSWORD": PASSWORD}
    )
    assert ran.exit_code == 0, ran.exception


def read_as_far_as(before: dict[int, tuple[int, str]], warehouse: WarehouseProcess) -> bool:
    now = stood(warehouse)
    return len(now) == len(before) and all(now[partition] >= place for partition, place in before.items())


def test_workers_replaced_one_after_the_other_change_no_number(
    cluster: Cluster, bank: Bank, warehouse: WarehouseProcess
) -> None:
    old = {name: cluster.worker(name, warehouse.address, WORKER_INSTANCE=name, **QUICK) for name in ("first", "second")}
    publish(cluster, bank)
    for name, worker in old.items():
        until(lambda: cluster.frames("profiled"), said=lambda: old["first"].words)
        assert worker.end() == 0, worker.words
        new = cluster.worker(name, warehouse.address, WORKER_INSTANCE=name, **QUICK)
    found_all(cluster, bank, new)


def test_a_state_made_anew_from_the_log_is_the_state_that_was(
    cluster: Cluster, bank: Bank, warehouse: WarehouseProcess
) -> None:
    publish(cluster, bank)
    found_all(cluster, bank, worker := cluster.worker("first", warehouse.address, **QUICK))
    assert worker.end() == 0, worker.words
    before = stood(warehouse)
    wanted = stored(warehouse)
    rebuild(cluster, warehouse)
    assert stood(warehouse) == {}
    worker = cluster.worker("again", warehouse.address, **QUICK)
    until(lambda: read_as_far_as(before, warehouse), LONG, lambda: worker.words)
    assert worker.end() == 0, worker.words
    assert [one.row() for one in differences(wanted, stored(warehouse)) if one.wrong] == []
