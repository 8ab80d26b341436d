"""The house that is looked at, in a process of its own: `python -m bench.screen.house DATA BANK PORT OUT`. It notes when each step was done."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from sinks.desk import Change
from streams.journal import Record
from streams.kafka_server import free_port
from tests.web.site import DIST
from tidewatch.cli import POLARS_THREADS, SWITCH_SECONDS
from tidewatch.house.house import House
from tidewatch.server.supervisor import answers

PAYER = re.compile(r"付款方\d+")  # of a planted entry: the object of its alert
CASE = re.compile(r"\(2026\)\d+")
PATIENCE_SECONDS = 900.0


class Noted(House):
    """A house that notes when things were done."""

    def __init__(self, data: Path) -> None:
        self.noted: dict[str, dict[str, float]] = defaultdict(dict)
        super().__init__(data)
        self._accept, self.engine.accept = self.engine.accept, self._accepted  # type: ignore[method-assign]
        self._insert, self.warehouse.insert = self.warehouse.insert, self._inserted  # type: ignore[assignment, method-assign]

    def note(self, step: str, names: Sequence[str]) -> None:
        """Now, when it is the first time."""
        for name in names:
            self.noted[name].setdefault(step, time.time())

    def _accepted(self, stream: str, records: Sequence[Record], fsync: bool = True) -> int:
        first = self._accept(stream, records, fsync)
        if len(records) == 1:
            self.note("accepted", (PAYER if stream == "txn" else CASE).findall((records[0][1] or b"").decode()))
        return first

    def _to_desk(self, row: dict[str, Any]) -> None:
        names = PAYER.findall(row["object_id"] or "")
        self.note("found", names)
        super()._to_desk(row)
        self.note("desk", names)

    def _inserted(self, table: str, rows: pl.DataFrame) -> None:
        self._insert(table, rows)
        if table == "tag":
            self.note("tagged", CASE.findall(" ".join(rows["evidence"].to_list())))


def main(data: Path, bank: Path, port: int, out: Path) -> None:
    """Read the bank's past, then serve until SIGTERM; then the notes are written."""
    sys.setswitchinterval(SWITCH_SECONDS)
    house = Noted(data)
    house.start(simulate=False)
    _read(house, bank)
    server = uvicorn.Server(uvicorn.Config(_app(house), host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1))  # fmt: skip
    signal.signal(signal.SIGTERM, lambda number, frame: setattr(server, "should_exit", True))
    server.run()
    out.write_text(json.dumps(house.noted))
    house.close()


def _read(house: House, bank: Path) -> None:
    """A bank's past, to its end; a house has as much time for it as it needs."""
    with house.journal.transaction():
        for path in sorted(bank.glob("*.ndjson")):
            house.engine.accept(path.stem, [(None, line, {}) for line in path.read_bytes().splitlines()], fsync=False)
    while not (house.engine.started and house.engine.idle):
        if house.engine.failure is not None:
            raise house.engine.failure
        time.sleep(0.2)


def _app(house: Noted) -> FastAPI:
    app = create_app(house.services(), DIST, house.secret)
    live = app.state.live
    hand_out = live._hand_out

    def handed_out(changes: Sequence[Change]) -> None:
        hand_out(changes)
        house.note("sent", [name for change in changes for name in PAYER.findall(str(change.row.get("object_id", "")))])

    live._hand_out = handed_out
    return app


class Running:
    """The process, from outside: it is there when its past has been read."""

    def __init__(self, folder: Path, bank: Path) -> None:
        self._out, port = folder / "noted.json", free_port()
        self.address = f"http://127.0.0.1:{port}"
        words = [
            sys.executable,
            "-m",
            "bench.screen.house",
            str(folder / "house"),
            str(bank),
            str(port),
            str(self._out),
        ]
        self._process = subprocess.Popen(words, env=os.environ | dict([POLARS_THREADS]))
        until = time.monotonic() + PATIENCE_SECONDS
        while not answers(port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.close()
                raise RuntimeError("the house did not come up; its own words are above")
            time.sleep(0.2)

    def stamps(self) -> dict[str, dict[str, float]]:
        """End the process; what it has noted."""
        self._process.terminate()
        self._process.wait(60)
        found: dict[str, dict[str, float]] = json.loads(self._out.read_text())
        return found

    def close(self) -> None:
        """Whatever happens."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
