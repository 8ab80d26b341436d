"""Promises of dead letters on a real Kafka: kept, shown, sent again by a person, and by themselves when their account comes."""

from __future__ import annotations

import json
import signal
from contextlib import closing

import pytest
from typer.testing import CliRunner

from events import topics
from sinks.warehouse import EmbeddedWarehouse
from streams.intake import waiting
from tests.streams.live.bank import CUSTOMERS, account, entry
from tests.streams.live.cluster import Cluster, until
from tidewatch.cli import app

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka again")]
SENT = "SELECT reason, requeued FROM dead_letter FINAL"


def letters(cluster: Cluster) -> list[str]:
    return [json.loads(value)["reason"] for value in cluster.values(topics.DEAD_LETTERS)]


def taken(cluster: Cluster) -> set[str]:
    return {ref for frame in cluster.frames("txn") for ref in frame.rows["bank_ref"].to_list()}


def ready(cluster: Cluster) -> list[bytes]:
    """Records of the retry topic that wait no longer."""
    marks = ((dict(one.headers() or ()).get(waiting.RETRY), one.value()) for one in cluster.messages(topics.RETRY))
    return [value for mark, value in marks if mark == b"ready"]


def command(cluster: Cluster, *words: str) -> str:
    ran = CliRunner().invoke(app, ["dead-letters", *words, "--kafka", cluster.broker.address])
    assert ran.exit_code == 0, ran.exception
    return ran.stdout


def test_a_letter_is_sent_again_when_its_account_comes_even_to_another_worker(cluster: Cluster) -> None:
    cluster.publish("customer", *CUSTOMERS)
    cluster.publish("txn", entry("NEW", bank_ref="T1"), entry("NEVER", bank_ref="T2"))
    first = cluster.worker(WORKER_WAITING_SECONDS="1")
    until(lambda: letters(cluster) == ["UNKNOWN_ACCOUNT"] * 2, said=lambda: first.words)
    # or the next one reads them again
    until(lambda: not cluster.unacknowledged(topics.SOURCES["txn"]), said=lambda: first.words)
    first.end(signal.SIGKILL)
    cluster.publish("account", account("NEW"))
    second = cluster.worker(WORKER_WAITING_SECONDS="1")
    until(lambda: taken(cluster) == {"T1"}, said=lambda: second.words)
    # what it has not stored, the next one does
    until(lambda: not cluster.unacknowledged(topics.LOG), said=lambda: second.words)
    assert second.end() == 0
    assert len(ready(cluster)) == 1
    with closing(EmbeddedWarehouse(cluster.home / "warehouse")) as warehouse:
        assert warehouse.query("SELECT bank_ref FROM txn FINAL")["bank_ref"].to_list() == ["T1"]
        assert sorted(warehouse.query(SENT)["requeued"].to_list()) == [False, True]


def test_letters_are_listed_shown_mended_and_sent_again(cluster: Cluster) -> None:
    cluster.publish("account", account("A1"))
    cluster.publish("txn", entry("A1", bank_ref="T1", amount="1.005"), entry("A1", bank_ref="T2"))
    worker = cluster.worker()
    until(lambda: letters(cluster) == ["AMOUNT_NOT_IN_FEN"], said=lambda: worker.words)
    # as a worker does that was killed before it had acknowledged
    cluster.write(topics.DEAD_LETTERS, *cluster.values(topics.DEAD_LETTERS))
    assert json.loads(command(cluster, "list", "--json")) == {"total": 1, "by_reason": {"AMOUNT_NOT_IN_FEN": 1}}
    number = command(cluster, "list").splitlines()[3].split()[1]
    assert '"amount": "1.005"' in command(cluster, "show", number)
    mended = cluster.home / "mended.json"
    mended.write_text(json.dumps(entry("A1", bank_ref="T1", amount="1.01")))
    command(cluster, "requeue", number, "--record", str(mended))
    until(lambda: taken(cluster) == {"T1", "T2"}, said=lambda: worker.words)
