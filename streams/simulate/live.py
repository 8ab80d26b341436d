"""The simulated bank as a live feed for demonstrations: a compressed history at once, then a bank day in a few minutes, without end."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from streams.simulate.book import Book
from streams.simulate.calendar import make_days
from streams.simulate.files import ROWS_A_SLICE, wire_entries, wire_record
from streams.simulate.ledger import Ledger
from streams.simulate.run import make_book

HISTORY_DAYS = 120  # delivered at once, so that rules know what is normal
OPENING, EVENING = 8.9, 18.0  # the bank's hours; the feed begins at the first day's opening
NIGHT = 20  # times faster than the day
FIRST_DAY = date(2026, 3, 2)
LIVE_DAYS = 120  # of one bank; then a new one with the next seed


def present() -> int:
    """The moment that the feed's past ends at, epoch ms."""
    return make_days(1, FIRST_DAY).ms(0, OPENING * 3_600)


def live(
    seed: int, customers: int, speed: float = 480.0, first_day: date = FIRST_DAY
) -> Iterator[tuple[float, str, dict[str, Any]]]:
    """(seconds to wait first, stream, record), for ever. `speed` is simulated seconds per second: 480 makes a working day seventy.

    The records before the opening of `first_day` come without any wait; nights pass quickly. When the days are over the next bank begins (other customers, same calendar).
    """
    if speed <= 0:
        raise ValueError(f"speed must be positive, not {speed}")
    while True:
        book, ledger = make_book(seed, customers, HISTORY_DAYS + LIVE_DAYS, first_day - timedelta(days=HISTORY_DAYS))
        yield from _paced(book, ledger, speed)
        seed += 1


def _paced(book: Book, ledger: Ledger, speed: float) -> Iterator[tuple[float, str, dict[str, Any]]]:
    start = book.days.ms(0)
    clock = book.days.ms(HISTORY_DAYS, OPENING * 3_600)
    for time, _, stream, record in merged(book, ledger):
        later = max(clock, time)
        yield (_felt(later - start) - _felt(clock - start)) / speed, stream, record
        clock = later


def _felt(ms: int) -> float:
    """Seconds from the first midnight, those of nights counted a twentieth."""
    days, hour = divmod(ms / 3_600_000, 24)
    open_hours = min(max(hour - OPENING, 0), EVENING - OPENING)
    whole = EVENING - OPENING + (24 - EVENING + OPENING) / NIGHT
    return (days * whole + open_hours + (hour - open_hours) / NIGHT) * 3_600


def merged(book: Book, ledger: Ledger) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
    """All records of a book in order of arrival: (epoch ms, tie-break, stream, record)."""
    others = [
        (r.get("ingest_time") or r["time"], i, r)
        for i, r in enumerate(r for rows in book.records.values() for r in rows)
    ]
    others.sort(key=lambda item: item[:2])
    end = book.days.ms(book.days.count)
    rest = ((time, i, r["stream"], wire_record(r)) for time, i, r in others if r["time"] < end)
    return heapq.merge(rest, _entries(book, ledger, len(others)), key=lambda item: item[:2])


def _entries(book: Book, ledger: Ledger, first: int) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
    for offset in range(0, len(ledger.entries), ROWS_A_SLICE):
        part = ledger.entries.slice(offset, ROWS_A_SLICE)
        lines = wire_entries(book, part).write_ndjson().splitlines()
        for i, (time, line) in enumerate(zip(part["time"], lines, strict=True)):
            yield time, first + offset + i, "txn", json.loads(line)
