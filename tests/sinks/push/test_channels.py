"""What is particular to a channel: a webhook's signature, a WeCom robot's answers and room."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sinks.push import Later, Outside, Undeliverable, Webhook, WeCom
from tests.contracts.test_every_channel import MESSAGE
from tests.sinks.push.other_side import OtherSide

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
