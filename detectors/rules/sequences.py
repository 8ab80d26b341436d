"""Sequence rules over frames: rows that begin, complete, or end a sequence, found by columns; only those few are followed one by one.

    frame → marks (one expression for each step) → rows with a mark, in order → beginnings in the customer's state → pairs to be judged

A frame that no sequence rule has a step on costs a look into a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import polars as pl

from detectors.calendar import Calendar
from detectors.expectations import Beginning, Beginnings, began, followed, undone
from detectors.rules.columns import TXN, first_name, step_columns
from detectors.rules.compiled import Compiled
from detectors.rules.frames import POLARS
from detectors.rules.model import Rule

TAKES_BACK = pl.col("reversal") | pl.col("op").is_in(["R", "D", "U"]) | (pl.col("business") == "returned")
IDS = ("customer_id", "event_id", "event_time")


class States(Protocol):
    """Where the customers' open beginnings are kept."""

    def open_of(self, customer: str, rule_id: str) -> Beginnings:
        """The customer's beginnings; empty when there are none."""

    def keep(self, customer: str, rule_id: str, beginnings: Beginnings) -> None:
        """State them anew."""


class Remembered:
    """States in memory, for examples."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Beginnings] = {}

    def open_of(self, customer: str, rule_id: str) -> Beginnings:
        """The customer's beginnings."""
        return self._open.get((customer, rule_id), ())

    def keep(self, customer: str, rule_id: str, beginnings: Beginnings) -> None:
        """State them anew."""
        self._open[customer, rule_id] = beginnings


