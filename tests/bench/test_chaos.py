"""The judge of the chaos is judged: what is lost, sent twice or left undone does not escape it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bench.chaos.gateway import Gateway, Heard
from bench.chaos.office import Kept
from bench.chaos.office_verdict import Books, _decisions, _digests, _done, _pushes, _reminders, over_before, reopened
from bench.chaos.verdict import between

PUSHED = {"alert_id": "a", "action": "push", "at": 1, "who": "engine", "note": ""}
NOTICE = {"id": "a", "to": ["RM1"], "why": "OPENED", "at": 1, "ids": []}
PUT_OFF = {"alert_id": "a", "action": "digest", "at": 1, "who": "engine", "note": "DIGEST", "saved": {}}
OPEN = {"a": {"state": "open", "suppressed_by": None, "ack_due_at": 5}}


def books(*steps: dict[str, Any], lines: tuple[dict[str, Any], ...] = ()) -> Books:
    return Books(list(steps), list(lines), clock=10)


def kept(heard: tuple[str, ...] = (), **changed: Any) -> Kept:
    pushes = tuple(Heard(one, ("RM1",), "OPENED", "") for one in heard)
    return Kept(**{"rows": {}, "shelves": frozenset(), "in_digest": frozenset(), "heard": pushes, "done": (), **changed})  # fmt: skip


TOLD = books({**PUSHED, "saved": {"notice": json.dumps(NOTICE)}})
(ID,) = TOLD.notices


@pytest.mark.parametrize(
    ("heard", "seen"), [((), (1, 0, 0)), ((ID,), (0, 0, 0)), ((ID, ID), (0, 0, 1)), ((ID, "another"), (0, 1, 0))]
)
def test_a_push_is_received_once_after_identity(heard: tuple[str, ...], seen: tuple[int, int, int]) -> None:
    found = _pushes(TOLD, kept(heard))
    assert (found.lost, found.added, found.repeated) == seen


def test_a_push_that_the_audit_log_says_was_not_sent_is_not_lost() -> None:
    line = {"action": "not pushed", "at": 1, "who": "push", "object": "a", "note": "EXPIRED", "saved": {"notice": ID}}
    assert not _pushes(books(*TOLD.steps, lines=(line,)), kept()).wrong


@pytest.mark.parametrize("times, wrong", [(0, True), (1, False), (2, True)])
def test_who_waits_too_long_is_reminded_of_once(times: int, wrong: bool) -> None:
    steps = [{"alert_id": "a", "action": "escalate", "at": at, "who": "engine", "note": ""} for at in range(times)]
    assert between("", *_reminders(books(*steps), kept(rows=OPEN))).wrong is wrong


@pytest.mark.parametrize(
    "times, waits, wrong", [(0, False, True), (0, True, False), (1, False, False), (2, False, True)]
)
def test_what_is_put_off_is_in_one_digest(times: int, waits: bool, wrong: bool) -> None:
    said = [{"id": "", "to": ["RM1"], "why": "DIGEST", "at": at, "ids": ["a"]} for at in range(times)]
    lines = tuple({"action": "digest sent", "at": 1, "saved": {"notice": json.dumps(one)}} for one in said)
    left = kept(rows=OPEN, in_digest=frozenset("a" if waits else ""))
    assert between("", *_digests(books(PUT_OFF, lines=lines), left)).wrong is wrong


@pytest.mark.parametrize("state, excused", [("retracted", True), ("open", False)])
def test_whoever_has_closed_a_task_may_hear_or_not_that_its_fact_was_taken_back_and_nothing_else(
    state: str, excused: bool
) -> None:
    over = over_before({"a": {"state": "retracted"}}, kept(done=(("a", "close", "RM1"),)))
    said = {**PUT_OFF, "note": "QUIET_HOURS", "saved": {"state": state}}
    assert between("", _decisions(books(said), over), _decisions(books(), over)).wrong is not excused


def test_nothing_is_excused_of_what_nobody_closed() -> None:
    assert not over_before({"a": {"state": "retracted"}}, kept(done=(("a", "acknowledge", "RM1"),)))
    assert not over_before({"a": {"state": "open"}}, kept(done=(("a", "close", "RM1"),)))


@pytest.mark.parametrize(("worse", "again"), [(2, True), (0, False)])
def test_what_became_worse_after_it_was_closed_waits_again(worse: int, again: bool) -> None:
    closed = {"alert_id": "a", "action": "close", "at": 1, "who": "RM1", "note": "", "saved": {"version": "1"}}
    said = {"facts": json.dumps({"notify": "WORSENED"}), "version": str(worse)}
    assert bool(reopened(books(closed, {**PUSHED, "saved": said}))) is again


def test_a_persons_step_is_done_once() -> None:
    step = {"alert_id": "a", "action": "close", "at": 1, "who": "RM1", "note": ""}
    for steps, wrong in (([], True), ([step], False), ([step, {**step, "at": 2}], True)):
        assert between("", {("a", "close", "RM1"): 1}, _done(books(*steps))).wrong is wrong


def test_the_gateway_keeps_what_it_is_sent_and_nothing_while_it_is_away() -> None:
    gateway, said = Gateway(), json.dumps({"to": ["RM1"], "why": "OPENED", "link": "/alerts/a"})
    codes = []
    for gateway.away in (False, True, False):
        codes.append(httpx.post(gateway.url, content=said, headers={"Idempotency-Key": "n"}).status_code)
    gateway.shutdown()
    gateway.server_close()
    assert (codes, len(gateway.heard), gateway.news.qsize()) == ([200, 503, 200], 2, 1)
