"""Promises of conditions that last: told when they begin and when they get worse, and not on the days between."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from detectors.rules import RuleSet
from events.finding import FINDING_SCHEMA
from streams.shard.book import Books, pack, unpack
from streams.shard.lasting import Lastings

RULES = RuleSet.load().rules
BEGAN = date(2026, 3, 2)
Day = tuple[int, str, int]  # days after the beginning, severity, money at stake


def said(*days: Day, rule: str = "OUT-04", about: str | None = None) -> list[int]:
    """On which of these days something is told; the book is packed and unpacked between them."""
    books, told = Books(), []
    for after, severity, money in days:
        row = {
            "rule_id": rule,
            "customer_id": "C",
            "object_id": about,
            "severity": severity,
            "state": "open",
            "money_at_stake": money,
        }
        frame = pl.DataFrame([{**row, "day": BEGAN + timedelta(after)}], schema=FINDING_SCHEMA)
        told += [after] * Lastings(books, RULES).news(frame).height
        books.pages["C"] = unpack(pack(books.of("C")))
    return told


def test_it_is_told_when_it_begins() -> None:
    assert said((0, "P2", 6), (1, "P2", 6), (2, "P2", 7)) == [0]


def test_it_is_told_when_it_gets_more_urgent_but_not_when_less() -> None:
    assert said((0, "P2", 6), (1, "P1", 6), (2, "P2", 6), (3, "P1", 6)) == [0, 1]


def test_it_is_told_when_half_as_much_again_is_at_stake_as_was_said() -> None:
    assert said((0, "P2", 100), (1, "P2", 149), (2, "P2", 150), (3, "P2", 160), (4, "P2", 225)) == [0, 2, 4]


def test_money_below_nothing_does_not_grow() -> None:
    assert said((0, "P2", -100), (1, "P2", -10), (2, "P2", 50)) == [0]


def test_a_day_without_it_ends_it() -> None:
    assert said((0, "P2", 6), (1, "P2", 6), (3, "P2", 6)) == [0, 3]


@pytest.mark.parametrize(("gap", "told"), [(60, [0]), (61, [0, 61])])
def test_a_newcomer_is_new_for_sixty_days(gap: int, told: list[int]) -> None:
    assert said((0, "P3", 6), (gap, "P3", 6), rule="OPP-05", about="X1") == told


def test_a_condition_whose_rule_lasts_no_more_is_forgotten() -> None:
    books = Books()
    row = {"customer_id": "C", "severity": "P2", "state": "open", "money_at_stake": 6, "day": BEGAN}
    for rule, rules in (("OUT-04", RULES), ("OUT-05", {"OUT-05": RULES["OUT-05"]})):
        frame = pl.DataFrame([{**row, "rule_id": rule}], schema=FINDING_SCHEMA)
        assert Lastings(books, rules).news(frame).height == 1
    assert list(books.of("C").lasting) == ["OUT-05|"]


def test_each_object_lasts_by_itself_and_what_has_ended_is_forgotten() -> None:
    books = Books()
    for after, about in enumerate(("transfer", "average", "average", "average")):
        row = {"rule_id": "OUT-02", "customer_id": "C", "object_id": about, "severity": "P1", "state": "open"}
        frame = pl.DataFrame([{**row, "day": BEGAN + timedelta(after)}], schema=FINDING_SCHEMA)
        assert Lastings(books, RULES).news(frame).height == (after < 2)
    assert list(books.of("C").lasting) == ["OUT-02|average"]
