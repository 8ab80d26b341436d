"""Promises of the rule language: what is wrong is said, what is unknown does not fire, money stays exact."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.rules import CATALOGUE, RuleSet
from detectors.rules.expression import Typed, Wrong, compile_condition
from detectors.rules.frames import Type
from detectors.rules.lint import lint

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


def test_the_catalogue_has_no_mistakes() -> None:
    assert lint(CATALOGUE) == []


def test_lint_finds_a_window_longer_than_the_history(tmp_path: Path) -> None:
    text = (CATALOGUE / "opp_07_first_cross_border.yaml").read_text()
    broken = text.replace(
        "{gap: true, where: cross_border AND NOT reversal AND amt_cny >= minimum, over: ever}",
        "{sum: signed, over: 90d}",
    )
    (tmp_path / "opp_07_x.yaml").write_text(broken)
    assert any("90d is longer than the kept history" in mistake for mistake in lint(tmp_path))


def test_lint_finds_an_example_that_contradicts(tmp_path: Path) -> None:
    text = (CATALOGUE / "svc_15_feed_stale.yaml").read_text().replace("then: {severity: P1}", "then: {severity: P3}")
    (tmp_path / "svc_15_x.yaml").write_text(text)
    assert lint(tmp_path) == ["SVC-15 · volume fell by two thirds: {'severity': 'P1'} instead of {'severity': 'P3'}"]


def test_lint_asks_whether_what_is_judged_daily_lasts(tmp_path: Path) -> None:
    lines = (CATALOGUE / "svc_15_feed_stale.yaml").read_text().splitlines()
    kept = [line for line in lines if not line.startswith("lasting")]
    (tmp_path / "svc_15_x.yaml").write_text("\n".join(kept))
    assert any("on: feed is judged every day: say lasting" in mistake for mistake in lint(tmp_path))


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("svc_15_a", "svc_15_b"):
        (tmp_path / f"{name}.yaml").write_text((CATALOGUE / "svc_15_feed_stale.yaml").read_text())
    assert any("is there twice" in mistake for mistake in lint(tmp_path))


def test_why_was_i_not_told_names_the_condition() -> None:
    rules = RuleSet.load()
    row = {"event_id": "e", "h": 0.03, "customer_id": "C"}
    assert rules.explain("RSK-30", row) == [("TRUE", True), ("h >= told", False)]
