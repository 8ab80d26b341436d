"""Promises about whose customers are whose for a while, about silences, and about a session that nobody uses."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.caller import COOKIE, TIMER
from sinks.desk import Wanted
from sinks.desk.routing import Scope
from tests.api.conftest import As
from tests.sinks.desk.people import alert
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")
NEXT_YEAR = 2**50


def managers(house: House) -> tuple[str, str, str]:
    """A manager, a colleague, and a customer of the colleague's."""
    mine = min(one.id for one in house.services().identities().values() if one.role == "rm")
    customer, other = next(
        (c, owned[0]) for c, owned in house.roster().owners.items() if mine not in (owned[0], *owned[1])
    )
    return mine, other, customer


def test_who_stands_in_opens_the_customers_of_who_is_away(house: House, sign_in: As) -> None:
    mine, other, customer = managers(house)
    rm, now = sign_in("rm"), house.engine.clock
    assert rm.get(f"/v1/customers/{customer}").status_code == 404
    house.desk.leave(other, mine, NEXT_YEAR, other, now)
    assert rm.get(f"/v1/customers/{customer}").status_code == 200
    house.desk.returned(other, other, now)
    assert rm.get(f"/v1/customers/{customer}").status_code == 404


def test_whoever_is_handed_an_alert_opens_its_customer(house: House, sign_in: As) -> None:
    mine, _, _ = managers(house)
    rm, now = sign_in("rm"), house.engine.clock
    rows, _ = house.desk.inbox(Scope("org:HO", frozenset({"normal"})), Wanted("open"), limit=200)
    row = next(
        one for one in rows if one["owner"] != mine and rm.get(f"/v1/customers/{one['customer_id']}").status_code == 404
    )
    house.desk.reassign(row["alert_id"], "x", now, mine, "")
    assert rm.get(f"/v1/customers/{row['customer_id']}").status_code == 200
    house.desk.undo(row["alert_id"], "x", now)
    assert rm.get(f"/v1/customers/{row['customer_id']}").status_code == 404


def test_a_rule_silenced_for_all_is_the_head_offices_to_see_and_to_end(house: House, sign_in: As) -> None:
    head, rm = sign_in("risk"), sign_in("rm")
    said = {"rule_id": "OUT-01", "until": house.engine.clock + 1_000_000, "reason": "演练"}
    made = head.post("/v1/silences", json=said)
    assert (made.status_code, made.json()["audiences"]) == (201, ["normal", "risk"])
    assert rm.get("/v1/silences").json()["items"] == []
    assert rm.delete(f"/v1/silences/{made.json()['id']}").status_code == 404
    assert head.delete(f"/v1/silences/{made.json()['id']}").status_code == 204


def test_a_page_that_asks_by_itself_does_not_keep_a_session(house: House, sign_in: As) -> None:
    rm = sign_in("rm")
    assert isinstance(rm, TestClient)
    key = rm.app.state.sessions._key("session", rm.cookies[COOKIE])  # type: ignore[attr-defined]
    house.redis.client.expire(key, 60)
    rm.get("/v1/me", headers={TIMER: "1"})
    assert house.redis.client.ttl(key) <= 60
    rm.get("/v1/me")
    assert house.redis.client.ttl(key) > 60


def test_who_hands_an_alert_over_may_take_it_back_and_nobody_else_who_does_not_see_it(
    house: House, sign_in: As
) -> None:
    mine, other, _ = managers(house)
    rm, stranger = sign_in("rm"), sign_in("aml")
    customer = next(c for c, owned in house.roster().owners.items() if owned[0] == mine)
    now, name = house.engine.clock, f"{0xABD000:032x}"
    house.desk.take(alert(0xABD000, customer_id=customer, first_fact_time=now, last_fact_time=now), "x", 1, now)
    assert rm.post(f"/v1/alerts/{name}/reassign", json={"to": other}).status_code == 200
    assert rm.get(f"/v1/alerts/{name}").status_code == 404
    assert stranger.post(f"/v1/alerts/{name}/undo").status_code == 404
    assert rm.post(f"/v1/alerts/{name}/undo").json()["owner"] == mine
    assert rm.get(f"/v1/alerts/{name}").status_code == 200
    rm.post(f"/v1/alerts/{name}/close", json={"result_code": "已知"})
