"""What the pages are given, on a small bank that has been read to its end."""

from __future__ import annotations

import json
import re

import pytest

from api.alerts.service import detail
from tests.api.conftest import As
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")
HAN = re.compile(r"[一-鿿]")


def test_an_rm_sees_their_own_alerts_only(sign_in: As, house: House) -> None:
    rm = sign_in("rm")
    who = rm.get("/v1/me").json()["id"]
    found = rm.get("/v1/inbox", params={"state": "all", "limit": 200}).json()["items"]
    assert found
    assert {row["owner"] for row in found} == {who}
    others = {c for c, (owner, _, _) in house.roster().owners.items() if owner != who}
    assert {rm.get(f"/v1/customers/{customer}").status_code for customer in others} <= {404}


def test_an_alert_says_why_and_is_closed_and_undone(sign_in: As) -> None:
    rm = sign_in("rm")
    one = rm.get("/v1/inbox").json()["items"][0]
    page = rm.get(f"/v1/alerts/{one['alert_id']}").json()
    assert page["evidence"]
    assert page["template_zh"]
    closed = rm.post(f"/v1/alerts/{one['alert_id']}/close", json={"result_code": "已知"})
    again = rm.post(f"/v1/alerts/{one['alert_id']}/close", json={"result_code": "已知"})
    undone = rm.post(f"/v1/alerts/{one['alert_id']}/undo")
    assert [closed.json()["state"], again.status_code, undone.json()["state"]] == ["closed", 409, "open"]
    assert "已关闭" in again.json()["detail_zh"]


def test_an_alert_about_a_counterparty_lists_that_partys_entries(sign_in: As, house: House) -> None:
    alert = sign_in("rm").get("/v1/inbox", params={"state": "all"}).json()["items"][0]
    paid = "SELECT cp_name AS party, min(day) AS first, count() AS times FROM txn FINAL WHERE customer_id = {customer} GROUP BY cp_name"
    known = house.warehouse.query(paid, customer=alert["customer_id"]).sort("times", descending=True).row(0, named=True)
    evidence = json.dumps({"cp_name": known["party"], "first_seen": known["first"].isoformat()})
    row = {
        **(house.desk.get(alert["alert_id"]) or {}),
        "evidence": evidence,
        "last_fact_time": house.services().engine.clock,
    }
    facts = detail(row, house.services())["facts"]
    assert [fact["counterparty"] for fact in facts] == [known["party"]] * known["times"]


@pytest.mark.parametrize("role", ["rm", "hq", "risk"])
def test_customers_of_whom_something_waits_are_found_by_the_server(sign_in: As, role: str) -> None:
    client = sign_in(role)
    everybody = client.get("/v1/customers", params={"limit": 200}).json()["items"]
    waits = [row["customer_id"] for row in everybody if row["open_alerts"]]
    assert waits
    asked = {"waiting": True, "limit": 1}
    first = client.get("/v1/customers", params=asked).json()
    assert [row["customer_id"] for row in first["items"]] == waits[:1]
    rest = client.get("/v1/customers", params={**asked, "limit": 200, "cursor": first["next"]}).json()["items"]
    assert [row["customer_id"] for row in rest] == waits[1:]


def test_a_card_knows_the_customer_and_reading_it_is_audited(sign_in: As) -> None:
    rm = sign_in("rm")
    customer = rm.get("/v1/customers").json()["items"][0]["customer_id"]
    card = rm.get(f"/v1/customers/{customer}").json()
    assert card["balance"][-1]["bal"] is not None
    lines = sign_in("operator").get("/v1/audit").json()["items"]
    assert ("read card", customer) in [(line["action"], line["object"]) for line in lines[:3]]


def test_the_wall_adds_up(sign_in: As) -> None:
    wall = sign_in("hq").get("/v1/wall").json()
    assert wall["net_in_today"] == wall["in_today"] - wall["out_today"]
    assert sum(row["deposit"] for row in wall["branches"]) == wall["deposit"]["now"]


def test_an_organisation_outside_ones_own_is_refused(sign_in: As) -> None:
    assert sign_in("lead").get("/v1/wall", params={"org": "HO"}).status_code == 403


def test_every_record_of_a_call_has_its_answer_and_a_repeat_is_taken_once(sign_in: As, house: House) -> None:
    operator = sign_in("operator")
    good = (
        '{"event_id":"S1","event_time":"2026-03-01T09:00:00+08:00","id":"S1","kind":"ticket","customer_id":"C000001"}'
    )
    said = operator.post("/v1/events/service", content=f'{good}\n{{"id":\n{good}').json()
    assert [one["status"] for one in said["items"]] == ["accepted", "refused", "accepted"]
    assert said["items"][1]["reason"] == "NOT_JSON"


