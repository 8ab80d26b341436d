"""What every channel promises: delivers once, says when to come again, when never; calls nobody who is not on the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from events.alert import NotifyReason
from sinks.desk import Desk
from sinks.push import Channel, Later, Message, NotAllowed, Outside, Undeliverable, Webhook, WeCom
from tests.sinks.desk.conftest import desk, server
from tests.sinks.push.browser import opened, web_push
from tests.sinks.push.other_side import OtherSide

__all__ = ["desk", "server"]

Make = Callable[[Outside, str, Desk], Channel]
CHANNELS: dict[str, Make] = {
    "webhook": lambda outside, url, desk: Webhook(outside, url, "0123456789abcdef"),
    "wecom": lambda outside, url, desk: WeCom(outside, url),
    "webpush": lambda outside, url, desk: web_push(outside, url, desk),
}
NAMED_BY_SETTINGS = ("webhook", "wecom")
LINK = "https://tw.bank.example/alerts/1"
MESSAGE = Message("n1", ("RM1",), NotifyReason.OPENED, "P1", "▲ 紧急 西湖智造", "转出600万", LINK, 0)


@pytest.fixture
def other() -> Iterator[OtherSide]:
    made = OtherSide(b'{"errcode":0,"errmsg":"ok"}')
    yield made
    made.stop()


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest, other: OtherSide, desk: Desk) -> Iterator[Channel]:
    made = CHANNELS[request.param](Outside(["127.0.0.1"]), other.url, desk)
    yield made
    made.close()


def test_a_message_arrives_with_its_level_and_link(channel: Channel, other: OtherSide) -> None:
    channel.send(MESSAGE)
    (heard,) = other.heard
    said = opened(heard.body) if "aes128gcm" in heard.headers.values() else heard.body.decode()
    assert "紧急" in said
    assert "/alerts/1" in said


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_who_is_busy_is_asked_again_when_it_says(status: int, channel: Channel, other: OtherSide) -> None:
    other.answers.append((status, {"Retry-After": "7"}, b""))
    with pytest.raises(Later) as why:
        channel.send(MESSAGE)
    assert why.value.retry_after == 7


@pytest.mark.parametrize("status", [301, 400, 401, 404, 410])
def test_who_refuses_or_sends_us_elsewhere_is_not_asked_again(status: int, channel: Channel, other: OtherSide) -> None:
    other.answers.append((status, {"Location": other.url}, b""))
    with pytest.raises(Undeliverable) as why:
        channel.send(MESSAGE)
    assert (why.value.code, len(other.heard)) == (f"HTTP_{status}", 1)


def test_nobody_at_home_is_later(channel: Channel, other: OtherSide) -> None:
    other.stop()
    with pytest.raises(Later):
        channel.send(MESSAGE)


@pytest.mark.parametrize("name", NAMED_BY_SETTINGS)
@pytest.mark.parametrize(
    ("url", "sentence"),
    [("https://evil.example/push", "evil.example is not in push.allowed_hosts"), ("http://bank.example/", "over https, not http"), ("file:///etc", "without a host")],
)  # fmt: skip
def test_an_address_off_the_list_cannot_even_be_set_up(name: str, url: str, sentence: str, desk: Desk) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        CHANNELS[name](Outside(["bank.example"]), url, desk)


def test_a_browsers_address_off_the_list_is_never_called(other: OtherSide, desk: Desk) -> None:
    with pytest.raises(Undeliverable, match=r"NOT_ALLOWED: 127\.0\.0\.1 is not in push\.allowed_hosts"):
        web_push(Outside([]), other.url, desk).send(MESSAGE)
    assert other.heard == []
