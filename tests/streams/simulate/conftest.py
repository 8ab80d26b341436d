"""One small simulated bank for all tests of this room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streams.simulate import simulate
from streams.simulate.book import Book
from streams.simulate.ledger import Ledger
from streams.simulate.run import make_book

SEED, CUSTOMERS, DAYS = 7, 120, 400

Record = dict[str, Any]


def read(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Record]]:
    out = tmp_path_factory.mktemp("bank")
    simulate(out, SEED, CUSTOMERS, DAYS)
    return {path.stem: read(path) for path in sorted(out.glob("*.ndjson"))}


@pytest.fixture(scope="session")
def book() -> tuple[Book, Ledger]:
    return make_book(SEED, CUSTOMERS, DAYS)
