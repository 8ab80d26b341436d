"""A small bank in a house of its own, and a client for each of its people."""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limits, Rate
from streams.journal import Record
from streams.simulate.live import merged
from streams.simulate.run import make_book
from tidewatch.house.house import House

DAYS = 30
HERE = "http://127.0.0.1:8080"
COUNTED = "SELECT count() FROM counter WHERE day = {day}"
AMPLE = Limits(*(Rate(1_000, 100_000) for _ in range(3)))

As = Callable[[str], httpx.Client]


def fill(house: House, days: int = DAYS, customers: int = 20) -> None:
    """A labelled bank's records, all at once, read to their end."""
    book, ledger = make_book(3, customers, days, date(2026, 3, 2) - timedelta(days=days))
    batch: defaultdict[str, list[Record]] = defaultdict(list)
    for _, _, stream, record in merged(book, ledger):
        batch[stream].append((None, json.dumps(record, ensure_ascii=False).encode(), {}))
    house.start(simulate=False)
    with house.journal.transaction():
        for stream, records in batch.items():
            house.engine.accept(stream, records, fsync=False)
    wait(lambda: house.journal.position("intake tidewatch.txn") == len(batch["txn"]) and house.engine.idle)
    wait(lambda: len(house.desk.roster.owners) == customers)
    wait(lambda: house.warehouse.query(COUNTED, day=house.engine.shards[0].day).item() > 0)


def wait(done: Callable[[], bool], seconds: float = 270.0) -> None:
    """Until it is so; fails when it takes too long."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """One for the whole room, gone with it: a process has one embedded warehouse at a time."""
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        built = House(Path(folder))
        fill(built)
        yield built
        built.close()


@contextmanager
def clients(house: House) -> Iterator[As]:
    """Makes clients who are somebody; the first of a role."""
    app = create_app(house.services(), secret=house.secret, limits=AMPLE)
    opened: list[TestClient] = []

    def client(role: str) -> httpx.Client:
        found = TestClient(app, HERE, headers={"X-Tidewatch": "1"}, client=("127.0.0.1", 50_000))
        opened.append(found)
        if role != "nobody":
            who = min(one.id for one in house.services().identities().values() if one.role == role)
            assert found.post("/v1/session", json={"identity": who}).status_code == 200
        return found

    yield client
    for one in opened:
        one.close()


@pytest.fixture
def sign_in(house: House) -> Iterator[As]:
    """A client who is somebody."""
    with clients(house) as client:
        yield client
