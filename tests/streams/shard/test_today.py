"""Promises about the open day's entries: loan money that arrives is followed through those that came before it, after a crash too."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from sinks.warehouse import SavedRows
from streams.intake.chunk import GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.journal import Record
from streams.log import Frame, Header
from streams.shard.checkpoint import checkpoint, restore
from streams.shard.shard import Shard
from streams.shard.today import ENTRY, PLACED, STATED, TOGETHER, Today, again

CALENDAR = Calendar()
RULES = RuleSet.load(calendar=CALENDAR)
DAY = date(2026, 3, 3)
BEGAN = "2026-01-01T00:00:00+08:00"
SECURITIES = "102100099996"


# ---- as a list of them


def frame(rows: list[tuple[str, int]]) -> pl.DataFrame:
    data = [{"event_id": str(number), "customer_id": customer, "day": DAY} for customer, number in rows]
    return pl.DataFrame(data, schema={**STATED, "balance_before": pl.Int64()})


@settings(max_examples=20)
@given(st.lists(st.lists(st.sampled_from("xyz"), min_size=1, max_size=3), max_size=3 * TOGETHER))
def test_each_customers_entries_are_all_there_in_their_order(steps: list[list[str]]) -> None:
    today, given_ = Today(), list[tuple[str, int]]()
    for step in steps:
        rows = [(customer, len(given_) + i) for i, customer in enumerate(step)]
        given_ += rows
        today.add(frame(rows))
    for customer in "xyz":
        found = today.of(customer, DAY)
        mine = [] if found is None else found["event_id"].to_list()
        assert mine == [str(number) for who, number in given_ if who == customer]
    assert today.of("x", date(2026, 3, 4)) is None or today.of("x", date(2026, 3, 4)).is_empty()  # type: ignore[union-attr]


# ---- read again from the facts


def stored(*rows: tuple[str, int, int, int | None, int]) -> pl.DataFrame:
    """(event, minute, signed, stated balance, log offset), of account A1 of customer C1."""
    data = [
        {
            "event_id": event, "event_time": datetime(2026, 3, 3, 2, minute, tzinfo=UTC), "day": DAY, "account_no": "A1", "customer_id": "C1",
            "signed": signed, "bal_after": after, "ccy": "CNY", "log_offset": offset, "version": offset + 1,
        }
        for event, minute, signed, after, offset in rows
    ]  # fmt: skip
    return pl.DataFrame(data, schema=STATED | PLACED)


def at(minute: int) -> int:
    return int(datetime(2026, 3, 3, 2, minute, tzinfo=UTC).timestamp() * 1000)


def balances(fen: int) -> pl.DataFrame:
    return pl.DataFrame({"account_no": ["A1"], "balance": [fen]})


@pytest.mark.parametrize(
    ("after", "before"),
    [((None, None, None), (70, 80, 60)), ((500, None, None), (490, 500, 480)), ((None, None, 90), (70, 80, 60))],
)
def test_balances_are_those_that_they_were_judged_with(after: tuple[int | None, ...], before: tuple[int, ...]) -> None:
    rows = stored(("a", 1, 10, after[0], 0), ("b", 2, -20, after[1], 1), ("c", 3, 30, after[2], 2))
    found = again(rows, (9, at(9)), {}, balances(90))
    assert found.columns == ENTRY
    assert found["balance_before"].to_list() == list(before)


def test_what_the_shard_had_not_taken_yet_comes_from_the_log_and_repeats_count_once() -> None:
    rows = stored(("a", 1, 1, 1, 0), ("a", 1, 1, 1, 0), ("later", 8, 1, 2, 1), ("behind", 2, 1, 3, 7))
    assert again(rows, (5, at(5)), {}, balances(3))["event_id"].to_list() == ["a"]
    assert again(rows, (5, at(5)), {"C1": (7, at(5))}, balances(3))["event_id"].to_list() == ["a", "behind"]


# ---- in a shard


class Bank:
    """A shard and its log; effects come back when they are asked for."""

    def __init__(self) -> None:
        self.shard = Shard(0, 1, RULES, CALENDAR)
        self.intake = Intake(Directory(CALENDAR), 1)
        self.found: set[tuple[str, str]] = set()
        self.facts: list[pl.DataFrame] = []
        self.effects: list[Frame] = []
        self._next = 0

    def take(self, stream: str, *records: dict[str, Any]) -> None:
        lines: list[Record] = [(None, json.dumps(one).encode(), {}) for one in records]
        topic, first = topics.SOURCES[stream], self._next
        self._next += len(lines)
        taken = self.intake.take(GivenChunk(topic, 0, lines, list(range(first, self._next))), time.time())
        assert not taken.dead_letters, taken.dead_letters
        self.feed(Frame(Header(kind, topic), rows) for kind, _, rows in taken.frames.get(0, []))
        self.feed([Frame(Header("watermark", topic, taken.latest_ms, holds=False))])

    def feed(self, frames: Iterable[Frame]) -> None:
        for one in frames:
            self.shard.feed(one, self.shard.position + 1)
            out = self.shard.outbox.take()
            self.effects += [effect for _, effect in out.to_log]
            self.found |= {(row["rule_id"], row["object_id"]) for rows in out.findings for row in rows.to_dicts()}
            version = pl.lit(self.shard.position + 1, pl.UInt64)
            self.facts += [rows.with_columns(version=version) for table, rows in out.facts if table == "txn"]

    def read_back(self) -> None:
        """Effects, and theirs, through the log."""
        while self.effects:
            effects, self.effects = self.effects, []
            self.feed(effects)

    def crash(self) -> None:
        """A new shard, from the last checkpoint and the stored facts."""
        kept, position = checkpoint(self.shard), self.shard.position
        page = pl.DataFrame(kept.rows, schema={"customer_id": pl.String, "blob": pl.Binary}, orient="row")
        self.shard = Shard(0, 1, RULES, CALENDAR)
        entries = pl.concat(self.facts).select(list(STATED | PLACED))
        restore(self.shard, kept.payload, SavedRows(page.height, iter([page])), None, entries)
        self.shard.position = position


def entry(account: str, side: str, millions: int, time_: str, **more: Any) -> dict[str, Any]:
    amount = f"{millions}000000.00"
    when = f"2026-03-03T{time_}:00+08:00"
    return {
        "account_no": account,
        "cdt_dbt": side,
        "amount": amount,
        "event_time": when,
        "bank_ref": time_ + side,
    } | more


@pytest.mark.parametrize("crashed", [False, True])
def test_loan_money_is_followed_on_although_the_one_it_reached_was_restarted_before_it_came(crashed: bool) -> None:
    bank = Bank()
    own = {"kind": "own_bank", "code": "999100000018", "entity": "本行", "event_time": BEGAN}
    bank.take("reference", own)
    bank.take("customer", *({"customer_id": c, "name": f"{c}有限公司", "event_time": BEGAN} for c in ("C1", "C2")))
    bank.take("account", *({"account_no": f"A{n}", "customer_id": f"C{n}", "event_time": BEGAN} for n in (1, 2)))
    drawn = {"tx_domain": "LDAS", "tx_family": "FTLN", "tx_subfamily": "DDWN", "loan_note_id": "N1"}
    bank.take(
        "txn",
        entry("A1", "CRDT", 10, "10:00", **drawn),
        entry("A1", "DBIT", 6, "10:05", cp_account="A2", cp_name="C2有限公司"),
        entry("A2", "CRDT", 6, "10:05", cp_account="A1", cp_name="C1有限公司"),
        entry("A2", "DBIT", 6, "10:20", cp_account="777", cp_bank_code=SECURITIES, cp_name="某某证券有限公司"),
    )
    if crashed:
        bank.crash()
    bank.read_back()
    note = bank.shard.stages.books.of("C1").tracing["notes"]["N1"]
    assert [one.split("|")[-1] for one in note["traces"]] == ["A1>A2", "A1>A2>777"]
