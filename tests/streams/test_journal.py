"""The embedded log keeps what it has accepted, in order, all or nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from streams.journal import Journal


def records(*values: bytes) -> list[tuple[bytes | None, bytes | None, dict[str, str]]]:
    return [(None, value, {"h": "1"}) for value in values]


def test_offsets_go_on_and_reading_starts_anywhere(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    assert [
        journal.append("a", records(b"1", b"2")),
        journal.append("a", records(b"3")),
        journal.append("b", records(b"x")),
    ] == [0, 2, 0]
    assert list(journal.read("a", 1)) == [(1, records(b"2")), (2, records(b"3"))]


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")

    def half_done() -> None:
        with journal.transaction():
            journal.append("a", records(b"1"))
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        half_done()
    assert (journal.end("a"), list(journal.read("a", 0))) == (0, [])


def test_it_is_all_there_when_opened_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    journal.append("a", records(b"1", b"2"))
    journal.bury("NOT_JSON", b"{}")
    again = Journal(tmp_path / "j.sqlite")  # the first was never closed
    assert (list(again.read("a", 0)), again.reasons()) == ([(0, records(b"1", b"2"))], {"NOT_JSON": 1})


def test_forgetting_keeps_offsets(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    journal.append("a", records(b"1", b"2"))
    journal.append("a", records(b"3", b"4"))
    journal.forget("a", 3)
    assert list(journal.read("a", 0)) == [(2, records(b"3", b"4"))]
    assert journal.append("a", records(b"5")) == 4


def test_a_dead_letter_is_counted_until_it_is_sent_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite")
    journal.bury("NOT_JSON", b"one")
    (number, _, letter, requeued), *_ = journal.buried(None, 0, 10)
    journal.raised(number)
    assert (letter, requeued, journal.reasons()) == (b"one", False, {})


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("no small disk of one's own can be had here: unshare --map-root-user --mount is not allowed")
    command = [*alone, sys.executable, "-m", "tests.streams.full_disk", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert found["accepted"] > 50
    assert "cannot be written: database or disk is full; what was accepted before is kept" in found["said"]
    assert (found["kept"], found["last"]) == (found["accepted"] + 1, "after")


def test_a_journal_of_an_older_shape_is_read_on(tmp_path: Path) -> None:
    new = Journal(tmp_path / "new.sqlite")
    new.append("a", records(b"1", b"2"))
    new.close()
    with sqlite3.connect(tmp_path / "new.sqlite") as old:
        old.execute("CREATE TABLE batch (topic, first, count, payload, PRIMARY KEY (topic, first)) WITHOUT ROWID")
        old.execute("INSERT INTO batch SELECT topic, first, count, payload FROM batches")
        old.execute("DROP TABLE batches")
    again = Journal(tmp_path / "new.sqlite")
    assert again.append("a", records(b"3")) == 2
    assert list(again.read("a", 1)) == [(1, records(b"2")), (2, records(b"3"))]
