"""Lists and steps over HTTP, one after the other on one connection as a page asks them; and the wall's counts, asked of the desk itself."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.desk.bank import RMS, Bank
from bench.percentiles import percentile
from sinks.desk import Scope

COLD = 20  # the first calls find nothing warm
HEADERS = {"X-Tidewatch": "1", "Accept-Encoding": "gzip"}
NORMAL = frozenset({"normal"})


@dataclass(frozen=True)
class Calls:
    """The same call many times: one path for each."""

    what: str
    budget_ms: float
    token: str
    method: str
    paths: list[str]


def row(what: str, budget_ms: float, spent: list[float], cpu_seconds: float) -> dict[str, Any]:
    """A line of the table, from the milliseconds of each call and the CPU seconds of the API and Redis for all of them."""
    shares = {"p50 ms": 0.5, "p99 ms": 0.99}
    times = {name: round(percentile(spent, share), 1) for name, share in shares.items()}
    return {"what": what, "budget ms": budget_ms, **times, "CPU ms each": round(cpu_seconds * 1000 / len(spent), 2)}


def plan(bank: Bank, tasks: int, times: int) -> list[Calls]:
    """What is asked, by whom. One RM has only so many tasks: what is acknowledged is a branch's."""
    lead, rm, branch = bank.token("L7"), bank.token("RM7"), bank.token("L3")
    theirs = [f"/v1/alerts/{n:032x}/acknowledge" for n in range(tasks) if n % RMS % 100 == 3]
    return [
        Calls("a team's list, 50 of its tasks", 20, lead, "GET", ["/v1/inbox"] * times),
        Calls("the same of one severity and rule", 20, lead, "GET", ["/v1/inbox?severity=P3&rule=OPP-01"] * times),
        Calls("an RM's list", 20, rm, "GET", ["/v1/inbox"] * times),
        Calls("acknowledge", 10, branch, "POST", theirs[:times]),
    ]


def ask(port: int, calls: Calls, to: Connection) -> None:
    """In another process: the milliseconds of each call."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    headers = {**HEADERS, "Cookie": f"tidewatch={calls.token}"}
    for path in calls.paths[:COLD]:
        _asked(line, calls.method, path, headers)
    to.send("ready")
    spent = [_asked(line, calls.method, path, headers) for path in calls.paths[COLD:]]
    to.send(spent)


def _asked(line: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str]) -> float:
    """One call's milliseconds."""
    started = time.perf_counter()
    line.request(method, path, headers=headers)
    answer = line.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: {answer.status} {said[:300]!r}")
    return (time.perf_counter() - started) * 1000


def wall(bank: Bank, times: int) -> list[dict[str, Any]]:
    """The wall's counts of the whole bank."""
    whole, rules, people = Scope("org:HO", NORMAL), list(bank.rules.rules), list(bank.desk.roster.people)
    asked: dict[str, Callable[[], object]] = {
        "the wall's alerts of the whole bank": lambda: bank.desk.tally(whole, rules, bank.at),
        "the wall's team of the whole bank": lambda: bank.desk.workload(people, bank.at, bank.at),
    }
    return [_wall_row(bank, what, one, times) for what, one in asked.items()]


def _wall_row(bank: Bank, what: str, call: Callable[[], object], times: int) -> dict[str, Any]:
    before = bank.cpu_seconds()
    spent = [_timed(call) for _ in range(times)]
    return row(what, 100, spent, bank.cpu_seconds() - before)


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
