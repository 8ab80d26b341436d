"""Records wait for their account, bounded in number and time, and none is forgotten."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.intake.waiting import OFFSET, RETRY, Parked, State, Waiting


def row(offset: int, account: str = "A") -> Parked:
    return Parked(account, "txn", None, b"{}", {}, ("t", 0, offset))


def test_rows_leave_when_their_account_arrives_in_the_order_they_came() -> None:
    waiting = Waiting()
    waiting.park([row(1), row(2, "B"), row(3)], now=0)
    assert waiting.arrived(["A"]) == [row(1), row(3)]
    assert waiting.arrived(["A"]) == []
    assert waiting.lowest("t", 0) == 2


def test_rows_that_have_waited_too_long_go() -> None:
    waiting = Waiting(seconds=60)
    waiting.park([row(1)], now=0)
    waiting.park([row(1), row(2)], now=30)  # the first is a repeat and keeps its time
    assert waiting.expired(59.9) == []
    assert waiting.expired(60) == [row(1)]
    assert waiting.expired(90) == [row(2)]
    assert waiting.lowest("t", 0) is None


def test_too_many_push_out_the_oldest() -> None:
    waiting = Waiting(at_most=2)
    assert waiting.park([row(1), row(2), row(3, "B")], now=0) == [row(1)]
    assert len(waiting) == 2


def test_a_marked_row_keeps_its_first_place() -> None:
    once = row(7).marked(State.PARKED)
    twice = Parked(once.account_no, once.stream, once.key, once.value, once.headers, ("retry", 0, 3)).marked(
        State.READY
    )
    assert (twice.headers[RETRY], twice.headers[OFFSET]) == ("ready", "7")


STEPS = st.lists(st.one_of(st.sampled_from("ABC"), st.integers(0, 40), st.just("tick")), max_size=40)


@settings(max_examples=50)
@given(STEPS)
def test_every_row_leaves_exactly_once_or_still_waits(steps: list[str | int]) -> None:
    waiting, left, given_rows, now = Waiting(at_most=5, seconds=3), [], set(), 0.0
    for step in steps:
        if isinstance(step, int):
            if step not in given_rows:
                given_rows.add(step)
                left += waiting.park([row(step, "ABC"[step % 3])], now)
        elif step == "tick":
            now += 1
            left += waiting.expired(now)
        else:
            left += waiting.arrived([step])
        assert len(waiting) <= 5
    left += waiting.expired(now + 3)
    assert sorted(one.place[2] for one in left) == sorted(given_rows)
