"""How long after an event is posted its alert is on a manager's screen: the embedded house under load, and a real browser.

    posted → accepted (on disk) → found (finding and alert) → desk (in the inbox) → sent (SSE) → painted

The house is a process of its own, as `tidewatch up` runs it; another posts 2,000 entries a second in batches, and a few large inflows one by one,
each of which must come to the screen. All clocks are this machine's. `python -m bench screen --help`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from rich.console import Console

from bench import results
from bench.live_bank import past, today
from bench.percentiles import percentile
from bench.screen.house import Running
from bench.screen.posting import post
from bench.screen.watching import watching
from tests.web.site import browsing, lacking

BUDGET_MS, TAG_BUDGET_MS = 250, 1_000
WARM_SECONDS = 15.0  # the day that has just begun closes yesterday, and code compiles
STEPS = ("posted", "accepted", "found", "desk", "sent", "painted")
say = Console(stderr=True, highlight=False).print

Stamps = dict[str, dict[str, float]]  # by what was posted: when each step was done, epoch seconds


def main(given: list[str]) -> int:
    """Measure, print, keep when told to. 1 when the budget is not met or an alert did not come."""
    asked = _options().parse_args(given)
    if (missing := lacking()) is not None:
        say(missing)
        return 1
    with tempfile.TemporaryDirectory(prefix="tw") as folder, browsing() as browser:
        stamps, lost = _measured(asked, Path(folder), browser)
    rows = _rows(stamps)
    if not rows:
        say("nothing came to the screen")
        return 1
    notes = [
        f"{asked.rate:,} entries a second over {asked.customers:,} customers for {asked.seconds:.0f} s; API, engine, warehouse, desk and pages in one process, "
        f"Chromium and the sender beside it on the same cores. {lost} of {len(stamps)} alerts did not come.",
    ]
    print(json.dumps({"rows": rows, "lost": lost}) if asked.json else results.table(rows) + notes[0])
    if asked.keep:
        results.keep(results.Result("screen", "Event posted → alert on the screen", "python -m bench screen --keep", rows, notes))  # fmt: skip
    return int(lost > 0 or any(row["budget p99"] and row["p99 ms"] > row["budget p99"] for row in rows))


def _options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="bench screen", description=__doc__)
    asked.add_argument("--rate", type=int, default=2_000, help="entries a second")
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--planted", type=int, default=10, help="a second of them are large inflows")
    asked.add_argument("--customers", type=int, default=1_000)
    asked.add_argument("--days", type=int, default=20, help="of past")
    asked.add_argument("--json", action="store_true", help="print one JSON object")
    asked.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    return asked


def _measured(asked: argparse.Namespace, folder: Path, browser: Browser) -> tuple[Stamps, int]:
    """The stamps of what this reader should have seen, and how much of it never came."""
    say(f"a bank of {asked.customers:,} customers, {asked.days} days …")
    models = past(folder / "bank", asked.customers, asked.days)
    say("its past is read …")
    house = Running(folder, folder / "bank")
    try:
        with watching(browser, house.address) as page:
            say(
                f"{asked.rate:,} entries a second for {WARM_SECONDS + asked.seconds:.0f} s, on the screen of {page.who} …"
            )
            posted = post(
                house.address, folder / "bank", today(models, asked.rate, WARM_SECONDS + asked.seconds, asked.planted)
            )
            painted, theirs = page.stamps(), page.inbox()
        inside = house.stamps()
    finally:
        house.close()
    begun = min(posted.values()) + WARM_SECONDS
    mine = {name: at for name, at in posted.items() if at >= begun and (name in theirs or name.startswith("(2026)"))}
    every = {name: {"posted": at, **inside.get(name, {})} for name, at in mine.items()}
    for name, at in painted.items():
        if name in every:
            every[name]["painted"] = at
    return every, sum("painted" not in one and "tagged" not in one for one in every.values())


def _rows(stamps: Stamps) -> list[dict[str, Any]]:
    whole = [one for one in stamps.values() if all(step in one for step in STEPS)]
    rows = [_row(f"{a} → {b}", [(one[b] - one[a]) * 1000 for one in whole], 0) for a, b in pairwise(STEPS)]
    tagged = [(one["tagged"] - one["posted"]) * 1000 for one in stamps.values() if "tagged" in one]
    rows.append(_row("posted → painted", [(one["painted"] - one["posted"]) * 1000 for one in whole], BUDGET_MS))
    return [row for row in (*rows, _row("posted → tag on the card", tagged, TAG_BUDGET_MS)) if row["alerts"]]


def _row(what: str, spent: list[float], budget: int) -> dict[str, Any]:
    shares = {"p50 ms": 0.5, "p95 ms": 0.95, "p99 ms": 0.99, "largest ms": 1.0}
    times = {name: round(percentile(spent, share), 1) if spent else 0.0 for name, share in shares.items()}
    return {"step": what, "alerts": len(spent), **times, "budget p99": budget or ""}
