"""Promises of `tidewatch up` when it cannot: a sentence, before anything is opened."""

from __future__ import annotations

import fcntl
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tidewatch.cli import app


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(["--host", "0.0.0.0"], "demo identities are for loopback only"), (["--speed", "0"], "more than 0")],
)
def test_what_cannot_be_is_a_sentence(words: list[str], sentence: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["up", "--data", str(tmp_path / "bank"), *words])
    assert sentence in str(ran.exception)
    assert not (tmp_path / "bank").exists()


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = CliRunner().invoke(app, ["up", "--data", str(tmp_path / "bank"), "--port", str(port)])
    assert f"port {port} is taken" in str(ran.exception)
    assert not (tmp_path / "bank").exists()


def test_a_port_that_none_can_be_is_a_sentence(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["up", "--data", str(tmp_path / "bank"), "--port", "99999"])
    assert (ran.exit_code, "65535" in ran.output) == (2, True)


def test_a_folder_in_use_is_a_sentence(tmp_path: Path) -> None:
    with (tmp_path / "tidewatch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = CliRunner().invoke(app, ["up", "--data", str(tmp_path), "--port", "8479"])
    assert "in use by another process" in str(ran.exception)
