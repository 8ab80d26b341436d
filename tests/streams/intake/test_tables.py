"""The bank's own tables: a row that cannot be right is refused with its reason, and stops neither intake nor the start of a worker."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detectors.calendar import Calendar
from events.check import CALENDAR_DAYS
from events.dead_letter import DeadLetterReason
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.intake.rates import Rates
from tests.streams.intake.bank import NOW, chunk, message, wire_entry

DAY: dict[str, Any] = {"kind": "calendar", "is_business_day": False}
RATE: dict[str, Any] = {"kind": "fx_rate", "code": "USD", "valid_from": "2026-03-01"}
WRONG: list[tuple[dict[str, Any], DeadLetterReason, str]] = [
    (DAY | {"code": "2027/10/01"}, DeadLetterReason.WRONG_TYPE, "code is 2027/10/01; a day without valid_from is its code"),
    (DAY | {"code": "1969-10-01"}, DeadLetterReason.WRONG_TYPE, "code is 1969-10-01; a day without valid_from is its code"),
    (DAY, DeadLetterReason.WRONG_TYPE, "code is ; a day without valid_from is its code, written 2027-10-01"),
    (DAY | {"valid_from": "2080-01-01"}, DeadLetterReason.DATE_OUT_OF_RANGE, "valid_from is 2080-01-01; the calendar runs"),
    (RATE | {"number": 1e300}, DeadLetterReason.WRONG_TYPE, "number is 1e+300; one unit is worth more than nothing"),
    (RATE | {"number": 0}, DeadLetterReason.WRONG_TYPE, "number is 0.0; one unit is worth more than nothing"),
    (RATE | {"number": -7.1}, DeadLetterReason.WRONG_TYPE, "number is -7.1; one unit is worth more than nothing"),
]  # fmt: skip
RIGHT: list[dict[str, Any]] = [
    DAY | {"code": "2027-10-01"},
    DAY | {"valid_from": "2079-12-31"},
    RATE | {"number": 7.1},
    {"kind": "calendar", "code": "note"},
]


def intake() -> Intake:
    return Intake(Directory(Calendar()), 1)


@pytest.mark.parametrize(("row", "reason", "detail"), WRONG)
def test_a_row_that_cannot_be_right_is_a_dead_letter_and_its_neighbours_are_learnt(row: dict[str, Any], reason: DeadLetterReason, detail: str) -> None:  # fmt: skip
    taking, rows = intake(), [message(**one) for one in (row, *RIGHT)]
    (letter,) = taking.take(chunk("reference", *rows), NOW).dead_letters
    assert (letter.reason, letter.offset) == (reason, 0)
    assert letter.detail.startswith(detail)
    assert not taking.directory.calendar.is_business_day(date(2027, 10, 1))


def test_what_is_on_the_topic_already_does_not_stop_a_worker_that_starts() -> None:
    starting, rows = intake(), [message(**row) for row, _, _ in WRONG]
    starting.learn(chunk("reference", *rows, *(message(**row) for row in RIGHT)), NOW)
    assert not starting.directory.calendar.is_business_day(date(2027, 10, 1))
    assert starting.directory.rates.to_fen(100, "USD", date(2026, 3, 2)) == 710


def test_the_days_that_are_believed_are_those_of_the_calendar() -> None:
    calendar = Calendar()
    calendar.override(dict.fromkeys(CALENDAR_DAYS, True))
    for day in (date(1970, 1, 1), date(2080, 1, 1)):
        with pytest.raises(ValueError, match="outside the calendar"):
            calendar.override({day: True})


@pytest.mark.parametrize("rate", [1e300, float("inf")])
def test_more_than_money_can_be_is_converted_into_nothing(rate: float) -> None:
    rates = Rates()
    rates.learn("USD", date(2026, 3, 1), rate)
    assert rates.to_fen(100, "USD", date(2026, 3, 2)) is None


def test_an_entry_too_large_for_yuan_is_counted_as_unconverted() -> None:
    taking = intake()
    taking.take(chunk("reference", message(**RATE | {"number": 90_000})), NOW)
    taking.take(chunk("account", message(account_no="A1", customer_id="C1")), NOW)
    result = taking.take(chunk("txn", wire_entry(ccy="USD", amount="9999999999999.99")), NOW)
    assert result.counts["unconverted"] == 1


@pytest.mark.parametrize(("name", "other"), [("", "完全无关的公司"), ("　", "　 ")])
def test_a_customer_without_a_name_is_not_every_stranger(name: str, other: str) -> None:
    taking = intake()
    taking.take(chunk("customer", message(customer_id="C1", name=name)), NOW)
    ruling = message(case_no="X1", role="被执行人", kind="失信", name=other)
    (part,) = taking.take(chunk("ruling", ruling), NOW).frames[0]
    assert part.rows["customer_id"].to_list() == [None]
