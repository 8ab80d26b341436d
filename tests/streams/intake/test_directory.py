"""Whose account it is, on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from streams.intake.directory import Directory
from streams.intake.identify import identify
from streams.intake.rates import Rates
from tests.streams.intake.bank import MARCH_2, directory, entry, frame


def owners(known: Directory, *days: int) -> list[str | None]:
    """The customer of A1 on days of March 2026."""
    rows = (entry(event_time=datetime(2026, 3, day, 4, tzinfo=UTC)) for day in days)
    return identify(frame("txn", *rows), known).known["customer_id"].to_list()


def move(day: int, customer: str = "C2", hour: int = 4, **fields: Any) -> dict[str, Any]:
    """The account record of A1 that says it is another customer's, accepted on that day of March."""
    return {
        "account_no": "A1",
        "customer_id": customer,
        "event_time": datetime(2026, 3, day, hour, tzinfo=UTC),
        **fields,
    }


def test_an_account_changes_its_customer_at_the_next_day_boundary() -> None:
    known = directory()
    known.apply("account", frame("account", move(4)))
    assert owners(known, 1, 3, 4, 5, 9) == ["C1", "C1", "C1", "C2", "C2"]


def test_the_day_is_the_banks_and_a_later_valid_from_is_kept() -> None:
    known = directory()
    known.apply("account", frame("account", move(4, hour=17)))  # 01:00 of the fifth in the bank
    assert owners(known, 5, 6) == ["C1", "C2"]
    later = directory()
    later.apply("account", frame("account", move(4, valid_from=date(2026, 3, 8))))
    assert owners(later, 7, 8) == ["C1", "C2"]


def test_a_repeat_of_what_was_read_before_the_change_goes_where_it_went() -> None:
    known = directory()
    first = owners(known, 2, 3, 4)
    known.apply("account", frame("account", move(4)))
    assert owners(known, 2, 3, 4) == first
    assert known.overtaken == 0


def test_a_change_that_comes_after_its_day_has_begun_is_counted() -> None:
    known = directory()
    owners(known, 6)
    known.apply("account", frame("account", move(4)))
    assert known.overtaken == 1


RECORDS = st.lists(
    st.tuples(st.integers(3, 12), st.sampled_from(["C1", "C2", "C7"])), min_size=1, max_size=6, unique_by=lambda r: r[0]
)


@settings(max_examples=40, deadline=None)
@given(RECORDS, st.data())
def test_reading_account_records_again_from_any_point_and_in_any_frames_changes_nothing(
    records: list[tuple[int, str]], data: st.DataObject
) -> None:
    rows = [move(day, customer) for day, customer in sorted(records)]
    whole, pieces = directory(), directory()
    whole.apply("account", frame("account", *rows))
    again = data.draw(st.integers(0, len(rows)))
    for row in [*rows[:again], *rows, *rows[again:]]:
        pieces.apply("account", frame("account", row))
    days = range(1, 20)
    assert owners(pieces, *days) == owners(whole, *days)
    told = dict(sorted(records))
    expected = [([c for d, c in told.items() if d < day] or ["C1"])[-1] for day in days]
    assert owners(whole, *days) == expected


def test_the_first_owner_holds_from_the_beginning() -> None:
    assert owners(directory(), 1) == ["C1"]  # the account record is of 2 March


def test_what_is_known_of_accounts_and_customers() -> None:
    known = directory()
    assert known.account("A3")["sub_type"] == "保证金"
    assert known.customer("C2")["industry"] == "K7010"
    assert known.account("X") == known.customer("X") == {}


def test_a_renamed_customer_keeps_its_old_name_for_same_name() -> None:
    known = directory()
    known.apply("customer", frame("customer", {"customer_id": "C1", "name": "杭州新旭日机械有限公司"}))
    rows = frame(
        "txn", *(entry(cp_name=name) for name in ("杭州旭日机械有限公司", "杭州新旭日机械有限公司", "杭州朝阳机械厂"))
    )
    assert identify(rows, known).known["same_name"].to_list() == [True, True, True]


def test_a_calendar_record_is_the_banks_own_word() -> None:
    known = Directory(Calendar())
    known.apply("reference", frame("reference", {"kind": "calendar", "code": "2026-03-07", "is_business_day": True}))
    assert known.calendar.is_business_day(date(2026, 3, 7))


@pytest.mark.parametrize(
    ("minor", "ccy", "day", "fen"),
    [
        (10_001, "USD", 2, 71_007),  # 100.01 × 7.1 = 710.071
        (10_005, "USD", 2, 71_036),  # 710.355 → half a fen up
        (10_000, "USD", 5, 72_000),
        (10_000, "USD", 1, None),
        (1_000, "JPY", 3, 4_800),  # no digits after the point
        (1, "EUR", 3, None),
    ],
)
def test_conversion_at_the_mid_rate_in_force(minor: int, ccy: str, day: int, fen: int | None) -> None:
    rates = Rates()
    for code, since, rate in (("USD", 5, 7.2), ("USD", 2, 7.1), ("JPY", 1, 0.048)):
        rates.learn(code, date(2026, 3, since), rate)
    assert rates.to_fen(minor, ccy, date(2026, 3, day)) == fen


def test_many_texts_survive_growth() -> None:
    known = Directory(Calendar())
    for start in range(0, 5_000, 500):
        rows = ({"account_no": f"N{i}", "customer_id": f"K{i}"} for i in range(start, start + 500))
        new = known.apply("account", frame("account", *rows))
        assert len(new) == 500
    codes = known.accounts.codes(pl.Series([f"N{i}" for i in range(5_000)] + ["?"]))
    owned = known.customers.texts(
        known.owner(codes, np.full(len(codes), (MARCH_2.date() - date(1970, 1, 1)) // timedelta(1)))
    )
    assert owned.to_list() == [f"K{i}" for i in range(5_000)] + [None]
