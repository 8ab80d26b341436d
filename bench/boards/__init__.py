"""How long the boards' panels and the wall take with a large bank: `python -m bench boards [--customers N] [--days N] [--json] [--keep]`.

The limit of 100 ms (DESIGN §5) is the wall's; other boards are shown beside it. Exit code 1 when a panel of the wall is above it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.boards.data import fill
from bench.results import Result, keep, table
from dashboards.boards import boards
from dashboards.files import as_json
from dashboards.question import as_sent
from sinks.warehouse import EmbeddedWarehouse, Warehouse
from sinks.warehouse import questions as questions_room
from sinks.warehouse.questions import Questions, wall

LAST = date(2026, 3, 31)
LIMIT_MS = 100.0
LOOKS = 7
ORGANISATIONS = {"the bank": "*", "a branch": "B1", "a team": "T1"}
MANAGER = "R1"
WALL = sorted(path.stem for path in Path(questions_room.__file__).parent.glob("wall_*.sql"))

Row = dict[str, Any]


def main(given: list[str]) -> int:
    """Make the bank, look at everything several times, print the median of each."""
    options = _options().parse_args(given)
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = EmbeddedWarehouse(Path(scratch))
        spent = fill(warehouse, LAST, options.customers, options.days)
        rows = [*_app(warehouse), *_lists(warehouse), *_grafana(warehouse, options.days)]
        counters = int(warehouse.query("SELECT count() AS n FROM counter").item())
        warehouse.close()
    notes = [
        f"{options.customers:,} customers, {options.days} days, {counters:,} counters; each looked at {LOOKS} times"
    ]
    notes += [f"{name}: {seconds:.1f} CPU seconds" for name, seconds in spent.items()]
    slow = [row for row in rows if row["board"] in ("app", "wall") and row["ms"] > LIMIT_MS]
    notes.append(f"{len(slow)} of the wall's above {LIMIT_MS:.0f} ms")
    result = Result("boards", "Boards and the wall with a large bank", "python -m bench boards", rows, notes)
    print(
        json.dumps({"panels": rows, "notes": notes}, ensure_ascii=False)
        if options.json
        else table(rows) + "\n".join(notes)
    )
    if options.keep:
        keep(result)
    return 1 if slow else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--keep", action="store_true", help="write bench/results/boards.json and the page of all results"
    )
    return parser


def _app(warehouse: Warehouse) -> list[Row]:
    """The wall of Tidewatch's own pages: each of its questions, and all together."""
    questions, rows = Questions(warehouse), []
    whole = {"panel": "the whole wall", **_looked(lambda: wall(questions, LAST))}
    for name, org in ORGANISATIONS.items():
        asked = {
            "org": org.replace("*", ""),
            "orgs": [f"B{n}" for n in range(40)],
            "day": LAST,
            "first": LAST.replace(day=1),
            "limit": 12,
        }
        for one in ("organisations", *WALL):
            rows.append(
                {
                    "board": "app",
                    "panel": one,
                    "of": name,
                    **_looked(lambda one=one, asked=asked: questions.ask(one, **asked)),
                }
            )
    return [{"board": "app (together)", "of": "the bank", **whole}, *rows]


def _lists(warehouse: Warehouse) -> list[Row]:
    """The list of customers: a first page, a later one, and what is typed."""
    questions = Questions(warehouse)
    rank = "SELECT customer_id FROM customer ORDER BY cityHash64(customer_id) LIMIT {n}"
    branch, mine = (warehouse.query(rank, n=n)["customer_id"].to_list() for n in (25_000, 125))
    asked: dict[str, dict[str, Any]] = {
        "customers, everybody": {}, "customers, everybody, from the 1,000th": {"place": 1_000}, "customers, everybody, 公司1": {"text": "公司1"},
        "customers, 25,000 of a branch": {"of": branch}, "customers, 125 of a manager": {"of": mine},
    }  # fmt: skip
    return [
        {"board": "lists", "panel": name, "of": "the bank", **_looked(lambda one=one: questions.customers(LAST, **one))}
        for name, one in asked.items()
    ]


def _grafana(warehouse: Warehouse, days: int) -> list[Row]:
    """Every panel of every board."""
    until = datetime(LAST.year, LAST.month, LAST.day, 15, tzinfo=UTC)
    rows = []
    for board in boards():
        for panel in json.loads(as_json(board.dashboard))["panels"]:
            for name, org in ORGANISATIONS.items():
                sql = as_sent(
                    panel["targets"][0]["rawSql"], until - timedelta(days), until, {"org": org, "rm": MANAGER}
                )
                if name == "the bank" or "org" in board_variables(board.dashboard.uid or ""):
                    rows.append(
                        {
                            "board": board.name,
                            "panel": panel["title"],
                            "of": name,
                            **_looked(lambda sql=sql: warehouse.query(sql)),
                        }
                    )
    return rows


def board_variables(uid: str) -> set[str]:
    """What one may choose on a board."""
    found = next(board for board in boards() if board.dashboard.uid == uid)
    return {one["name"] for one in json.loads(as_json(found.dashboard))["templating"]["list"]}


def _looked(look: Callable[[], object]) -> Row:
    """Milliseconds of one look, after one that warms up: the fastest of several, which says what it takes, and the median, which says how
    busy the machine was; CPU milliseconds beside them."""
    look()
    times, cpu = [], time.process_time()
    for _ in range(LOOKS):
        started = time.perf_counter()
        look()
        times.append(1000 * (time.perf_counter() - started))
    spent = 1000 * (time.process_time() - cpu) / LOOKS
    return {"ms": round(min(times), 1), "median": round(statistics.median(times), 1), "cpu_ms": round(spent, 1)}
