"""Promises of money: exact to the minor unit, or refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.money import LIMIT, NotInMinorUnits, exact, minor_at, short_en, short_zh, to_minor


def column(text: str) -> tuple[int, bool]:
    """As the compiled loop over a column reads it."""
    data = np.frombuffer(text.encode() + b" ", np.uint8)
    return minor_at(data, 0, len(data) - 1, 2)


@given(st.integers(-LIMIT + 1, LIMIT - 1))
def test_what_is_written_exactly_is_read_exactly(fen: int) -> None:
    text = exact(fen).replace(",", "")
    assert (column(text), to_minor(text)) == ((fen, True), fen)


@given(st.text("0123456789.-e", max_size=12))
def test_the_column_and_the_single_value_agree_on_plain_decimals(text: str) -> None:
    fen, ok = column(text)
    if ok:
        assert fen == to_minor(text)


@pytest.mark.parametrize("text", ["1.005", "NaN", "1e400", "", "abc", "Infinity", "1000000000000000"])
def test_what_does_not_fit_in_fen_is_refused(text: str) -> None:
    with pytest.raises(NotInMinorUnits):
        to_minor(text)


def test_currencies_have_their_own_minor_units() -> None:
    assert (to_minor("5", "JPY"), to_minor("5.125", "KWD"), to_minor("5.10", "USD")) == (5, 5125, 510)


def test_money_for_people() -> None:
    assert [short_zh(6_000_000_00), short_zh(120_000_000_00), short_zh(8_000_00)] == ["600万", "1.2亿", "8,000元"]
    assert [short_en(6_000_000_00), short_en(1_200_000_000_00)] == ["¥6.0m", "¥1.2bn"]
