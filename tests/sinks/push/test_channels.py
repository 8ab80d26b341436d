"""What is particular to a channel: a webhook's signature, a WeCom robot's answers and room, what a push service may know."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sinks.desk import Desk
from sinks.desk.subscriptions import Subscriptions
from sinks.push import Later, Outside, Undeliverable, Webhook, WeCom
from tests.contracts.test_every_channel import MESSAGE
from tests.sinks.desk.conftest import desk, server
from tests.sinks.push.browser import opened, web_push
from tests.sinks.push.other_side import OtherSide

__all__ = ["desk", "server"]

SECRET = "0123456789abcdef"


@pytest.fixture
def other() -> Iterator[OtherSide]:
    made = OtherSide()
    yield made
    made.stop()


def test_a_webhook_is_signed_over_its_time_and_body_and_names_the_notice(other: OtherSide) -> None:
    Webhook(Outside(["127.0.0.1"]), other.url, SECRET).send(MESSAGE)
    (heard,) = other.heard
    stamp = heard.headers["X-Tidewatch-Timestamp"]
    right = hmac.new(SECRET.encode(), f"{stamp}.".encode() + heard.body, hashlib.sha256).hexdigest()
    assert heard.headers["X-Tidewatch-Signature"] == f"sha256={right}"
    assert heard.headers["Idempotency-Key"] == MESSAGE.id == json.loads(heard.body)["id"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [(b'{"errcode":45009}', Later), (b'{"errcode":-1}', Later), (b"<html>", Later), (b'{"errcode":93000}', Undeliverable)],
)  # fmt: skip
def test_a_robots_own_code_decides(other: OtherSide, answer: bytes, why: type[Exception]) -> None:
    other.body = answer
    with pytest.raises(why):
        WeCom(Outside(["127.0.0.1"]), other.url).send(MESSAGE)


def test_a_robot_is_never_sent_more_than_it_takes(other: OtherSide) -> None:
    other.body = b'{"errcode":0}'
    WeCom(Outside(["127.0.0.1"]), other.url).send(replace(MESSAGE, text="款" * 5_000))
    content = json.loads(other.heard[0].body)["markdown"]["content"]
    assert 4_000 < len(content.encode()) <= 4_096
    assert content.endswith(f"[查看]({MESSAGE.link}) <@RM1>")


def test_a_webhook_and_a_robot_say_who_what_and_to_whom(other: OtherSide) -> None:
    other.body = b'{"errcode":0}'
    for channel in (Webhook(Outside(["127.0.0.1"]), other.url, SECRET), WeCom(Outside(["127.0.0.1"]), other.url)):
        channel.send(MESSAGE)
    assert all(
        word in one.body.decode() for one in other.heard for word in ("西湖智造", "转出600万", MESSAGE.link, "RM1")
    )


def test_a_push_service_sees_no_word_and_the_browser_no_customer(other: OtherSide, desk: Desk) -> None:
    web_push(Outside(["127.0.0.1"]), other.url, desk).send(MESSAGE)
    (heard,) = other.heard
    assert b"alerts" not in heard.body
    assert json.loads(opened(heard.body)) == {"title": "▲ 紧急", "link": "/alerts/1", "tag": "n1"}
    assert heard.headers["Authorization"].startswith("vapid t=")
    assert (heard.headers["Urgency"], heard.headers["Topic"]) == ("high", "n1")


def test_a_browser_that_is_gone_is_forgotten_and_the_others_have_theirs(other: OtherSide, desk: Desk) -> None:
    channel = web_push(Outside(["127.0.0.1"]), other.url, desk)
    known = Subscriptions(desk.redis)
    known.put("RM1", {**known.of(["RM1"])[0][1], "endpoint": f"{other.url}/second"})
    other.answers.append((410, {}, b""))
    channel.send(MESSAGE)
    (left,) = known.of(["RM1"])
    assert left[1]["endpoint"].endswith(other.heard[1].path)


def test_who_had_it_is_not_told_twice_when_another_browser_was_away(other: OtherSide, desk: Desk) -> None:
    channel = web_push(Outside(["127.0.0.1"]), other.url, desk)
    known = Subscriptions(desk.redis)
    known.put("RM1", {**known.of(["RM1"])[0][1], "endpoint": f"{other.url}/second"})
    other.answers.extend([(201, {}, b""), (503, {}, b"")])
    with pytest.raises(Later):
        channel.send(MESSAGE)
    channel.send(MESSAGE)
    first, away, again = (one.path for one in other.heard)
    assert first != away == again


def test_a_browser_belongs_to_who_signed_in_last_and_nobody_has_more_than_ten(desk: Desk) -> None:
    known = Subscriptions(desk.redis)
    for number in range(12):
        known.put("RM1", {"endpoint": f"https://push/{number}"})
    known.put("RM2", {"endpoint": "https://push/11"})
    assert {one["endpoint"] for _, one in known.of(["RM1"])} == {f"https://push/{number}" for number in range(2, 11)}
    assert len(known.of(["RM2"])) == 1
