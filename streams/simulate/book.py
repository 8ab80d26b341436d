"""What the generator has decided to write: entries, other records, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import polars as pl

from streams.simulate.bank import Bank
from streams.simulate.calendar import Days
from streams.simulate.identity import uscc
from streams.simulate.kinds import KIND

ENTRY: dict[str, type[pl.DataType]] = {
    "customer": pl.Int64, "slot": pl.Int64, "time": pl.Int64, "amount": pl.Int64, "kind": pl.Int64, "party": pl.Int64,
    "serial": pl.Int64, "original": pl.Int64, "reversal": pl.Boolean, "note": pl.String, "batch": pl.String, "heads": pl.Int64,
    "text": pl.String,
}  # fmt: skip
NONE = -1
EMPTY = {
    "slot": 0,
    "serial": NONE,
    "original": NONE,
    "reversal": False,
    "note": None,
    "batch": None,
    "heads": 0,
    "text": None,
}


class Expect(StrEnum):
    """What a correct engine does: finds it, keeps silent, or may do either (grey: the catalogue leaves it open)."""

    FIRE = "fire"
    SILENT = "silent"
    GREY = "grey"


@dataclass
class Truth:
    """One planted or organic fact. Times in epoch ms. `serial` names the entry that triggers it, `object_id` the rule's object.

    `since`..`until`: findings of this rule about this customer and object belong to this fact. `known_at`: the earliest a
    correct engine knows it; `known_by`: the latest.
    """

    rule: str
    customer: int
    expect: Expect
    event: int
    known_at: int
    known_by: int
    since: int
    until: int
    object_id: str | None = None
    aliases: tuple[str, ...] = ()
    serial: int = NONE
    trigger: str | None = None
    trap: str | None = None


@dataclass
class Intent:
    """A plant for a rule that is judged on whole days: the truth itself is computed from the finished book (organic.py)."""

    rule: str
    customer: int
    first: int
    last: int
    expect: Expect
    trap: str | None = None


@dataclass
class Book:
    """The bank's files in the making. Times are epoch ms, money is fen."""

    bank: Bank
    days: Days
    frames: list[pl.DataFrame] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    truth: list[Truth] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    sequence: int = 0
    outage: tuple[int, int] | None = None  # first and last day on which the payroll feed is silent

    def entry(self, customer: int, time: int, amount: int, kind: str, party: int, *, slot: int = 0, note: str | None = None,
              batch: str | None = None, heads: int = 0, text: str | None = None, original: int = NONE, reversal: bool = False) -> int:  # fmt: skip
        """Plant one entry of a positive amount; returns its serial, by which truth and reversals may name it."""
        serial = len(self.rows)
        self.rows.append(
            (customer, slot, time, int(amount), KIND[kind], party, serial, original, reversal, note, batch, heads, text)
        )
        return serial

    def record(self, stream: str, time: int, **body: Any) -> str:
        """Plant one record of another stream; returns its event id."""
        self.sequence += 1
        event_id = f"{stream[:2].upper()}{self.sequence:08d}"
        self.records.setdefault(stream, []).append({"stream": stream, "event_id": event_id, "time": time, **body})
        return event_id

    def add(self, **columns: Any) -> None:
        """Add a frame of background entries; columns not named are empty."""
        lacking = [pl.lit(EMPTY[name], dtype=dtype).alias(name) for name, dtype in ENTRY.items() if name not in columns]
        self.frames.append(pl.DataFrame(columns).with_columns(lacking).select(*ENTRY).cast(dict[Any, Any](ENTRY)))

    def entries(self) -> pl.DataFrame:
        """All entries so far, unsorted."""
        return pl.concat([*self.frames, pl.DataFrame(self.rows, schema=ENTRY, orient="row")])

    def new_code(self, region: str) -> str:
        """A USCC nobody else in this bank has."""
        self.bank.serials += 1
        return uscc(region, self.bank.serials)
