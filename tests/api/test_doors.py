"""What a door lets in: banks' files, keys, limits, headers, sessions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin
from starlette.testclient import TestClient

from api.app import create_app
from api.engine import Backpressure
from api.limits import Limits, Rate
from sinks.desk import Sessions
from tests.api.conftest import AMPLE, HERE, As
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")

SAMPLES = Path(__file__).parents[1] / "events" / "adapters"
MT940 = ":20:STMT1\r\n:25:6222000000000001\r\n:28C:1/1\r\n:60F:C260301CNY1000,00\r\n:61:2603010301D600,00NTRFNONREF//B1\r\n:86:payment\r\n:61:2603010301C600,00NTRFNONREF//B2\r\n:86:back\r\n:62F:C260301CNY1000,00\r\n-"
TICKET = (
    '{{"event_id":"{0}","event_time":"2026-03-01T09:00:00+08:00","id":"{0}","kind":"ticket","customer_id":"C000001"}}'
)


def key_of(sign_in: As, streams: list[str]) -> dict[str, str]:
    made = sign_in("operator").post("/v1/api-keys", json={"name": "核心", "streams": streams})
    assert made.status_code == 201
    return {"Authorization": f"Bearer {made.json()['key']}"}


def test_a_key_is_shown_once_sends_its_streams_and_is_revoked(sign_in: As) -> None:
    operator, nobody = sign_in("operator"), sign_in("nobody")
    key = key_of(sign_in, ["service"])
    listed = operator.get("/v1/api-keys")
    assert key["Authorization"].removeprefix("Bearer ") not in listed.text
    assert nobody.post("/v1/events/service", content=TICKET.format("K1"), headers=key).status_code == 202
    assert nobody.post("/v1/events/txn", content="{}", headers=key).status_code == 403
    assert nobody.get("/v1/inbox", headers=key).status_code == 401
    operator.delete(f"/v1/api-keys/{listed.json()['items'][0]['id']}")
    assert nobody.post("/v1/events/service", content=TICKET.format("K1"), headers=key).status_code == 401


def test_a_mt940_statement_becomes_records_of_its_streams(sign_in: As) -> None:
    said = (
        sign_in("operator").post("/v1/events/txn", content=MT940, headers={"Content-Type": "application/mt940"}).json()
    )
    assert {("accepted", "txn"), ("accepted", "balance")} <= {
        (one["status"], one.get("stream")) for one in said["items"]
    }


def test_a_key_for_entries_sends_no_balances_inside_a_statement(sign_in: As) -> None:
    headers = {**key_of(sign_in, ["txn"]), "Content-Type": "application/mt940"}
    said = sign_in("nobody").post("/v1/events/txn", content=MT940, headers=headers).json()
    assert {(one["status"], one.get("stream"), one.get("reason")) for one in said["items"]} == {
        ("accepted", "txn", None), ("refused", None, "UNKNOWN_STREAM"),
    }  # fmt: skip


def test_broken_xml_is_one_refusal_that_says_where(sign_in: As) -> None:
    said = (
        sign_in("operator")
        .post("/v1/events/txn", content=b"<Document><Ntf", headers={"Content-Type": "application/xml"})
        .json()
    )
    assert (said["accepted"], said["items"][0]["reason"]) == (0, "BROKEN_LINE")
    assert "line 1" in said["items"][0]["detail"]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("application/xml", b"<Document><FIToFICstmrCdtTrf/></Document>", "holds no Rpt, Stmt or Ntfctn"),
        ("application/mt940", b"nothing of the kind", "no line begins with :20:"),
    ],
)
def test_a_banks_file_without_a_statement_is_one_refusal(sign_in: As, kind: str, content: bytes, said: str) -> None:
    answer = sign_in("operator").post("/v1/events/txn", content=content, headers={"Content-Type": kind}).json()
    assert (answer["accepted"], answer["refused"], answer["items"][0]["reason"]) == (0, 1, "EMPTY")
    assert said in answer["items"][0]["detail"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [("text/csv", b"event_id,event_time,kind\n"), ("application/json", b"[]"), ("application/x-ndjson", b" \n\n")],
)
def test_a_body_that_holds_no_record_is_refused(sign_in: As, kind: str, content: bytes) -> None:
    answer = sign_in("operator").post("/v1/events/service", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_what_intake_would_refuse_is_refused_at_once_and_costs_its_neighbours_nothing(sign_in: As) -> None:
    entry = {
        "event_time": "2026-03-01T09:00:00+08:00",
        "account_no": "1",
        "cdt_dbt": "CRDT",
        "amount": "1",
        "ccy": "CNY",
    }
    wrong = [
        {"event_time": "9999-12-31T00:00:00Z"},
        {"booking_date": "1870-01-01"},
        {"ccy": "ZZZ"},
        {"amount": "-1"},
        {},
    ]
    body = [{**entry, "bank_ref": f"CHK{i}", **one} for i, one in enumerate(wrong)]
    said = sign_in("operator").post("/v1/events/txn", json=body).json()
    reasons = ["DATE_OUT_OF_RANGE", "DATE_OUT_OF_RANGE", "UNKNOWN_CURRENCY", "WRONG_TYPE", None]
    assert [one.get("reason") for one in said["items"]] == reasons
    assert "9999" in said["items"][0]["detail"]
    assert (said["accepted"], said["refused"]) == (1, 4)


def test_csv_by_the_streams_own_names_and_by_a_mapping(sign_in: As, house: House) -> None:
    operator, kind = sign_in("operator"), {"Content-Type": "text/csv"}
    plain = "event_id,event_time,id,kind,customer_id\nV1,2026-03-01T09:00:00+08:00,V1,ticket,C000001\nV2,2026\n"
    said = operator.post("/v1/events/service", content=plain, headers=kind).json()
    assert [one["status"] for one in said["items"]] == ["accepted", "refused"]
    folder = house.data / "mappings"
    folder.mkdir(exist_ok=True)
    (folder / "tickets.yaml").write_text(
        "files:\n  - file: t.csv\n    stream: service\n    fields:\n      id: 编号\n      event_id: 编号\n      customer_id: 客户\n      kind: {constant: ticket}\n      event_time: {column: 日期, format: iso, as_time: true}\n", "utf-8"
    )  # fmt: skip
    said = operator.post(
        "/v1/events/service?mapping=tickets", content="编号,客户,日期\nM1,C000001,2026-03-01\n".encode(), headers=kind
    )
    assert said.json()["items"] == [{"index": 0, "status": "accepted", "stream": "service"}]
    assert operator.post("/v1/events/service?mapping=none", content="a\n1\n", headers=kind).status_code == 422
    assert operator.post("/v1/events/service", content="nix\n1\n", headers=kind).status_code == 422


def test_cloud_events_single_batch_and_binary(sign_in: As) -> None:
    operator = sign_in("operator")
    one = {
        "specversion": "1.0",
        "id": "E1",
        "source": "core",
        "type": "tidewatch.service",
        "data": json.loads(TICKET.format("E1")),
    }
    bare = {name: value for name, value in one["data"].items() if name != "event_id"}
    binary = {"ce-id": "E2", "ce-specversion": "1.0", "ce-type": "tidewatch.service", "ce-source": "core"}
    answers = [
        operator.post("/v1/events/service", json=one, headers={"Content-Type": "application/cloudevents+json"}),
        operator.post("/v1/events/service", json=[one, {**one, "type": "tidewatch.txn"}], headers={"Content-Type": "application/cloudevents-batch+json"}),
        operator.post("/v1/events/service", json=bare, headers=binary),
    ]  # fmt: skip
    assert [(a.json()["accepted"], a.json()["refused"]) for a in answers] == [(1, 0), (1, 1), (1, 0)]


def test_what_is_too_large_is_refused_however_it_is_sent(sign_in: As) -> None:
    rm = sign_in("rm")
    said = [
        rm.post("/v1/silences", content=b"x" * 70_000),
        rm.post("/v1/silences", content=(b"x" * 10_000 for _ in range(10))),  # chunked: no Content-Length
        sign_in("operator").post("/v1/events/service", content=b"\n".join([b"{}"] * 10_001)),
    ]
    assert [answer.status_code for answer in said] == [413] * 3
    assert all(answer.headers["Retry-After"] for answer in said)


def test_a_body_that_is_nested_without_end_is_said_to_be(sign_in: As) -> None:
    answer = sign_in("operator").post(
        "/v1/events/txn", content=b"[" * 5_000 + b"]" * 5_000, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["detail_zh"]) == (422, "嵌套过深:一条记录最多 64 层。")


def test_a_compressed_body_is_no_way_round_the_limit(sign_in: As) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = sign_in("operator").post("/v1/events/service", content=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.status_code in (202, 422)
    assert answer.json().get("accepted", 0) == 0


def test_too_many_calls_are_told_when_to_come_again(house: House) -> None:
    few = Limits(call=Rate(0.5, 3), events=Rate(1, 1), login=Rate(0.1, 2))
    with TestClient(create_app(house.services(), limits=few), HERE, client=("127.0.0.1", 1)) as client:
        answers = [client.get("/v1/rules") for _ in range(5)]
        assert [one.status_code for one in answers] == [401] * 3 + [429] * 2
        assert answers[-1].headers["Retry-After"] == "2"
        assert [client.post("/v1/session", json={"identity": "x"}).status_code for _ in range(3)] == [404, 404, 429]


def test_a_full_engine_asks_to_slow_down_and_takes_nothing(
    sign_in: As, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tidewatch.house.house.MOST_WAITING", -1)
    answer = sign_in("operator").post("/v1/events/service", content=TICKET.format("B1"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert answer.headers["content-type"] == "application/problem+json"
    with pytest.raises(Backpressure):
        house.services().engine.accept("service", [])


def test_every_answer_carries_the_headers_that_a_browser_obeys(sign_in: As, house: House) -> None:
    headers = sign_in("nobody").get("/v1/health").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"], headers["Cache-Control"]) == (
        "nosniff",
        "no-referrer",
        "no-store",
    )
    assert "Strict-Transport-Security" not in headers
    with TestClient(create_app(house.services()), "https://127.0.0.1", client=("127.0.0.1", 1)) as client:
        assert "max-age" in client.get("/v1/health").headers["Strict-Transport-Security"]
        who = next(iter(house.services().identities()))
        assert "Secure" in client.post("/v1/session", json={"identity": who}).headers["set-cookie"]


def test_a_session_that_was_idle_too_long_is_over(house: House) -> None:
    app = create_app(house.services(), limits=AMPLE)
    app.state.sessions = Sessions(house.redis.client, "s", idle_seconds=60)
    with TestClient(app, HERE, client=("127.0.0.1", 1)) as client:
        client.post("/v1/session", json={"identity": next(iter(house.services().identities()))})
        assert client.get("/v1/me").status_code == 200
        keys = house.redis.client.keys("session:*")
        assert min(house.redis.client.ttl(key) for key in keys) in range(61)  # which Redis ends by itself
        for key in keys:
            house.redis.client.delete(key)
        assert client.get("/v1/me").status_code == 401


def test_an_old_cookie_is_nobodys_after_signing_in_again(sign_in: As) -> None:
    rm = sign_in("rm")
    old = rm.cookies["tidewatch"]
    rm.post("/v1/session", json={"identity": rm.get("/v1/me").json()["id"]})
    assert old != rm.cookies["tidewatch"]
    rm.cookies.set("tidewatch", old)
    assert rm.get("/v1/me").status_code in (200, 401)


def test_an_auditor_changes_nothing(sign_in: As) -> None:
    auditor = sign_in("auditor")
    assert auditor.get("/v1/dead-letters").status_code == 200
    assert auditor.post("/v1/dead-letters/requeue", json={"reason": "EMPTY"}).status_code == 403


def test_an_export_has_a_reason_a_mark_and_a_line_in_the_audit_log(sign_in: As) -> None:
    rm = sign_in("rm")
    assert rm.post("/v1/exports", json={"what": "customers", "reason": ""}).status_code == 422
    taken = rm.post("/v1/exports", json={"what": "customers", "reason": "季度客户走访"})
    me = rm.get("/v1/me").json()
    assert taken.text.startswith(f"\ufeff# {me['watermark']}")
    assert len(taken.text.splitlines()) == 2 + len(rm.get("/v1/customers", params={"limit": 200}).json()["items"])
    lines = sign_in("auditor").get("/v1/audit").json()["items"]
    assert ("export", me["id"]) in [(line["action"], line["who"]) for line in lines]


def test_a_proof_is_asked_for_where_the_rule_says_so(sign_in: As, house: House) -> None:
    rm = sign_in("rm")
    found = [
        row
        for row in rm.get("/v1/inbox", params={"state": "all", "limit": 200}).json()["items"]
        if row["state"] in ("open", "acked")
    ]
    one = found[0]
    rule = house.rules.rules[one["rule_id"]]
    words = {"zh": "用途凭证", "en": "proof of use"}
    task = rule.task.model_copy(update={"proof": type(rule.name)(**words)})
    house.rules.rules[one["rule_id"]] = rule.model_copy(update={"task": task})
    path = f"/v1/tasks/{one['alert_id']}"
    assert rm.post(f"{path}/close", json={"result_code": "有效-已落地"}).status_code == 422
    assert rm.post(f"{path}/proof", content=b"MZ\x90").status_code == 422
    kept = rm.post(f"{path}/proof", content=b"%PDF-1.7 x", headers={"Content-Type": "application/pdf"}).json()[
        "reference"
    ]
    closed = rm.post(f"{path}/close", json={"result_code": "有效-已落地", "proof": [kept]})
    house.rules.rules[one["rule_id"]] = rule
    assert (closed.status_code, closed.json()["proof"]) == (200, [kept])
    assert rm.get(f"{path}/proof/{kept.removeprefix('file:')}").content == b"%PDF-1.7 x"
    assert rm.post(f"{path}/undo").json()["state"] != "closed"


@pytest.mark.parametrize("style", [Style.FIRST_LETTER, Style.NORMAL])
def test_customers_are_found_by_the_sound_of_their_names(style: Style, sign_in: As) -> None:
    rm = sign_in("rm")
    one = rm.get("/v1/customers").json()["items"][0]
    asked = "".join(c for c in "".join(lazy_pinyin(one["name"], style=style)).lower() if c.isascii() and c.isalpha())
    found = rm.get("/v1/customers", params={"q": asked}).json()["items"]
    assert one["customer_id"] in [row["customer_id"] for row in found]


def test_a_key_figure_is_the_sum_of_its_parts_down_to_customers(sign_in: As, house: House) -> None:
    hq, rm = sign_in("hq"), sign_in("rm")
    whole = {one["kpi_id"]: one["value"] for one in hq.get("/v1/kpis").json()["items"]}
    parts = hq.get("/v1/kpis/K01/drill", params={"limit": 200}).json()
    assert parts["level"] == "org"
    assert sum(one["value"] for one in parts["items"]) == whole["K01"]
    mine = {one["kpi_id"]: one["value"] for one in rm.get("/v1/kpis").json()["items"]}
    customers = rm.get("/v1/kpis/K01/drill", params={"limit": 200}).json()
    assert customers["level"] == "customer"
    assert sum(one["value"] for one in customers["items"]) == mine["K01"]
    assert rm.get("/v1/kpis/K01/drill", params={"rm": "RM99"}).json() == customers


def test_a_tag_holds_of_those_whom_the_list_shows(sign_in: As) -> None:
    rm = sign_in("rm")
    held = [one for one in rm.get("/v1/tags").json()["items"] if one["customers"]]
    assert held
    tag = rm.get(f"/v1/tags/{held[0]['tag_id']}").json()
    listed = rm.get("/v1/customers", params={"tag": held[0]["tag_id"], "limit": 200}).json()["items"]
    assert sum(one["customers"] for one in tag["values"]) == held[0]["customers"] == len(listed)
