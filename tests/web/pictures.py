"""`make pictures`: the README's pictures, from a real house that has lived the simulated bank's past and its first morning."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import defaultdict
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from api.identity import NORMAL
from sinks.desk import Scope, Wanted
from streams.journal import Record
from streams.simulate import present
from streams.simulate.live import FIRST_DAY, HISTORY_DAYS, LIVE_DAYS, merged
from streams.simulate.run import make_book
from tests.api.conftest import wait
from tests.web.site import Site, browsing, lacking, served
from tidewatch.config.sections import Simulator
from tidewatch.house.house import House

OUT = Path(__file__).parents[2] / "docs" / "pictures"
LIMIT = 250_000  # bytes of a picture
BANK = Simulator()  # the one of the demonstration
PATIENCE = 1_800.0  # seconds
HOUR = 3_600_000
STORY = "OUT-01"  # loan money leaves, on the first day of that bank
BROKEN = b'{"event_id":"T-2041","account_no":"622810000000000060","cdt_dbt":"DBIT","amount":"1200.005","event_time":"2026-03-02T13:20:00+08:00","bank_ref":"B-2041"}'  # fmt: skip


def told(house: House) -> dict[str, Any] | None:
    """The alert that the pictures tell of."""
    if house.engine.failure is not None:
        raise house.engine.failure
    rows, _ = house.desk.inbox(Scope("org:HO", frozenset({NORMAL})), Wanted("live", None, STORY, ""), None, 1)
    return rows[0] if rows else None


def live_through(house: House) -> dict[str, Any]:
    """The bank's past and its first day until twenty past two; returns the story's alert."""
    cut = present() + 5 * HOUR + 25 * HOUR // 60
    book, ledger = make_book(
        BANK.seed, BANK.customers, HISTORY_DAYS + LIVE_DAYS, FIRST_DAY - timedelta(days=HISTORY_DAYS)
    )
    house.worked_off_until(present() + 4 * HOUR)
    house.start(simulate=False)
    batch: defaultdict[str, list[Record]] = defaultdict(list)
    for _, _, stream, record in takewhile(lambda item: item[0] <= cut, merged(book, ledger)):
        batch[stream].append((None, json.dumps(record, ensure_ascii=False).encode(), {}))
    batch["txn"].append((None, BROKEN, {}))
    with house.journal.transaction():
        for stream, records in batch.items():
            house.engine.accept(stream, records, fsync=False)
    wait(
        lambda: (
            house.journal.position("intake tidewatch.txn") == len(batch["txn"])
            and house.engine.idle
            and told(house) is not None
        ),
        PATIENCE,
    )
    time.sleep(10)  # tags and key figures are counted when the past has been read
    alert = told(house)
    assert alert is not None
    return alert


def settled(page: Page, has: str) -> Page:
    """The page once it shows what it is about, charts drawn."""
    page.locator(has).first.wait_for(timeout=120_000)
    page.wait_for_timeout(3_000)
    return page


def take(site: Site, alert: dict[str, Any]) -> None:
    """Six pictures."""
    owner, page = alert["owner"], f"/alerts/{alert['alert_id']}"
    shots = {
        "inbox": (owner, "/today", "phone", 1.5, "article"), "alert": (owner, page, "phone", 1.5, ".path"),
        "customer": (owner, f"/customers/{alert['customer_id']}", "desk", 1.0, ".held"), "wall": ("hq", "/wall", "wall", 1.0, ".levels"),
        "risk": ("risk", f"/risk?at={alert['alert_id']}", "desk", 1.0, "aside .path"), "operator": ("operator", "/operator", "desk", 1.0, ".letter"),
    }  # fmt: skip
    for name, (who, path, size, scale, has) in shots.items():
        picture = OUT / f"{name}.png"
        settled(site.as_(who, path, size, scale=scale), has).screenshot(path=picture)
        print(f"{picture.relative_to(OUT.parents[1])}  {picture.stat().st_size:,} bytes")
        if picture.stat().st_size > LIMIT:
            raise RuntimeError(f"{picture} is larger than {LIMIT:,} bytes")


def main() -> int:
    """0 when all six are made."""
    if (missing := lacking()) is not None:
        print(missing, file=sys.stderr)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        house = House(Path(folder))
        alert = live_through(house)
        with served(house) as address, browsing() as browser:
            site = Site(browser, address, house)
            take(site, alert)
            site.close()
        house.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
