"""One house for all pages; a browser; what is missing is said."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.api.conftest import fill
from tests.web.site import Site, browsing, lacking, served
from tidewatch.house.house import House

Post = Callable[..., dict[str, Any]]
NUMBERS = itertools.count(1)


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """A small bank, read to its end."""
    if (missing := lacking()) is not None:
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        built = House(Path(folder))
        fill(built)
        yield built
        built.close()


@pytest.fixture(scope="package")
def browser(house: House) -> Iterator[Browser]:
    """Chromium."""
    with browsing() as found:
        yield found


@pytest.fixture(scope="package")
def address(house: House) -> Iterator[str]:
    """Where the pages are."""
    with served(house) as found:
        yield found


@pytest.fixture
def site(browser: Browser, address: str, house: House) -> Iterator[Site]:
    """The pages."""
    found = Site(browser, address, house)
    yield found
    found.close()


@pytest.fixture
def post(house: House) -> Post:
    """Send a record as a source would; its moment is the bank's present."""

    def send(stream: str, **fields: Any) -> dict[str, Any]:
        number = next(NUMBERS)
        at = house.services().engine.clock + 1_000
        record = {"event_id": f"web-{number}", "event_time": at, **fields}
        house.engine.accept(stream, [(None, json.dumps(record, ensure_ascii=False).encode(), {})])
        return record

    return send