@dataclass
class Pairs:
    """What completed a rule's sequences in one frame: the row of each, and the beginning that it followed."""

    compiled: Compiled
    rows: list[int] = field(default_factory=list)
    beginnings: list[Beginning] = field(default_factory=list)

    def frame(self, frame: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
        """The rows to be judged: the completing ones with their beginnings' columns beside them."""
        found, rule, first = frame[self.rows], self.compiled.rule, first_name(self.compiled.rule)
        started = [date.fromordinal(one["day"]) for one in self.beginnings]
        days = found["day"].to_list()
        columns = [self._column(name.removeprefix(f"{first}.")).alias(name) for name in _of(self.compiled, first)]
        assert rule.then is not None
        own = [found[name.removeprefix(f"{rule.then.as_}.")].alias(name) for name in _of(self.compiled, rule.then.as_)]
        between = [calendar.business_days_between(start, day) for start, day in zip(started, days, strict=True)]
        after = [(day - start).days for start, day in zip(started, days, strict=True)]
        return found.with_columns_seq(
            *columns, *own, pl.Series("bd_after", between, pl.Int64), pl.Series("days_after", after, pl.Int64)
        )

    def names(self, i: int, frame: pl.DataFrame) -> frozenset[str]:
        """By which names the two events of a pair can be taken back."""
        row, first = self.rows[i], self.beginnings[i]
        second = [frame[name][row] for name in ("event_id", "bank_ref") if name in frame.columns]
        return frozenset(name for name in (first["id"], first["ref"], *second) if name)

    def _column(self, name: str) -> pl.Series:
        """A column of the first events, back from plain data."""
        assert self.compiled.rule.after is not None
        kind = POLARS[step_columns(self.compiled.rule, self.compiled.rule.after, self.compiled.shared)[name]]
        plain = pl.Series(name, [one["row"].get(name) for one in self.beginnings], dtype=_plain(kind))
        return plain.cast(kind)


def _of(compiled: Compiled, name: str | None) -> list[str]:
    """The columns that a rule's expressions read under an event's name."""
    return sorted(column for column in compiled.reads() if name and column.startswith(f"{name}."))


def _plain(kind: pl.DataType) -> Any:
    return pl.Int64 if kind.is_temporal() else kind


class Sequences:
    """The sequence rules in force."""

    def __init__(self, rules: Iterable[Compiled], calendar: Calendar) -> None:
        self.calendar = calendar
        self.rules = list(rules)
        self._on: dict[str, list[Compiled]] = {}
        for compiled in self.rules:
            for on in {step.on for step in compiled.steps.values()}:
                self._on.setdefault(on, []).append(compiled)

    def frames(self) -> frozenset[str]:
        """The frames that some sequence rule has a step on."""
        return frozenset(self._on)

    def reads(self, on: str) -> frozenset[str]:
        """The columns of a frame that sequence rules read: in their steps, and when a sequence is judged."""
        return frozenset(name for compiled in self._on.get(on, ()) for name in _reads(compiled, on))

    def follow(self, on: str, frame: pl.DataFrame, states: States) -> list[Pairs]:
        """Move the customers' states by a frame's rows, in order, and return what was completed."""
        return [pairs for compiled in self._on.get(on, ()) if (pairs := self._follow(compiled, on, frame, states)).rows]

    def _follow(self, compiled: Compiled, on: str, frame: pl.DataFrame, states: States) -> Pairs:
        steps = {name: step.hit for name, step in compiled.steps.items() if step.on == on}
        undo = _undoing(compiled, on, frame)
        marks = frame.with_columns_seq(**steps, **undo).select_seq(*steps, *undo)
        at = marks.select_seq(pl.any_horizontal(pl.all())).to_series().fill_null(False).arg_true()
        pairs = Pairs(compiled)
        if len(at):
            for i, row, marked in zip(
                at, self._rows(compiled, on, frame[at]), marks[at].iter_rows(named=True), strict=True
            ):
                if row["customer_id"] is not None:
                    self._step(pairs, i, row, marked, states)
        return pairs

    def _rows(self, compiled: Compiled, on: str, found: pl.DataFrame) -> Iterator[dict[str, Any]]:
        """What must be known of marked rows, as plain data."""
        wanted = {
            *IDS,
            *(name for name in ("bank_ref", "original_ref") if name in found.columns),
            *_first_reads(compiled, on),
        }
        return found.select_seq(pl.col(sorted(wanted)).to_physical()).iter_rows(named=True)

    def _step(self, pairs: Pairs, i: int, row: dict[str, Any], marked: dict[str, bool], states: States) -> None:
        """One row: what it takes back, what it completes, what it ends, what it begins."""
        compiled, customer = pairs.compiled, row["customer_id"]
        before = states.open_of(customer, compiled.rule.id)
        now = undone(before, row["original_ref"]) if marked.get("undo") else list(before)
        if marked.get("then"):
            for beginning in followed(now, row["event_time"]):
                pairs.rows.append(i)
                pairs.beginnings.append(beginning)
        if marked.get("unless"):
            now = []
        if marked.get("after"):
            first = {name: row[name] for name in _first_reads(compiled, compiled.steps["after"].on)}
            now = began(
                now, row["event_id"], row.get("bank_ref"), row["event_time"], first, compiled.within, self.calendar
            )
        if now != list(before):
            states.keep(customer, compiled.rule.id, now)


def _undoing(compiled: Compiled, on: str, frame: pl.DataFrame) -> dict[str, pl.Expr]:
    """Entries that take back another, where entries begin sequences."""
    if on != TXN or compiled.steps["after"].on != TXN or not {"op", "original_ref"} <= set(frame.columns):
        return {}
    return {"undo": TAKES_BACK.fill_null(False) & pl.col("original_ref").is_not_null()}


def _first_reads(compiled: Compiled, on: str) -> list[str]:
    """Columns of first events that are read when the sequence is judged; none where the sequence does not begin on this frame."""
    first = first_name(compiled.rule)
    return [name.removeprefix(f"{first}.") for name in _of(compiled, first)] if compiled.steps["after"].on == on else []


def _reads(compiled: Compiled, on: str) -> Iterator[str]:
    for step in compiled.steps.values():
        if step.on == on:
            yield from step.hit.meta.root_names()
    yield from _first_reads(compiled, on)
    if compiled.steps["then"].on == on:
        rule: Rule = compiled.rule
        assert rule.then is not None
        yield from (name.removeprefix(f"{rule.then.as_}.") for name in compiled.reads())
