"""The desk that is measured: its people, its alerts, and the API over it on a port."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, cast

import uvicorn

from api.app import create_app
from api.engine import Engine
from api.identity import Identity
from api.limits import Limits, Rate
from api.roles import Role
from api.services import Services
from bench.usage import cpu_seconds
from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.desk import Desk, EmbeddedRedis, Org, Person, Roster
from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.questions import Questions
from tidewatch.house.garbage import settle
from tidewatch.house.working import BankHours

AMPLE = Limits(*(Rate(100_000, 1_000_000) for _ in range(3)))
RMS = 1_000
SEVERITIES = ("P1", "P2", "P3", "P3", "P3", "P4")


class Clock:
    """An engine of which only the clock is asked."""

    def __init__(self, at: int) -> None:
        self.clock = at


def roster() -> Roster:
    """A head office, ten branches, a hundred teams, a thousand RMs with a hundred customers each; a lead for each team."""
    orgs = {"HO": Org("HO", None, "总行", "总行")}
    orgs |= {f"B{b}": Org(f"B{b}", "HO", f"{b}支行", "支行") for b in range(10)}
    orgs |= {f"T{t}": Org(f"T{t}", f"B{t % 10}", f"{t}队", "团队") for t in range(100)}
    people = {f"RM{n}": Person(f"RM{n}", f"经理{n}", "rm", f"T{n % 100}") for n in range(RMS)}
    people |= {f"L{t}": Person(f"L{t}", f"队长{t}", "lead", f"T{t}") for t in range(100)}
    people["HQ"] = Person("HQ", "总行", "hq", "HO")
    owners = {f"C{c}": (f"RM{c % RMS}", (), f"T{c % RMS % 100}") for c in range(RMS * 100)}
    return Roster(people, orgs, owners)


def alert(number: int, at: int) -> dict[str, Any]:
    """One of many."""
    return {
        "alert_id": f"{number:032x}", "rule_id": ("OUT-01", "OPP-01", "MAT-04")[number % 3], "rule_version": 1, "customer_id": f"C{number % (RMS * 100)}", "object_id": "N1",
        "severity": SEVERITIES[number % 6], "state": "open", "first_fact_time": at, "last_fact_time": at, "last_update": at, "title_zh": "放款次日转出 600 万至本人他行账户",
        "title_en": "¥6.0m left", "money_at_stake": number * 100, "evidence": "{}", "recipients": ["RM", "TL"], "due_at": at + 86_400_000, "expires_at": None,
        "cause_id": None, "audience": "normal", "findings": ["f"], "suppressed_by": None, "notify": "OPENED",
    }  # fmt: skip


class Bank:
    """A desk of so many tasks, and the API over it."""

    def __init__(self, folder: Path, tasks: int) -> None:
        calendar = Calendar()
        self.at = calendar.start_of_day_ms(date(2026, 3, 3)) + 36_000_000
        self.server, self.warehouse = EmbeddedRedis(folder / "redis"), EmbeddedWarehouse(folder)
        self.desk = Desk(self.server.client, BankHours(calendar))
        self.desk.put_roster(roster(), self.at)
        started = time.perf_counter()
        self.desk.take_again((alert(number, self.at), "西湖智造", 1, self.at) for number in range(tasks))
        self.taken_per_second = tasks / (time.perf_counter() - started)
        people = {
            one.id: Identity(one.id, one.name, Role(one.role), one.org_id) for one in self.desk.roster.people.values()
        }
        self.rules = RuleSet.load(calendar=calendar)
        parts = Services(
            engine=cast(Engine, Clock(self.at)), desk=self.desk, warehouse=self.warehouse, rules=self.rules,
            questions=Questions(self.warehouse), roster=lambda: self.desk.roster, identities=lambda: people, tags_of=lambda c, a: [], lists=lambda t: False, demo=True,
        )  # fmt: skip
        self.app = create_app(parts, limits=AMPLE)
        settle()  # as a process does when it has its roster

    def token(self, who: str) -> str:
        """A session's."""
        return str(self.app.state.sessions.begin({"who": who}))

    def cpu_seconds(self) -> float:
        """What this process, the API, and Redis have used so far."""
        redis = self.server.client.info("server")["process_id"]
        return time.process_time() + cpu_seconds(redis)

    @property
    def memory(self) -> str:
        """What Redis holds."""
        return str(self.server.client.info("memory")["used_memory_human"])

    def close(self) -> None:
        """Everything away."""
        self.app.state.live.stop()
        self.server.close()
        self.warehouse.close()


@contextmanager
def serving(bank: Bank) -> Iterator[int]:
    """The API on a free port, in a thread."""
    config = uvicorn.Config(bank.app, port=0, log_level="error", backlog=4096, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)
