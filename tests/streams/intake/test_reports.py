"""What operators are told of intake: a source's state has a beginning, an unknown field a number, and neither is said twice."""

from __future__ import annotations

from streams.intake.reports import NAMES, SourceStates, UnknownFields
from streams.intake.watermarks import BEGINNING, Mark, SourceState

HOLDING, IDLE = SourceState.HOLDING, SourceState.IDLE


def test_a_state_begins_when_it_was_first_seen_however_far_the_source_reads_on() -> None:
    states = SourceStates()
    for now, watermark, state in ((1, BEGINNING, HOLDING), (2, 1_500, HOLDING), (3, 2_500, IDLE)):
        rows = states.news([Mark("tidewatch.txn/0", watermark, state)], now)
    assert rows.select("state", "version").rows() == [("idle", 3_000)]
    assert rows["since"].to_physical().to_list() == [3_000]
    again = states.news([Mark("tidewatch.txn/0", 2_600, IDLE)], 4)
    assert (again["since"].to_physical().to_list(), again["watermark"].to_physical().to_list()) == ([3_000], [2_600])


def test_what_has_not_changed_is_not_said_again() -> None:
    states, mark = SourceStates(), Mark("tidewatch.txn/0", BEGINNING, HOLDING)
    assert [states.news([mark], now).height for now in (1, 2)] == [1, 0]


def test_unknown_fields_are_absolute_numbers_by_stream_and_name() -> None:
    unknown = UnknownFields()
    unknown.add({"txn.colour": 1, "txn.a.b": 1}, 1)
    unknown.news()
    unknown.add({"txn.colour": 2}, 2)
    rows = unknown.news()
    assert rows.select("stream", "field", "seen").rows() == [("txn", "colour", 3)]
    assert unknown.news().is_empty()


def test_made_up_names_do_not_grow_for_ever() -> None:
    unknown = UnknownFields()
    unknown.add({f"txn.{number}": 1 for number in range(2 * NAMES)}, 1)
    assert unknown.news().height == NAMES
