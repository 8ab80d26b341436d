"""Promises of the comparison: every way of doing the job gives the plain answer, and a rate is read from stamps alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from bench.outflow_watch import findings
from bench.outflow_watch.engines.rings import Rings
from bench.outflow_watch.engines.tidewatch_job import RULES, decode
from bench.outflow_watch.records import slices
from bench.outflow_watch.reference import Expected, Reference
from bench.percentiles import percentile

RECORDS = 30_000


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return [line for _, part in slices(RECORDS) for line in part]


@pytest.fixture(scope="module")
def expected(lines: list[bytes]) -> Expected:
    reference = Reference()
    reference.take(lines)
    return reference.expected


def per_record(lines: list[bytes]) -> Iterator[findings.Row]:
    sys.path.insert(0, str(Path(findings.__file__).parent / "engines"))
    from ring import new, watch  # type: ignore[import-not-found]  # the rivals have their own environments

    states: dict[str, list[Any]] = {}
    for record in map(json.loads, lines):
        for found in watch(states.setdefault(record["account"], new()), record):
            yield 0, found["event_id"], found["rule"], found["value"]


def decoded(lines: list[bytes]) -> pl.DataFrame:
    return decode(np.frombuffer(b"\n".join(lines), np.uint8), len(lines))


def columnar(lines: list[bytes]) -> Iterator[findings.Row]:
    rings = Rings()
    for first in range(0, len(lines), 700):
        part = lines[first : first + 700]
        frame = decoded(part)
        for _ in range(2):  # the second time it is a repeat and finds nothing
            moved = rings.move(frame, np.arange(first, first + len(part)))
            for rule, (holds, value) in RULES.items():
                hits = moved.filter(holds)
                yield from ((0, e, rule, v) for e, v in zip(hits["event_id"], hits[value], strict=True))


@pytest.mark.parametrize("way", [per_record, columnar])
def test_every_way_gives_the_plain_answer(way: Any, lines: list[bytes], expected: Expected) -> None:
    verdict = findings.judge(list(way(lines)), expected)
    assert verdict.right
    assert verdict.findings == expected.findings > 0
    assert verdict.repeated == 0


def test_a_wrong_value_is_seen(lines: list[bytes], expected: Expected) -> None:
    rows = list(columnar(lines))
    assert not findings.judge([*rows[1:], (0, *rows[0][1:3], -1)], expected).right
    assert findings.judge([*rows, (0, *rows[0][1:3], -1)], expected).different == 1


def test_rows_come_back_as_they_were_saved(lines: list[bytes]) -> None:
    frame = decoded(lines[:5_000])
    whole, first, second = Rings(), Rings(), Rings()
    wanted = whole.move(frame, np.arange(5_000)).filter(pl.int_range(pl.len()) >= 0)
    first.move(frame[:2_000], np.arange(2_000))
    second.load((account, row) for account, _, row in first.changed())
    got = second.move(frame[1_500:], np.arange(1_500, 5_000))
    later = wanted.filter(pl.col("event_id").is_in(frame["event_id"][2_000:].implode()))
    assert got.equals(later)


def test_the_rate_is_what_the_stamps_say(lines: list[bytes], expected: Expected) -> None:
    # a record a millisecond: a finding of the input place p is stamped p
    rows = sorted((int(event[1:]), event, rule, value) for _, event, rule, value in columnar(lines))
    assert findings.steady_rate(rows, expected, RECORDS) == pytest.approx(1_000, rel=0.05)


def test_percentiles_are_values_that_were_seen() -> None:
    assert [percentile(range(1, 101), share) for share in (0.5, 0.99, 1.0)] == [50, 99, 100]
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
