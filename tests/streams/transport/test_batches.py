"""Promises of unpacking: the compiled loop gives what the plain client gives, record for record."""

from __future__ import annotations

import pytest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.transport import CorruptBatch, chunk

Record = tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]
HEADERS = st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.binary(max_size=4)), max_size=2)
RECORD = st.tuples(st.none() | st.binary(max_size=5), st.none() | st.binary(max_size=200), HEADERS)


def batch(
    records: list[Record], base: int = 0, codec: int = 0, transactional: bool = False, producer: int = -1
) -> bytes:
    """A record batch as a broker sends it."""
    builder = DefaultRecordBatchBuilder(
        magic=2, compression_type=codec, is_transactional=int(transactional), producer_id=producer, producer_epoch=0, base_sequence=0,
        batch_size=1 << 20,
    )  # fmt: skip
    for i, (key, value, headers) in enumerate(records):
        builder.append(i, timestamp=1_000 + i, key=key, value=value, headers=headers)
    data = bytearray(builder.build())
    data[:8] = base.to_bytes(8, "big")
    return bytes(data)


def plain(raw: bytes) -> list[tuple[int, bytes | None, bytes | None]]:
    """The same through aiokafka's own reader."""
    reader, found = MemoryRecords(raw), []
    while reader.has_next():
        found += [(record.offset, record.key, record.value) for record in reader.next_batch()]
    return found


@settings(max_examples=60)
@given(
    st.lists(st.lists(RECORD, min_size=1, max_size=6), min_size=1, max_size=4),
    st.sampled_from([0, 1, 2, 3, 4]),
    st.integers(0, 8),
)
def test_the_compiled_loop_equals_the_plain_client(batches: list[list[Record]], codec: int, start: int) -> None:
    raw, base = b"", 0
    for records in batches:
        raw, base = raw + batch(records, base, codec), base + len(records) + 2  # a gap, as compaction leaves it
    expected = [record for record in plain(raw) if record[0] >= start]
    got = chunk("t", 0, raw, start)
    assert [(int(o), *got.record(i)[:2]) for i, o in enumerate(got.offsets)] == expected
    lines = got.buffer.tobytes().split(b"\n") if len(got.offsets) else []
    assert lines == [(value or b"{}").replace(b"\n", b" ") for _, _, value in expected]


@given(st.lists(RECORD, min_size=1, max_size=5))
def test_headers_come_back(records: list[Record]) -> None:
    got = chunk("t", 0, batch(records), 0)
    assert [set(got.record(i)[2]) for i in range(len(records))] == [
        {name for name, _ in headers} for _, _, headers in records
    ]
    assert got.has_headers == any(headers for _, _, headers in records)


@given(st.integers(1, 60))
def test_a_batch_cut_short_waits_for_the_next_fetch(missing: int) -> None:
    whole, second = batch([(None, b"a", [])]), batch([(None, b"b" * 80, [])], base=1)
    got = chunk("t", 0, whole + second[:-missing], 0)
    assert (got.offsets.tolist(), got.next_offset) == ([0], 1)


def test_an_aborted_transaction_is_left_out() -> None:
    raw = batch([(None, b"no", [])], 0, 0, True, 7) + batch([(None, b"yes", [])], 1, 0, True, 8)
    assert chunk("t", 0, raw, 0, [(7, 0)]).buffer.tobytes() == b"yes"


def test_a_wrong_checksum_is_not_believed() -> None:
    raw = bytearray(batch([(None, b"abc", [])]))
    raw[-2] ^= 1
    with pytest.raises(CorruptBatch):
        chunk("t", 0, bytes(raw), 0)
