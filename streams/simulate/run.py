"""From a seed to files: build the bank, cast the plants, live through the days, label, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from streams.simulate.background import plan_runs, write_background
from streams.simulate.bank import build_bank
from streams.simulate.book import Book
from streams.simulate.calendar import make_days
from streams.simulate.files import write_entries, write_records, write_truth
from streams.simulate.habits import make_cast, plain_habits
from streams.simulate.ledger import Ledger, post
from streams.simulate.organic import label_organic
from streams.simulate.plants.habitual import plant_habits
from streams.simulate.plants.maturity import plant_maturities
from streams.simulate.plants.opportunity import plant_opportunities
from streams.simulate.plants.outflow import plant_outflows
from streams.simulate.plants.passing import plant_passing
from streams.simulate.plants.risk import plant_risks
from streams.simulate.plants.stage import Stage
from streams.simulate.standing import write_standing

Progress = Callable[[str, int, int], None]  # step, done, of


@dataclass(frozen=True)
class Summary:
    """What was written: records per stream, and truth lines per rule and expectation."""

    records: dict[str, int]
    truth: dict[str, dict[str, int]]


def simulate(
    out: Path, seed: int, customers: int, days: int, start: date | None = None, progress: Progress | None = None
) -> Summary:
    """Write a bank's event files and their truth into `out` (made when missing).

    The same arguments give the same bytes. Raises ValueError when the days leave the years with known Chinese holidays or the
    bank has fewer than ten customers. `progress` is called with a step's name and how far it is.
    """
    report = progress or (lambda step, done, of: None)
    book, ledger = make_book(seed, customers, days, start, report)
    out.mkdir(parents=True, exist_ok=True)
    for done, of in write_entries(book, ledger, out / "txn.ndjson"):
        report("writing", done, of)
    write_records(book, out)
    write_truth(book, ledger, out / "truth.ndjson")
    return _summary(book, ledger)


def make_book(
    seed: int, customers: int, days: int, start: date | None = None, report: Progress = lambda step, done, of: None
) -> tuple[Book, Ledger]:
    """The bank in memory: everything decided, posted and labelled."""
    if customers < 10:
        raise ValueError(f"a bank needs at least 10 customers, not {customers}")
    streams = [np.random.default_rng([seed, room]) for room in range(3)]
    report("bank", 0, 5)
    bank = build_bank(customers, streams[0])
    book = Book(bank, make_days(days, start))
    habits, cast = plain_habits(bank, book.days), make_cast(bank, streams[2])
    stage = Stage(book, cast, habits, plan_runs(book), streams[2])
    plant_habits(stage)
    report("ordinary life", 1, 5)
    stage.runs = write_background(book, habits, streams[1])
    report("plants", 2, 5)
    # the last draws last
    for plant in (plant_opportunities, plant_outflows, plant_maturities, plant_risks, plant_passing):
        plant(stage)
    report("balances", 3, 5)
    ledger = post(book)
    report("truth", 4, 5)
    label_organic(book, ledger)
    write_standing(book, ledger)
    report("truth", 5, 5)
    return book, ledger


def _summary(book: Book, ledger: Ledger) -> Summary:
    end = book.days.ms(book.days.count)
    records = {"txn": len(ledger.entries)} | {
        stream: sum(r["time"] < end for r in rows) for stream, rows in sorted(book.records.items())
    }
    truth: dict[str, Counter[str]] = {}
    for line in book.truth:
        truth.setdefault(line.rule, Counter())[str(line.expect)] += 1
    return Summary(records, {rule: dict(sorted(counts.items())) for rule, counts in sorted(truth.items())})
