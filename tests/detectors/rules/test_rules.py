"""Promises of the rule language: what is wrong is said, what is unknown does not fire, money stays exact."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.rules import RuleSet
from detectors.rules.columns import columns
from detectors.rules.compiled import names_of
from detectors.rules.expression import Typed, Wrong, compile_condition
from detectors.rules.frames import POLARS, Type

NAMES = {
    "amount": Typed(pl.col("amount"), Type.MONEY), "floor": Typed(pl.lit(100), Type.MONEY), "share": Typed(pl.col("share"), Type.RATIO),
    "n": Typed(pl.col("n"), Type.COUNT), "name": Typed(pl.col("name"), Type.TEXT), "flag": Typed(pl.col("flag"), Type.BOOL),
}  # fmt: skip

MISTAKES = [
    ("amount > 5", "'amount > 5' has a bare amount: make it a parameter of type money"),
    ("amonut > floor", "unknown column 'amonut'; did you mean 'amount'?"),
    ("amount > share", "'amount > share' compares money with ratio"),
    ("amount", "'amount' is a money, not a condition"),
    ("SUM(amount) > floor", "'SUM(amount)': Sum is not in the rule language"),
    ("amount * amount > floor", "'amount * amount' multiplies money by money"),
    ("name > floor", "'name > floor' compares text with money"),
    ("flag AND amount", "'amount' is a money, not a condition"),
]


@pytest.mark.parametrize(("text", "sentence"), MISTAKES)
def test_a_mistake_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Wrong) as error:
        compile_condition(text, NAMES)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "text", ["amount > floor", "NOT (amount > floor)", "GREATEST(amount, floor) >= floor", "amount / floor > 0.5"]
)
def test_what_is_unknown_does_not_fire(text: str) -> None:
    row = pl.DataFrame({"amount": [None]}, schema={"amount": pl.Int64})
    assert row.select(compile_condition(text, NAMES)).item() is False


@given(st.integers(0, 10**15), st.integers(0, 100))
def test_a_share_of_money_is_exact_to_the_fen(fen: int, percent: int) -> None:
    names = {
        **NAMES,
        "floor": Typed(pl.lit(fen * percent // 100), Type.MONEY),
        "share": Typed(pl.lit(percent / 100), Type.RATIO),
    }
    row = pl.DataFrame({"amount": [fen]})
    if fen < 10**13:  # below, doubles carry the fen
        assert row.select(compile_condition("share * amount = floor", names)).item()


def test_why_was_i_not_told_names_the_condition() -> None:
    rules = RuleSet.load()
    row = {"event_id": "e", "h": 0.03, "customer_id": "C"}
    assert rules.explain("RSK-30", row) == [("TRUE", True), ("h >= told", False)]


ANSWERS: dict[Type, list[Any]] = {
    Type.MONEY: [None, 0, 60_000_000, 200_000_000, 900_000_000_000], Type.RATIO: [None, 0.0, 0.4, 3.0], Type.COUNT: [None, 0, 9, 10, 400], Type.BOOL: [None, False, True],
    Type.TEXT: [None, "T1", "T3", "投标保证金退回"], Type.DATE: [None, date(2026, 3, 3)], Type.TIME: [None, datetime(2026, 3, 3, tzinfo=UTC)], Type.TEXTS: [None, ["T1"]],
}  # fmt: skip


def test_a_condition_that_is_asked_in_two_halves_says_what_it_says_at_once() -> None:
    rules, rng = RuleSet.load(), random.Random(1)
    halved = [one for one in rules.compiled.values() if one.must is not None]
    assert {"OPP-01", "OUT-05"} <= {one.rule.id for one in halved}
    for one in halved:
        names, known = names_of(one.rule, one.shared), columns(one.rule, one.shared)
        read = {name: known[name] for name in sorted(one.reads())}
        frame = pl.DataFrame(
            [pl.Series(name, rng.choices(ANSWERS[kind], k=5_000), POLARS[kind]) for name, kind in read.items()]
        )
        whole = frame.select(
            compile_condition(one.rule.where, names) & compile_condition(one.rule.when, names)
        ).to_series()
        assert 0 < whole.sum() < frame.height, one.rule.id
        assert RuleSet.hits(one, frame, frame.select(one.may).to_series()).to_list() == whole.to_list(), one.rule.id
