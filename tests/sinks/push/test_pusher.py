"""From the desk's notices to a channel: once, to whom it is for, masked; what could not be sent waits; AML's never leaves."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from sinks.desk import Desk, DeskDown
from sinks.push import Audience, Lane, Outside, Pusher, Webhook
from sinks.push.masking import masked
from tests.api.conftest import wait
from tests.sinks.desk.conftest import desk, server
from tests.sinks.desk.people import DAY, HOUR, alert
from tests.sinks.push.other_side import OtherSide

__all__ = ["desk", "server"]

ALL = frozenset({"P1", "P2", "P3", "P4"})
Push = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def other() -> Iterator[OtherSide]:
    made = OtherSide()
    yield made
    made.stop()


def lane(
    other: OtherSide, name: str = "gate", orgs: frozenset[str] | None = None, severities: frozenset[str] = ALL
) -> Lane:
    hook = Webhook(Outside(["127.0.0.1"]), other.url, "0123456789abcdef")
    return Lane(name, hook, Audience(orgs, severities), first_wait=0.01, give_up_seconds=5)


def down(*_: object) -> NoReturn:
    """What is said while Redis is away."""
    raise DeskDown("away")


@pytest.fixture
def push(desk: Desk, other: OtherSide) -> Push:
    """Everything that is waiting, through lanes that are there only for it; what the other side has heard since it began."""
    Pusher(desk, [], lambda: desk.roster, lambda: HOUR, "https://tw").step()  # push is set up, and nothing is older

    def pushed(*lanes: Lane, now: int = HOUR) -> list[dict[str, Any]]:
        pusher = Pusher(desk, lanes or [lane(other)], lambda: desk.roster, lambda: now, "https://tw/")
        pusher.step()
        until = time.monotonic() + 20
        while desk.redis.xpending("tidewatch:notices", "push")["pending"] and time.monotonic() < until:
            time.sleep(0.01)
        pusher.close()
        return [json.loads(one.body) for one in other.heard]

    return pushed


def test_a_notice_is_one_message_to_its_people_with_the_page_of_the_alert(desk: Desk, push: Push) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    (said,) = push()
    assert (said["to"], said["title"], said["text"]) == (["RM1", "TL1"], "▲ 紧急 西湖智造", "转出600万")
    assert said["link"] == f"https://tw/alerts/{1:032x}"


def test_what_was_sent_is_not_sent_again_after_a_crash_before_it_was_done(
    desk: Desk, push: Push, other: OtherSide
) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    entry = desk.redis.xrange("tidewatch:notices")[0][1]
    push()
    desk.redis.xadd("tidewatch:notices", entry)
    assert len(push()) == 1


def test_the_other_side_away_for_a_while_gets_the_same_notice_once_it_is_back(
    desk: Desk, push: Push, other: OtherSide
) -> None:
    other.answers.extend([(503, {}, b"")] * 3)
    desk.take(alert(), "西湖智造", 1, HOUR)
    said = push()
    assert len(said) == 4
    assert len({one["id"] for one in said}) == 1


def test_redis_away_in_the_middle_of_a_notice_leaves_it_for_the_next_time(
    desk: Desk, other: OtherSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    pusher = Pusher(desk, [lane(other)], lambda: desk.roster, lambda: HOUR, "https://tw")
    pusher.step()
    desk.take(alert(), "西湖智造", 1, HOUR)
    with monkeypatch.context() as away:
        away.setattr(desk, "get", down)
        with pytest.raises(DeskDown):
            pusher.step()
    pusher.step()
    wait(lambda: len(other.heard) == 1)
    pusher.close()


def test_of_an_alert_that_an_emptied_redis_has_forgotten_nothing_is_said_until_it_is_built_again(
    desk: Desk, push: Push, other: OtherSide
) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    pusher = Pusher(desk, [lane(other)], lambda: desk.roster, lambda: HOUR, "https://tw")
    (notice,) = pusher._notices.take(10, 1)
    desk.redis.flushall()
    with pytest.raises(DeskDown, match="emptied"):
        pusher._tell(notice)
    assert (desk.audited(frozenset(("normal",)), None, 10)[0], other.heard) == ([], [])
    pusher.close()


def test_one_channel_refusing_is_no_matter_of_anothers(desk: Desk, push: Push, other: OtherSide) -> None:
    refusing = OtherSide()
    refusing.answers.append((404, {}, b""))
    desk.take(alert(), "西湖智造", 1, HOUR)
    assert len(push(lane(refusing, "b"), lane(other, "a"))) == 1
    notes = sorted(
        line["note"] for line in desk.audited(frozenset({"normal"}), None, 10)[0] if line["action"] == "pushed"
    )
    assert notes == ["a RM1, TL1: DELIVERED", "b RM1, TL1: HTTP_404"]
    refusing.stop()


@pytest.mark.parametrize(
    ("orgs", "severities", "heard"),
    [(frozenset({"B1"}), ALL, 1), (frozenset({"B2"}), ALL, 0), (None, frozenset({"P2"}), 0)],
)
def test_a_channel_is_for_its_organisations_and_severities(
    orgs: frozenset[str] | None, severities: frozenset[str], heard: int, desk: Desk, push: Push, other: OtherSide
) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    assert len(push(lane(other, "a", orgs, severities))) == heard


def test_account_numbers_and_peoples_names_are_masked(desk: Desk, push: Push) -> None:
    said = {"cp_name": "张三丰", "bank_name": "建设银行"}
    title = "张三丰经建设银行从6222000000000001转出600万, 91330100799655058B"
    desk.take(alert(title_zh=title, evidence=json.dumps(said)), "西湖智造", 1, HOUR)
    assert push()[0]["text"] == "张**经建设银行从6222…01转出600万, 9133…058B"


@pytest.mark.parametrize("around", ["{},", "{}.", ",{}", ".{}", "1,{}", "{},{}", "{}。"])
def test_an_account_number_is_masked_whatever_stands_beside_it_and_an_amount_is_not(around: str) -> None:
    said = around.replace("{}", "6222000000000001")
    assert (
        masked(f"从{said}转出6,000,000,000.00元, 6000000000.00元")
        == f"从{around.replace('{}', '6222…01')}转出6,000,000,000.00元, 6000000000.00元"
    )


def test_amls_is_never_pushed_and_risks_names_nobody(desk: Desk, push: Push) -> None:
    desk.take(alert(1, audience="aml", recipients=["AML"]), "西湖智造", 1, HOUR)
    desk.take(alert(2, audience="risk", recipients=["RISK"]), "西湖智造", 1, HOUR)
    (said,) = push()
    assert (said["to"], said["title"], said["text"]) == (["RISK"], "▲ 紧急", "您有 1 条待办,请登录查看。")


def test_what_is_done_or_a_day_old_is_not_said_any_more(desk: Desk, push: Push) -> None:
    desk.take(alert(1), "西湖智造", 1, HOUR)
    desk.take(alert(1, state="expired", notify=""), "西湖智造", 2, HOUR)
    desk.take(alert(2), "西湖智造", 3, HOUR)
    assert push(now=HOUR + DAY + 1) == []


def test_a_fact_taken_back_is_said_once(desk: Desk, push: Push) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    push()
    desk.take(alert(state="retracted", notify="RETRACTED"), "西湖智造", 2, HOUR)
    assert [one["text"] for one in push()] == ["转出600万", "事实已撤销:转出600万"]


def test_weeks_before_push_was_set_up_are_not_told(desk: Desk, other: OtherSide, push: Push) -> None:
    desk.redis.delete("tidewatch:notices")
    desk.take(alert(), "西湖智造", 1, HOUR)
    assert push() == []


def test_what_could_not_be_sent_before_the_end_is_sent_after_the_next_start(
    desk: Desk, push: Push, other: OtherSide
) -> None:
    other.answers.append((503, {"Retry-After": "3600"}, b""))
    desk.take(alert(), "西湖智造", 1, HOUR)
    pusher = Pusher(desk, [lane(other)], lambda: desk.roster, lambda: HOUR, "https://tw")
    pusher.step()
    pusher.close()
    assert [one["text"] for one in push()][-1:] == ["转出600万"]
    assert desk.redis.xpending("tidewatch:notices", "push")["pending"] == 0


def test_the_mornings_digest_is_one_message_with_counts(desk: Desk, push: Push) -> None:
    for number in (1, 2):
        desk.take(alert(number, severity="P3"), "西湖智造", 1, HOUR)
    desk.tick(9 * HOUR)
    (said,) = push(now=9 * HOUR)
    assert (said["to"], said["title"], said["text"]) == (["RM1"], "今日提示 2 条", "● 本周 2")
    assert said["link"] == "https://tw/today"
