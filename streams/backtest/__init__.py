"""Backtest: rules judged once more over the past, alone: with what they read, and without what they do not."""

from streams.backtest.differences import Change, differences
from streams.backtest.engine import BacktestEngine
from streams.backtest.facts import FromFacts, pieces_of
from streams.backtest.figures import Figures, figures
from streams.backtest.narrowed import Narrowed, affected, narrowed
from streams.backtest.outcome import Outcome, Period, outcome_of

__all__ = [
    "BacktestEngine",
    "Change",
    "Figures",
    "FromFacts",
    "Narrowed",
    "Outcome",
    "Period",
    "affected",
    "differences",
    "figures",
    "narrowed",
    "outcome_of",
    "pieces_of",
]
