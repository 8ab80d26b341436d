"""Promises of `tidewatch publish`: every line is on its topic when it ends, or a sentence says what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from events import topics
from streams.broker import EmbeddedBroker
from streams.connection import Kafka
from streams.reading import Reading
from tidewatch.cli import app

LINES = [b'{"account_no":"1","bank_ref":"T1"}', b"not JSON", b'{"account_no":"2","bank_ref":"T2"}']


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "txn.ndjson").write_bytes(b"\n".join(LINES) + b"\n")
    (tmp_path / "balance.ndjson").touch()
    return tmp_path


def publish(folder: Path, kafka: str) -> Result:
    return CliRunner().invoke(
        app, ["publish", str(folder), "--kafka", kafka, "--spool", str(folder / "spool"), "--json"]
    )


def test_every_line_is_there_when_it_ends_and_a_bad_one_costs_its_neighbours_nothing(bank: Path) -> None:
    broker = EmbeddedBroker()
    ran = publish(bank, broker.address)
    assert (ran.exit_code, ran.stdout.strip()) == (0, '{"sent": {"txn": 3}, "refused": 0}')
    reading = Reading(Kafka(broker.address), "test", [topics.SOURCES["txn"]])
    assert sorted(message.value() or b"" for _ in LINES for message in reading.take(1, 5.0)) == sorted(LINES)
    assert not reading.take(1, 0.2)
    reading.close()


def test_a_broker_that_does_not_answer_is_a_sentence(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidewatch.commands.server.PATIENCE_SECONDS", 1.0)
    ran = publish(bank, "127.0.0.1:1")
    assert ran.exit_code == 1
    assert "Kafka at 127.0.0.1:1 did not take tidewatch.txn" in str(ran.exception)
    assert "0 records were taken before" in str(ran.exception)


def test_files_that_hold_nothing_are_a_sentence_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "txn.ndjson").touch()
    assert "nothing to publish: no file holds a record" in str(publish(tmp_path, "127.0.0.1:1").exception)
    for _ in range(2):
        words = ["--out", str(tmp_path / "out"), "--calendar", "weekends"]  # in small letters as well
        ran = CliRunner().invoke(app, ["replay", str(tmp_path / "txn.ndjson"), *words])
        assert "nothing to replay: no file holds a record" in str(ran.exception)
