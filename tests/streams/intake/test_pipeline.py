"""Intake: every record ends in exactly one place, and one bad record never costs its neighbours."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from zlib import crc32

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import topics
from events.dead_letter import DeadLetterReason
from streams.intake.chunk import GivenChunk, Message, joined
from streams.intake.pipeline import Intake, IntakeResult
from streams.intake.retry import RetryQueue
from streams.intake.split import partition_of, split
from streams.intake.waiting import Parked
from tests.streams.intake.bank import NOW, SUN, chunk, directory, message, wire_entry


def intake(partitions: int = 4) -> Intake:
    return Intake(directory(), partitions)


def rows(result: IntakeResult) -> dict[str, pl.DataFrame]:
    """All rows by stream, whatever the partition."""
    pieces: dict[str, list[pl.DataFrame]] = {}
    for frames in result.frames.values():
        for stream, _, frame in frames:
            pieces.setdefault(stream, []).append(frame)
    return {stream: pl.concat(parts).sort("source_offset") for stream, parts in pieces.items()}


BAD: dict[str, tuple[Message, DeadLetterReason]] = {
    "broken": ((None, b'{"account_no": ', {}), DeadLetterReason.NOT_JSON),
    "tombstone": ((b"k", None, {}), DeadLetterReason.EMPTY),
    "future": (wire_entry(event_time="9999-01-01T00:00:00Z"), DeadLetterReason.DATE_OUT_OF_RANGE),
    "tomorrow": (wire_entry(event_time="2026-03-21T00:00:01Z"), DeadLetterReason.DATE_OUT_OF_RANGE),
    "old": (wire_entry(event_time="1989-12-31T00:00:00Z"), DeadLetterReason.DATE_OUT_OF_RANGE),
    "booked": (wire_entry(booking_date="1900-01-01"), DeadLetterReason.DATE_OUT_OF_RANGE),
    "currency": (wire_entry(ccy="ABC"), DeadLetterReason.UNKNOWN_CURRENCY),
    "negative": (wire_entry(amount="-1"), DeadLetterReason.WRONG_TYPE),
    "half a fen": (wire_entry(amount="1.005"), DeadLetterReason.AMOUNT_NOT_IN_FEN),
    "status": (wire_entry(status="DONE"), DeadLetterReason.WRONG_TYPE),
    "neither": (wire_entry(cdt_dbt="DEBIT"), DeadLetterReason.WRONG_TYPE),
    "nobody's": (message(cdt_dbt="DBIT", amount="1"), DeadLetterReason.MISSING_FIELD),
}


def wire(kind: str) -> Message:
    """A good record, one that has to wait, or one of the bad."""
    return {"good": wire_entry(), "unknown": wire_entry("X")}.get(kind) or BAD[kind][0]


KINDS = st.sampled_from(["good", "good", "unknown", *BAD])


@settings(max_examples=40, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=15))
def test_every_record_ends_in_exactly_one_place(kinds: list[str]) -> None:
    result = intake().take(chunk("txn", *map(wire, kinds), first=100), NOW)
    taken = rows(result)["txn"]["source_offset"].to_list() if result.frames else []
    dead = [letter.offset for letter in result.dead_letters]
    waiting = [row.place[2] for row in result.retry]
    assert sorted(taken + dead + waiting) == list(range(100, 100 + len(kinds)))
    assert taken == [100 + i for i, kind in enumerate(kinds) if kind == "good"]
    expected = Counter(BAD[kind][1] for kind in kinds if kind in BAD)
    assert Counter(letter.reason for letter in result.dead_letters) == expected


def test_a_dead_letter_has_the_bytes_place_and_headers_it_came_with() -> None:
    good, bad = wire_entry(), message({"source": "core"}, account_no="A1", cdt_dbt="?", amount="1")
    (letter,) = intake().take(chunk("txn", good, bad, first=7), NOW).dead_letters
    assert (letter.topic, letter.partition, letter.offset) == (topics.SOURCES["txn"], 0, 8)
    assert letter.bytes() == bad[1]
    assert letter.headers == {"source": "core"}
    assert letter.detail == "cdt_dbt is ?; it is one of CRDT, DBIT"


def test_a_topic_that_is_no_stream_is_refused_whole() -> None:
    result = intake().take(GivenChunk("gossip", 0, [wire_entry(), wire_entry()]), NOW)
    assert [letter.reason for letter in result.dead_letters] == [DeadLetterReason.UNKNOWN_STREAM] * 2


def back(queue: RetryQueue, rows: list[Parked]) -> GivenChunk:
    """What the driver writes to the retry topic comes back as a chunk of it."""
    queue.write(rows)
    read = queue.chunk()
    assert read is not None
    return read


def test_a_record_waits_through_the_retry_topic_until_its_account_arrives() -> None:
    one, queue = intake(), RetryQueue()
    parked = one.take(chunk("txn", wire_entry("NEW")), NOW).retry
    again = one.take(back(queue, parked), NOW)
    assert (again.retry, again.frames, len(one.waiting)) == ([], {}, 1)
    opened = one.take(chunk("account", message(account_no="NEW", customer_id="C2")), NOW)
    taken = rows(one.take(back(queue, opened.retry), NOW))["txn"]
    assert taken.select("customer_id", "source_offset").row(0) == ("C2", 1)
    assert (len(one.waiting), queue.chunk()) == (0, None)


def test_after_a_crash_a_parked_record_whose_account_is_known_by_now_is_made_ready_not_taken() -> None:
    parked = intake().take(chunk("txn", wire_entry("NEW")), NOW).retry
    other = intake()
    other.learn(chunk("account", message(account_no="NEW", customer_id="C2")), NOW)
    result = other.take(back(RetryQueue(), parked), NOW)
    assert not result.frames
    assert [row.headers["tidewatch-retry"] for row in result.retry] == ["ready"]


def test_what_waits_in_vain_is_a_dead_letter_that_names_its_account() -> None:
    one = intake()
    one.take(back(RetryQueue(), one.take(chunk("txn", wire_entry("NEW")), NOW).retry), NOW)
    assert one.expire(NOW + 59).dead_letters == []
    (letter,) = one.expire(NOW + 60).dead_letters
    assert letter.reason is DeadLetterReason.UNKNOWN_ACCOUNT
    assert (letter.bytes(), letter.account) == (wire_entry("NEW")[1], "NEW")


def test_tables_go_to_every_partition_and_a_customer_to_its_own() -> None:
    one = intake()
    calendar = one.take(chunk("reference", message(kind="lpr", code="1Y", number=0.03)), NOW)
    assert sorted(calendar.frames) == [0, 1, 2, 3]
    listing = one.take(chunk("listing", message(list_code="高企", uscc=SUN)), NOW)
    assert list(listing.frames) == [crc32(b"C1") % 4]


def test_unknown_fields_are_counted_and_the_watermark_is_the_latest_good_time() -> None:
    result = intake().take(chunk("txn", wire_entry(colour="red"), BAD["future"][0]), NOW)
    assert result.unknown_fields["txn.colour"] >= 1
    assert result.latest_ms == 1772416800000  # 2026-03-02T10:00+08:00
    assert result.counts["txn"] == 1


@pytest.mark.parametrize("partitions", [1, 3, 8])
def test_split_keeps_every_row_in_order_and_a_customer_in_one_place(partitions: int) -> None:
    frame = pl.DataFrame({"customer_id": [f"C{i % 7}" for i in range(50)], "n": range(50)})
    parts = split(frame, partitions)
    assert pl.concat(parts.values()).sort("n").equals(frame)
    for partition, part in parts.items():
        assert part["n"].is_sorted()
        assert {partition_of(customer, partitions) for customer in part["customer_id"]} == {partition}


def test_binary_cloud_events_are_read() -> None:
    body = json.loads(wire_entry()[1] or b"")
    when: Any = body.pop("event_time")
    headers = {"ce_specversion": "1.0", "ce_id": "E1", "ce_type": "tidewatch.txn", "ce_time": when}
    result = intake().take(chunk("txn", (None, json.dumps(body).encode(), headers)), NOW)
    assert rows(result)["txn"]["event_id"].to_list() == ["E1"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.lists(KINDS, min_size=1, max_size=6)), min_size=1, max_size=4))
def test_fetches_taken_together_say_what_each_says_alone(fetches: list[tuple[int, list[str]]]) -> None:
    chunks, begin = [], Counter[int]()
    for partition, kinds in fetches:
        offsets = range(begin[partition], begin[partition] + len(kinds))
        chunks.append(GivenChunk(topics.SOURCES["txn"], partition, list(map(wire, kinds)), offsets))
        begin[partition] += len(kinds)
    together, alone = intake().take(joined(chunks), NOW), intake()
    apart = [alone.take(chunk, NOW) for chunk in chunks]
    assert said([together]) == said(apart)


def said(results: list[IntakeResult]) -> dict[str, Any]:
    """What became of every record, and where."""
    letters = [letter for result in results for letter in result.dead_letters]
    parts = [(log, part) for result in results for log, given in result.frames.items() for part in given]
    return {
        "taken": {(log, one.partition, *row) for log, one in parts for row in one.rows.rows()},
        "dead": {(letter.partition, letter.offset, letter.reason) for letter in letters},
        "waiting": {row.place for result in results for row in result.retry},
        "latest": {p: max(r.latest.get(p, 0) for r in results) for p in {p for r in results for p in r.latest}},
    }
