"""Broken records by the hundred thousand (`make fuzz`): no crash, and each is a record or a dead letter with its reason."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter

from rich.console import Console
from rich.progress import track
from rich.table import Table

from events import topics
from streams.intake.chunk import GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake

CHUNK = 2_000
GOOD = {
    "event_id": "e",
    "account_no": "A1",
    "cdt_dbt": "DBIT",
    "amount": "12.50",
    "event_time": "2026-03-03T10:21:07+08:00",
    "cp_name": "宁波港通",
}
WILD: list[object] = [
    None,
    True,
    -1,
    1e308,
    10**30,
    "x" * 300,
    [],
    {},
    [[1]],
    "9999-12-31T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "1.005",
    "NaN",
    "\ud800",
    " ",
    "",
]


def broken(rng: random.Random, number: int) -> bytes:
    """One record, broken in one of the ways that happen."""
    record = {**GOOD, "event_id": f"e{number}"}
    for _ in range(rng.randrange(3)):
        record[rng.choice([*GOOD, "booking_date", "reversal", "batch_count", "other"])] = rng.choice(WILD)  # type: ignore[assignment]
    line = json.dumps(record, ensure_ascii=rng.random() < 0.5).encode(errors="surrogatepass")
    way = rng.randrange(10)
    if way == 0:
        return line[: rng.randrange(len(line))]
    if way == 1:
        at = rng.randrange(len(line))
        return line[:at] + bytes([rng.randrange(256)]) + line[at + 1 :]
    if way == 2:
        return rng.choice(
            [
                b"",
                b"null",
                b"[]",
                b"5",
                b'{"a":NaN}',
                b'{"a":1e400}',
                b"[" * 500,
                b'{"amount":1,"amount":2}',
                b"\xff\xfe",
            ]
        )
    return line + b"," if way == 3 and rng.random() < 0.2 else line


def main() -> int:
    """Run; 1 when a record is not accounted for."""
    parser = argparse.ArgumentParser(description="Fuzz intake.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    from detectors.calendar import Calendar

    rng, intake, ends = random.Random(given.seed), Intake(Directory(Calendar()), 2), Counter[str]()
    account = {"account_no": "A1", "customer_id": "C1", "event_time": "2020-01-01T00:00:00Z"}
    intake.take(GivenChunk(topics.SOURCES["account"], 0, [(None, json.dumps(account).encode(), {})]), time.time())
    lost = 0
    for first in track(range(0, given.records, CHUNK), "chunks of 2,000", console=Console(stderr=True)):
        lines = [broken(rng, first + i) for i in range(min(CHUNK, given.records - first))]
        taken = intake.take(
            GivenChunk(
                topics.SOURCES["txn"], 0, [(None, line, {}) for line in lines], range(first, first + len(lines))
            ),
            time.time(),
        )
        good = sum(frame.height for frames in taken.frames.values() for _, _, frame in frames)
        ends.update({"taken": good, "waiting": len(taken.retry)})
        ends.update(str(letter.reason) for letter in taken.dead_letters)
        lost += len(lines) - good - len(taken.retry) - len(taken.dead_letters)
    table = Table("what became of it", "records")
    for name, count in sorted(ends.items()):
        table.add_row(name, f"{count:,}")
    Console().print(table)
    print(f"{given.records:,} records, {lost} not accounted for")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
