"""A call that is not valid: which part, what is wrong and what would be right, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import As

pytestmark = pytest.mark.xdist_group("house")
ASKED = {"customer": "C000001", "rule": "OPP-01", "day": "2026-03-01"}
ALERT = f"/v1/alerts/{'0' * 32}"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": None}, "参数 day:缺少此项,必须填写。"),
        ({"day": "2026-13-45"}, "参数 day:应为日期,如 2026-03-02;收到「2026-13-45」。"),
        ({"day": "2026-03-02T10:00:00"}, "参数 day:应为日期,如 2026-03-02,不带时间;收到「2026-03-02T10:00:00」。"),
        ({"day": "2200-01-01"}, "参数 day:不能大于 2199-12-31,收到「2200-01-01」。"),
        ({"rule": "O" * 11}, "参数 rule:最多 10 个字。"),
        ({"rule": "O" * 11, "day": None}, "参数 rule:最多 10 个字。参数 day:缺少此项,必须填写。"),
    ],
)
def test_a_question_that_is_not_valid(sign_in: As, changed: dict[str, str | None], said: str) -> None:
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value is not None}
    answer = sign_in("rm").get("/v1/explain", params=asked)
    assert (answer.status_code, answer.json()["detail_zh"]) == (422, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"limit": 201}, "参数 limit:不能大于 200,收到「201」。"),
        ({"limit": "many"}, "参数 limit:应为整数,收到「many」。"),
        ({"state": "gone"}, "参数 state:应为其中之一:live、open、acked、snoozed、done、all;收到「gone」。"),
    ],
)
def test_a_page_that_is_not_valid(sign_in: As, asked: dict[str, Any], said: str) -> None:
    answer = sign_in("rm").get("/v1/inbox", params=asked)
    assert (answer.status_code, answer.json()["detail_zh"]) == (422, said)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"until": "x", "reason": 5}', "请求体 until:应为整数,收到「x」。请求体 reason:应为文字,收到「5」。"),
        (b'{"until": -1}', "请求体 until:不能小于 0,收到「-1」。"),
        (b'{"until": 1, "reason": "%s"}' % (b"a" * 201), "请求体 reason:最多 200 个字。"),
        (b"[]", "请求体:应为 JSON 对象,收到一个列表。"),
        (b'{"until": ', "请求体:不是有效的 JSON。"),
    ],
)
def test_a_body_that_is_not_valid(sign_in: As, body: bytes, said: str) -> None:
    answer = sign_in("rm").post(f"{ALERT}/snooze", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail_zh"]) == (422, said)


def test_every_mistake_of_a_call_is_listed_with_its_place(sign_in: As) -> None:
    said = sign_in("rm").post(f"{ALERT}/snooze", json={"until": "x", "reason": 5}).json()
    assert [(one["at"], one["message_zh"]) for one in said["errors"]] == [
        ("body.until", "请求体 until:应为整数,收到「x」"),
        ("body.reason", "请求体 reason:应为文字,收到「5」"),
    ]
    assert said["detail"].startswith("body.until: Input should be a valid integer, ")
