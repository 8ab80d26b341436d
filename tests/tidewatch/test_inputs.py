"""Promises of files as sources: several of one stream are read in the order of time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tidewatch.inputs import sources_of


def record(bank_ref: str, at: object, **more: Any) -> bytes:
    said = {"account_no": "1", "cdt_dbt": "DBIT", "amount": "1.00", "bank_ref": bank_ref, "event_time": at, **more}
    return json.dumps(said).encode() + b"\n"


def refs(files: list[Path], spool: Path) -> list[str]:
    """The entries' references as they are read, twice the same."""
    sources, dead = sources_of(files, None, spool)
    assert (list(sources), dead) == (["txn"], [])
    first, again = ([json.loads(one)["bank_ref"] for lines in sources["txn"]() for one in lines] for _ in range(2))
    assert first == again
    return first


@pytest.mark.parametrize("named", [{}, {"stream": "txn"}])
def test_months_in_folders_of_their_own_are_one_stream_in_the_order_of_time(
    tmp_path: Path, named: dict[str, str]
) -> None:
    files = list[Path]()
    for month in (1, 2, 3):
        path = tmp_path / f"{month:02d}" / "txn.ndjson"
        path.parent.mkdir()
        days = (f"2026-{month:02d}-{day:02d}T09:00:00+08:00" for day in (1, 2))
        path.write_bytes(b"".join(record(at[5:10], at, **named) for at in days))
        files.append(path)
    assert refs([files[0], files[2], files[1]], tmp_path / "spool") == [
        "01-01",
        "01-02",
        "02-01",
        "02-02",
        "03-01",
        "03-02",
    ]


def test_times_are_compared_however_they_are_written_and_what_is_late_in_its_file_keeps_its_place(
    tmp_path: Path,
) -> None:
    one, two = tmp_path / "a" / "txn.ndjson", tmp_path / "b" / "txn.ndjson"
    for path in (one, two):
        path.parent.mkdir()
    one.write_bytes(
        record("10", "2026-03-03T10:00:00+08:00")
        + record("late", "2026-03-03T08:00:00+08:00")
        + record("13", "2026-03-03T13:00:00+08:00")
    )
    two.write_bytes(
        record("9", "2026-03-03T01:00:00Z")
        + record("?", None)
        + record("12", int(datetime(2026, 3, 3, 4, tzinfo=UTC).timestamp() * 1000))
    )
    assert refs([one, two], tmp_path / "spool") == ["9", "?", "10", "late", "12", "13"]


def test_what_an_adapter_has_read_lies_among_the_lines_of_the_streams_own_file(tmp_path: Path) -> None:
    own, other = tmp_path / "txn.ndjson", tmp_path / "more.ndjson"
    own.write_bytes(record("1", "2026-03-01T09:00:00+08:00") + record("3", "2026-03-03T09:00:00+08:00"))
    other.write_bytes(record("2", "2026-03-02T09:00:00+08:00", stream="txn"))
    assert refs([own, other], tmp_path / "spool") == ["1", "2", "3"]
