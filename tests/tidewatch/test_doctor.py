"""Promises of the doctor: a healthy machine passes, and each thing that is wrong has its sentence and its remedy."""

from __future__ import annotations

import fcntl
import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sinks.desk import EmbeddedRedis
from tests.api.conftest import wait
from tidewatch.config import load
from tidewatch.doctor import SERVERS, checked, machine
from tidewatch.doctor.finding import Asked
from tidewatch.doctor.servers import clock, redis


def asked(data: Path, **given: object) -> Asked:
    return Asked(load(None, {name.replace("__", "."): value for name, value in given.items()}), data)


def test_a_folder_in_use_is_said(tmp_path: Path) -> None:
    assert machine.folder(asked(tmp_path / "new")).ok
    with (tmp_path / "tidewatch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = machine.folder(asked(tmp_path, api__port=1))  # where nobody answers
    assert (found.ok, "in use by another process" in found.sentence, bool(found.do)) == (False, True, True)


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert machine.port(asked(tmp_path, api__port=port)).sentence == f"port {port} is taken"
    assert machine.port(asked(tmp_path, api__port=port)).ok


def test_a_tidewatch_at_work_is_nothing_wrong(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tidewatch", "up", "--no-simulate", "--data", str(tmp_path / "bank"), "--port", str(port)]  # fmt: skip
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as running:
        wait(lambda: machine.ours(port))
        mine = asked(tmp_path / "bank", api__port=port)
        found = [machine.port(mine), machine.folder(mine)]
        running.terminate()
    assert [one.ok for one in found] == [True, True]
    assert "is at work" in found[1].sentence


def test_a_year_without_holidays_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "certain_years", lambda kind: frozenset())
    found = machine.calendar(asked(tmp_path))
    assert (found.ok, "are not known" in found.sentence, "later_years.yaml" in found.do) == (False, True, True)


def test_a_good_redis_passes() -> None:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        server = EmbeddedRedis(Path(folder))
        given = asked(Path(folder), redis__address=f"unix://{server.socket}")
        found = [redis(given), clock(given)]
        server.client.config_set("maxmemory-policy", "allkeys-lru")
        server.client.config_set("maxmemory", "100mb")
        lossy = redis(given)
        server.close()
    assert [one.ok for one in found] == [True, True]
    assert "may throw work away" in lossy.sentence


def test_servers_that_are_away_are_said(tmp_path: Path) -> None:
    nobody = {
        "kafka__brokers": "127.0.0.1:1",
        "redis__address": "redis://127.0.0.1:1",
        "warehouse__address": "tw://127.0.0.1:1",
    }
    found = list(checked(SERVERS, asked(tmp_path, **nobody)))
    assert [one.ok for one in found] == [False] * len(SERVERS)
    assert all("does not answer" in one.sentence and one.do for one in found)


def test_the_command_prints_one_object_and_says_by_its_exit_code(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tidewatch", "doctor", "--json", "--data", str(tmp_path), "--no-servers"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    said = json.loads(ran.stdout)
    assert {one["check"] for one in said["checks"]} == {"python", "port", "folder", "web", "calendar", "state"}
    assert ran.returncode == (0 if said["ok"] else 1)