@pytest.mark.parametrize("body", [b"", b"[", b"\xff", b"[" * 100_000, b'{"a":1e999}', b"null", b'[1,"x"]'])
def test_no_body_breaks_the_door(sign_in: As, body: bytes) -> None:
    answer = sign_in("operator").post("/v1/events/txn", content=body)
    assert answer.status_code in (202, 422)
    assert answer.json().get("accepted", 0) == 0


def test_events_need_a_key(sign_in: As) -> None:
    answer = sign_in("nobody").post("/v1/events/txn", content=b"{}")
    assert (answer.status_code, answer.json()["title"]) == (401, "Sign in first")


def test_a_fact_that_nobody_was_told_of_is_explained(sign_in: As, house: House) -> None:
    rm = sign_in("rm")
    customer = rm.get("/v1/customers").json()["items"][0]["customer_id"]
    day = str(house.engine.shards[0].stages.closed)
    said = rm.get("/v1/explain", params={"customer": customer, "rule": "OPP-02", "day": day}).json()
    assert said["verdict_zh"]
    assert {one["holds"] for one in said["conditions"]} <= {True, False}
    assert not any(
        HAN.search(one[name]) for one in said["conditions"] for name in ("text_en", "value_en", "threshold_en")
    )


def test_an_auditor_asks_why_of_any_customer_and_of_every_rule_they_are_shown(sign_in: As, house: House) -> None:
    auditor = sign_in("auditor")
    customer, day = min(house.roster().owners), str(house.engine.shards[0].stages.closed)
    rules = [one["id"] for one in auditor.get("/v1/rules").json()["items"] if one["explained"]]
    answers = [auditor.get("/v1/explain", params={"customer": customer, "rule": rule, "day": day}) for rule in rules]
    assert rules
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json()["customer_name"] != customer for answer in answers)


def test_half_a_name_is_no_customer(sign_in: As, house: House) -> None:
    asked = {"customer": "西湖", "rule": "OPP-02", "day": str(house.engine.shards[0].stages.closed)}
    assert sign_in("risk").get("/v1/explain", params=asked).json()["detail_zh"] == "没有这个客户。"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_bank_has_is_not_a_mistake_of_ours(sign_in: As, day: str) -> None:
    asked = {"customer": "C000001", "rule": "OPP-02", "day": day}
    assert sign_in("auditor").get("/v1/explain", params=asked).status_code == 422


def test_work_goes_to_nobody_who_could_not_see_it(sign_in: As, house: House) -> None:
    rm, risk = sign_in("rm"), sign_in("risk")
    alert = next(one for one in rm.get("/v1/inbox").json()["items"] if one["audience"] == "normal")["alert_id"]
    offered = {one["role"] for one in rm.get("/v1/colleagues").json()["items"]}
    others = [one.id for one in house.roster().people.values() if one.role not in offered]
    refused = {rm.post(f"/v1/alerts/{alert}/reassign", json={"to": one}).status_code for one in others}
    assert (offered, refused) == ({"rm", "lead", "branch", "risk"}, {404})
    assert rm.post(f"/v1/alerts/{alert}/reassign", json={"to": risk.get("/v1/me").json()["id"]}).status_code == 200
    assert risk.get(f"/v1/alerts/{alert}").status_code == 200
    risk.post(f"/v1/alerts/{alert}/undo")


def test_aml_is_offered_its_own_rules_alone(sign_in: As, house: House) -> None:
    offered = {one["id"] for one in sign_in("aml").get("/v1/rules").json()["items"] if one["explained"]}
    assert offered == {rule.id for rule in house.services().rules.rules.values() if rule.audience == "aml"}


@pytest.mark.parametrize("path", ["/v1/alerts/cut-off", "/v1/nowhere"])
def test_a_link_that_leads_nowhere_says_so_in_both_languages(sign_in: As, path: str) -> None:
    answer = sign_in("rm").get(path)
    assert (answer.status_code, answer.json()["detail_zh"]) == (404, "没有这个地址,请检查链接。")
    assert "check the link" in answer.json()["detail"]


def test_the_banks_clock_is_known_before_any_page_is_asked_for(sign_in: As, house: House) -> None:
    assert sign_in("auditor").get("/v1/me").json()["clock"] == house.services().engine.clock


def test_machines_see_that_it_is_well(sign_in: As) -> None:
    client = sign_in("nobody")
    assert client.get("/v1/ready").json()["status"] == "ok"
    assert all("tidewatch_records_total" in client.get(path).text for path in ("/v1/metrics", "/metrics"))
