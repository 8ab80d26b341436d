"""ClickHouse in this process (chdb): one writer, one data directory."""

from __future__ import annotations

import fcntl
import io
import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
from chdb import ChdbError, session

from sinks.warehouse.base import DATABASE, QUERY_BYTES, Warehouse
from sinks.warehouse.errors import DirectoryInUse, WarehouseDown, of_server
from sinks.warehouse.lines import Lines

LINES = 2  # calls at once, each of which takes a core while it is answered: counters, and whatever else is asked
SAID = (
    ChdbError,
    RuntimeError,
)  # chdb has two classes of that name, and raises the one it does not export, a RuntimeError
# Blobs need not be UTF-8, and what never leaves the process need not be compressed.
RAW = " SETTINGS output_format_arrow_string_as_string = 0, output_format_arrow_compression_method = 'none'"
# Rows of one key in one insert are rare (repeats) and may wait for a merge like those of two: readers say FINAL.
# A first load of master data may span decades of months; rows of one key lie in one month, so a query need not merge across them.
# One process does everything: half of its cores are enough for queries, and code compiled for one of them is seldom used twice.
SETTINGS = (
    "SET optimize_on_insert = 0, max_partitions_per_insert_block = 0, do_not_merge_across_partitions_select_final = 1, "
    f"max_query_size = {QUERY_BYTES}, max_threads = {max(1, (os.cpu_count() or 1) // 2)}, "
    "compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0"
)


@dataclass(frozen=True)
class Line:
    """A connection to the one server that this process has, and the file its inserts are read from."""

    session: session.Session
    scratch: Path


class EmbeddedWarehouse(Warehouse):
    """chdb over a directory, a few calls at once: who asks something short does not wait for who asks something long."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        data.mkdir(parents=True, exist_ok=True)
        self._lock_file = locked(data)
        lines = [Line(self._opened(data), data / f"incoming-{number}.arrow") for number in range(LINES)]
        for line in lines:
            for statement in (f"CREATE DATABASE IF NOT EXISTS {DATABASE}", f"USE {DATABASE}", SETTINGS):
                _run(line, statement)
        self._lines = Lines(lines)
        self.migrate()

    def _opened(self, data: Path) -> session.Session:
        try:
            return session.Session(str(data / "chdb"))
        except RuntimeError as error:
            self._lock_file.close()
            if "already initialized" in str(error):
                raise DirectoryInUse(f"{data}: this process has another warehouse open; close that one first") from None
            raise of_server(f"{data}: {error}") from None

    def execute(self, sql: str) -> None:
        """Run a statement."""
        with self._lines.line() as line:
            _run(line, sql)

    def _fetch(self, sql: str, raw: bool) -> pl.DataFrame:
        try:
            with self._lines.line() as line:
                return _streamed(line, sql + RAW) if raw else _answer(line, sql)
        except SAID as error:
            raise of_server(str(error)) from None

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        names = ", ".join(f"`{name}`" for name in frame.columns)
        with self._lines.line() as line:
            try:
                frame.write_ipc(line.scratch, compat_level=pl.CompatLevel.oldest())
                # no SELECT to plan
                _run(line, f"INSERT INTO {table} ({names}) FROM INFILE '{line.scratch}' FORMAT Arrow")
            except OSError as error:  # a full disk, mostly
                raise WarehouseDown(f"{line.scratch}: {error.strerror or error}") from None
            finally:
                line.scratch.unlink(missing_ok=True)

    def close(self) -> None:
        """End the sessions, each when its call has been answered, and unlock the directory."""
        lines = [self._lines.take() for _ in range(LINES)]
        for line in lines:
            line.session.close()
            self._lines.give(line)  # who calls now is told that it is closed
        self._lock_file.close()


def _run(line: Line, sql: str) -> None:
    try:
        line.session.query(sql)
    except SAID as error:
        raise of_server(str(error)) from None


def _answer(line: Line, sql: str) -> pl.DataFrame:
    answer = line.session.query(sql, "Arrow").bytes()
    return pl.read_ipc(io.BytesIO(answer)) if answer else pl.DataFrame()


def _streamed(line: Line, sql: str) -> pl.DataFrame:
    """Five times as fast as one answer when it is large: nothing is copied into one buffer first."""
    with line.session.send_query(sql, "Arrow") as answer:
        batches = list(answer.record_batch())
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(batches))) if batches else pl.DataFrame()


def locked(data: Path) -> io.TextIOWrapper:
    """The directory's lock, held as long as the file is open: the kernel lets go of it when the process dies, however it dies."""
    file = (data / "tidewatch.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise DirectoryInUse(
            f"{data} is in use by another process: give this one a --data of its own, or let both talk to one "
            "`tidewatch warehouse`"
        ) from None
    return file
