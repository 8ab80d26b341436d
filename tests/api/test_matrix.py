"""Every route × every role: what is not one's own is refused, and refusals leak nothing."""

from __future__ import annotations

from collections.abc import Set

import pytest

from api.app import create_app
from api.roles import Role
from tests.api.conftest import As
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")

EVERYBODY = frozenset(Role)
INBOX = frozenset({Role.RM, Role.LEAD, Role.BRANCH, Role.RISK, Role.AML})
CUSTOMERS = frozenset({Role.RM, Role.LEAD, Role.BRANCH, Role.HQ, Role.RISK})
WALL = frozenset({Role.LEAD, Role.BRANCH, Role.HQ})
PERFORMANCE = frozenset({Role.RM, Role.LEAD, Role.BRANCH, Role.HQ})
STEPS = ("acknowledge", "snooze", "close", "reassign", "comment", "undo", "proof")
OPERATOR = frozenset({Role.OPERATOR, Role.AUDITOR})
OPEN = frozenset(
    {
        "GET /v1/identities",
        "POST /v1/session",
        "DELETE /v1/session",
        "GET /v1/health",
        "GET /v1/ready",
        "GET /v1/metrics",
        "GET /v1/streams",
        "GET /v1/session/login",
        "GET /v1/session/callback",
    }
)
KEYED = frozenset({"POST /v1/events/{stream}"})
NOBODYS = "0" * 32

MATRIX: dict[str, Set[Role]] = {
    "GET /v1/me": EVERYBODY, "GET /v1/rules": EVERYBODY, "GET /v1/rules/{rule_id}": EVERYBODY, "GET /v1/silences": EVERYBODY,
    "POST /v1/silences": EVERYBODY - {Role.AUDITOR}, "DELETE /v1/silences/{silence_id}": EVERYBODY - {Role.AUDITOR},
    "GET /v1/inbox": INBOX, "GET /v1/inbox/stream": INBOX, "GET /v1/alerts/{alert_id}": INBOX, "GET /v1/colleagues": INBOX,
    "GET /v1/tasks": INBOX, "GET /v1/tasks/{alert_id}": INBOX, "PUT /v1/me/leave": EVERYBODY - {Role.AUDITOR}, "DELETE /v1/me/leave": EVERYBODY - {Role.AUDITOR},
    **{f"POST /v1/{kind}/{{alert_id}}/{step}": INBOX for kind in ("alerts", "tasks") for step in STEPS},
    **{f"GET /v1/{kind}/{{alert_id}}/proof/{{digest}}": INBOX for kind in ("alerts", "tasks")},
    **{f"{method} /v1/push/subscriptions": INBOX for method in ("POST", "DELETE")}, "GET /v1/push": INBOX,
    "GET /v1/kpis/{kpi_id}/drill": PERFORMANCE, "GET /v1/tags": CUSTOMERS, "GET /v1/tags/{tag_id}": CUSTOMERS, "POST /v1/exports": INBOX | CUSTOMERS,
    "GET /v1/api-keys": OPERATOR, "POST /v1/api-keys": {Role.OPERATOR}, "DELETE /v1/api-keys/{key_id}": {Role.OPERATOR},
    "GET /v1/customers": CUSTOMERS, "GET /v1/customers/{customer_id}": CUSTOMERS, "GET /v1/wall": WALL,
    "GET /v1/kpis": PERFORMANCE, "GET /v1/explain": INBOX | {Role.AUDITOR},
    "GET /v1/operations": OPERATOR, "GET /v1/dead-letters": OPERATOR, "GET /v1/audit": OPERATOR | {Role.AML},
    "POST /v1/dead-letters/requeue": {Role.OPERATOR}, "POST /v1/dead-letters/{number}/requeue": {Role.OPERATOR},
}  # fmt: skip


def routes(house: House) -> set[str]:
    paths = create_app(house.services()).openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_route_is_in_the_matrix(house: House) -> None:
    assert routes(house) == set(MATRIX) | OPEN | KEYED


def asked(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    for name, value in (
        ("alert_id", NOBODYS),
        ("customer_id", "C999999"),
        ("rule_id", "NO-99"),
        ("silence_id", "x"),
        ("number", "999999"),
        ("digest", NOBODYS * 2),
        ("key_id", "0" * 12),
        ("kpi_id", "Z99"),
        ("tag_id", "Z99"),
    ):
        path = path.replace("{" + name + "}", value)
    return method, path


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_ones_own_is_refused(role: Role, sign_in: As) -> None:
    client, wrong = sign_in(role), {}
    for route, allowed in MATRIX.items():
        if route in ("GET /v1/inbox/stream", "GET /v1/explain") and role in allowed:
            continue  # the one never ends; the other needs a customer
        status = client.request(*asked(route), json={} if route.startswith(("POST", "PUT")) else None).status_code
        refused = status == 403
        if refused == (role in allowed):
            wrong[route] = status
    assert not wrong


def test_nobody_gets_anything_but_what_is_open(sign_in: As) -> None:
    client = sign_in("nobody")
    statuses = {
        route: client.request(*asked(route), json={} if route.startswith(("POST", "PUT")) else None).status_code
        for route in MATRIX
    }
    assert {route for route, status in statuses.items() if status != 401} == set()


def test_a_call_from_another_page_is_refused(sign_in: As) -> None:
    client = sign_in("rm")
    answer = client.post(f"/v1/alerts/{NOBODYS}/acknowledge", headers={"X-Tidewatch": "no"})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
