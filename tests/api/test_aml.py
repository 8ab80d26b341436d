"""Anti-money-laundering facts reach nobody but their own desk: a finding is planted, and every page of everybody else is read for a trace of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2 as httpx
import polars as pl
import pytest

from api.app import create_app
from api.roles import Role
from sinks.desk.ledger import Ledger
from sinks.warehouse.kpi import Kpis
from tests.api.conftest import As, clients
from tests.sinks.desk.people import alert
from tidewatch.house.figures import run
from tidewatch.house.house import House

Asked = list[tuple[str, dict[str, Any]]]  # path and query
Pages = dict[str, list[str]]  # by role, in the order of what was asked

pytestmark = pytest.mark.xdist_group("house")

MARK, ID = "疑似快进快出QZX", "ae" * 16
RULE = "RSK-08"
OTHERS = [*(role for role in Role if role is not Role.AML), "nobody"]
NOISY = ("/v1/audit", "/v1/operations", "/v1/metrics", "/v1/ready", "/v1/me")


@pytest.fixture(scope="module")
def planted(house: House) -> Iterator[str]:
    """An alert, its finding, its suppression and what AML's people did with it, of a customer who has an RM; returns the customer."""
    customer, (rm, _, _) = next(iter(house.roster().owners.items()))
    now = house.services().engine.clock
    row = alert(
        1, alert_id=ID, rule_id=RULE, customer_id=customer, audience="aml", recipients=["AML"], title_zh=MARK, title_en=MARK, version=2**62,
        first_fact_time=now, last_fact_time=now, last_update=now, customer_name="x", object_id=MARK, money_at_stake=77_777_777_777,
    )  # fmt: skip
    house._told(
        [row],
        [
            {
                "finding_id": ID,
                "rule_id": RULE,
                "customer_id": customer,
                "event_time": now,
                "reason": "COOLDOWN",
                "by": ID,
                "audience": "aml",
                "version": 2**62,
            }
        ],
    )
    at = datetime.fromtimestamp(now / 1000, UTC)
    finding = {"finding_id": ID, "rule_id": RULE, "customer_id": customer, "event_time": at, "day": at.date(), "audience": "aml", "severity": "P1", "title_zh": MARK, "title_en": MARK, "state": "open", "object_id": MARK, "money_at_stake": 77_777_777_777, "version": 2**62}  # fmt: skip
    house.warehouse.insert(
        "finding",
        pl.DataFrame([finding]).with_columns(
            pl.col("version").cast(pl.UInt64), pl.col("event_time").dt.cast_time_unit("ms")
        ),
    )
    house.desk.acknowledge(ID, "aml-HO", now)
    house.desk.comment(ID, "aml-HO", now, MARK)
    house.keeper.store()
    yield customer
    assert rm


def test_its_own_desk_sees_it(sign_in: As, planted: str) -> None:
    assert ID in sign_in("aml").get("/v1/inbox", params={"state": "all"}).text
    assert MARK in sign_in("aml").get(f"/v1/alerts/{ID}").text
    assert ID in sign_in("aml").get("/v1/audit").text


@pytest.fixture(scope="module")
def asked(house: House, planted: str) -> Asked:
    """Every GET there is, as one who knows what to look for would ask it."""
    rules = [RULE, *list(house.rules.rules)[:3]]
    day = str(house.engine.shards[0].day)
    places = {
        "alert_id": ID,
        "customer_id": planted,
        "rule_id": RULE,
        "digest": "0" * 64,
        "kpi_id": "P01",
        "tag_id": "R01",
    }
    queries: dict[str, list[dict[str, Any]]] = {
        "/v1/inbox": [{"state": state, "limit": 200, "q": q} for state in ("live", "done", "all") for q in ("", MARK)],
        "/v1/tasks": [{"state": "all", "limit": 200}, {"rule": RULE}],
        "/v1/customers": [{"q": planted}, {"q": MARK}, {}],
        "/v1/explain": [{"customer": planted, "rule": rule, "day": day} for rule in rules],
    }
    paths = create_app(house.services()).openapi()["paths"]
    gets = [path for path, methods in paths.items() if "get" in methods and path != "/v1/inbox/stream"]
    return [(path.format(**places), query) for path in gets for query in queries.get(path, [{}])]


@pytest.fixture(scope="module")
def people(house: House) -> Iterator[dict[str, httpx.Client]]:
    """Everybody else, by role."""
    with clients(house) as sign_in:
        yield {role: sign_in(role) for role in OTHERS}


@pytest.fixture(scope="module")
def pages(house: House, people: dict[str, httpx.Client], asked: Asked) -> Pages:
    """What everybody else reads while it is there."""
    day = house.engine.shards[0].day
    assert day is not None
    counted(house, day, Kpis(house.warehouse).stale_since(day))
    return read(people, asked)


def read(people: dict[str, httpx.Client], asked: Asked) -> Pages:
    return {role: [client.get(path, params=query).text for path, query in asked] for role, client in people.items()}


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_finds_a_trace(role: str, asked: Asked, pages: Pages) -> None:
    for (path, query), page in zip(asked, pages[role], strict=True):
        said = page.replace(f'"rule": "{RULE}"', "")
        traces = [trace for trace in (MARK, ID, RULE, "77777777777") if trace in said]
        assert not traces, (path, query, traces)


def test_every_number_is_what_it_would_be_without_it(
    people: dict[str, httpx.Client], house: House, asked: Asked, pages: Pages
) -> None:
    day = house.engine.shards[0].day
    assert day is not None
    wipe(house)
    counted(house, day, day - timedelta(1))  # what was planted is of the last day
    assert numbers(read(people, asked), asked) == numbers(pages, asked)


def numbers(pages: Pages, asked: Asked) -> dict[str, list[str]]:
    """What stands on the pages, but for what is another at every look."""
    return {
        role: [json.dumps(still(json.loads(page))) for (path, _), page in zip(asked, read, strict=True) if path not in NOISY]
        for role, read in pages.items() if role != "nobody"
    }  # fmt: skip


def counted(house: House, day: date, since: date) -> None:
    """The bank's days from `since` on: the house counts its past by and by, and must not look as if that were the difference."""
    for back in range((day - since).days, -1, -1):
        Kpis(house.warehouse).refresh(day - timedelta(back), run())


def wipe(house: House) -> None:
    """As if it had never been."""
    for key in house.redis.client.keys("*"):
        kind = house.redis.client.type(key)
        if kind == "zset":
            house.redis.client.zrem(key, ID)
    house.redis.client.delete(f"alert:{ID}", f"history:{ID}")
    for table in ("finding", "suppression", "alert", "task_event"):
        house.warehouse.execute(f"ALTER TABLE {table} DELETE WHERE audience = 'aml' SETTINGS mutations_sync = 1")


def still(value: Any) -> Any:
    """Without what is another at every look."""
    if isinstance(value, dict):
        return {k: still(v) for k, v in value.items() if k not in ("clock", "as_of", "lag_seconds", "idle_seconds")}
    return [still(one) for one in value] if isinstance(value, list) else value


def test_the_ledger_of_operators_holds_no_line_of_it(house: House, planted: str) -> None:
    assert isinstance(house.desk, Ledger)
    lines, _ = house.desk.audited(frozenset({"normal", "risk"}), None, 1_000)
    assert not [line for line in lines if ID in json.dumps(line, ensure_ascii=False) or MARK in line["note"]]
