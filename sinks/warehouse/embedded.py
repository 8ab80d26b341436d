"""ClickHouse in this process (chdb): one writer, one data directory."""

from __future__ import annotations

import fcntl
import io
import tempfile
import threading
from pathlib import Path

import polars as pl
from chdb import session

from sinks.warehouse.base import Warehouse, filled


class DirectoryInUse(RuntimeError):
    """Another process has this data directory."""


class EmbeddedWarehouse(Warehouse):
    """chdb over a directory. Calls are serialised: chdb has one session a process."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        data.mkdir(parents=True, exist_ok=True)
        self._lock_file = (data / "tidewatch.lock").open("w")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock_file.close()
            raise DirectoryInUse(f"{data} is in use by another process: give this one a --data of its own") from None
        self._session = session.Session(str(data / "chdb"))
        self._turn = threading.Lock()
        self._scratch = Path(tempfile.mkdtemp(dir=data))
        self.execute("CREATE DATABASE IF NOT EXISTS tidewatch")
        self.execute("USE tidewatch")
        self.migrate()

    def query(self, sql: str, **values: object) -> pl.DataFrame:
        """The answer as a frame; text columns as text."""
        with self._turn:
            answer = self._session.query(filled(sql, values), "Arrow").bytes()
        return pl.read_ipc(io.BytesIO(answer)) if answer else pl.DataFrame()

    def execute(self, sql: str) -> None:
        """Run a statement."""
        with self._turn:
            self._session.query(sql)

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        path = self._scratch / f"{threading.get_ident()}.arrow"
        frame.write_ipc(path, compat_level=pl.CompatLevel.oldest())
        names = ", ".join(f"`{name}`" for name in frame.columns)
        self.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM file('{path}', Arrow)")

    def close(self) -> None:
        """End the session and unlock the directory."""
        self._session.close()
        self._lock_file.close()
