"""Kafka record batches (magic 2), unpacked in one compiled loop into one buffer of lines: no Python object for each record.

A line feed inside a value becomes a space and an empty or missing value becomes `{}`, so that the buffer has one line a record. Control batches
and aborted transactions are left out, offsets below the fetch position too. The last batch of a fetch may be cut short; it comes again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cramjam
import numpy as np
from aiokafka.record.util import calc_crc32c
from numpy.typing import NDArray

from events.compiled import compiled

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]

HEAD = struct.Struct(
    ">qiibIhiqqqhii"
)  # base length epoch magic crc attributes last-delta first-ts max-ts producer epoch seq count
CONTROL, TRANSACTIONAL, CODEC_BITS = 0x20, 0x10, 0x07
XERIAL = b"\x82SNAPPY\x00"


class CorruptBatch(ValueError):
    """A batch whose bytes do not match their checksum: it is fetched again."""


class Batch(NamedTuple):
    """One batch: where it begins, what it is, its records' bytes (decompressed)."""

    base: int
    last: int
    size: int
    attributes: int
    producer: int
    first_timestamp: int
    records: Bytes


def _xerial(data: bytes) -> bytes:
    out, at = [], 16
    while at < len(data):
        (size,) = struct.unpack_from(">i", data, at)
        out.append(bytes(cramjam.snappy.decompress_raw(data[at + 4 : at + 4 + size])))
        at += 4 + size
    return b"".join(out)


def _decompress(codec: int, data: bytes) -> bytes:
    if codec == 0:
        return data
    if codec == 1:
        return bytes(cramjam.gzip.decompress(data))
    if codec == 2:
        return _xerial(data) if data.startswith(XERIAL) else bytes(cramjam.snappy.decompress_raw(data))
    return bytes((cramjam.lz4 if codec == 3 else cramjam.zstd).decompress(data))


class Batches:
    """The batches of one fetch. `aborted`: (producer id, first offset) of transactions that were given up."""

    def __init__(self, raw: bytes, aborted: list[tuple[int, int]] | None = None) -> None:
        self._raw = raw
        self._aborted = sorted(aborted or [], key=lambda pair: pair[1])
        self.next_offset = -1  # behind the last batch that is whole

    def __iter__(self) -> Iterator[Batch]:
        """Batches with records that count; raises CorruptBatch."""
        at, giving_up = 0, set()
        while len(self._raw) - at >= HEAD.size:
            base, length, _, _, crc, attributes, delta, first, _, producer, _, _, count = HEAD.unpack_from(
                self._raw, at
            )
            end = at + 12 + length
            if end > len(self._raw):
                return
            if calc_crc32c(self._raw[at + 21 : end]) != crc:
                raise CorruptBatch(f"the batch at offset {base} does not match its checksum")
            while self._aborted and self._aborted[0][1] <= base:
                giving_up.add(self._aborted.pop(0)[0])
            body = self._raw[at + HEAD.size : end]
            at, self.next_offset = end, base + delta + 1
            if attributes & CONTROL:
                giving_up.discard(producer)
            elif not (attributes & TRANSACTIONAL and producer in giving_up) and count:
                data = np.frombuffer(_decompress(attributes & CODEC_BITS, body), np.uint8)
                yield Batch(base, base + delta, count, attributes, producer, first, data)


@compiled
def _varint(data: Bytes, at: int) -> tuple[int, int]:
    value, shift = np.uint64(0), np.uint64(0)
    while True:
        byte = data[at]
        at += 1
        value |= np.uint64(byte & 0x7F) << shift
        if byte < 128:
            return np.int64(value >> np.uint64(1)) ^ -np.int64(value & np.uint64(1)), at  # type: ignore[return-value]
        shift += np.uint64(7)


@compiled
def _unpack(
    data: Bytes, count: int, base: int, at_least: int, batch: int,
    out: Bytes, o: int, offsets: Longs, places: Longs, owners: Longs, headers: NDArray[np.bool_], k: int,
) -> tuple[int, int]:  # fmt: skip
    at = 0
    for _ in range(count):
        start = at
        size, at = _varint(data, at)
        end = at + size
        _, at = _varint(data, at + 1)  # attributes, timestamp delta
        delta, at = _varint(data, at)
        key, at = _varint(data, at)
        at += max(key, 0)
        value, at = _varint(data, at)
        if base + delta >= at_least:
            if value > 0:
                for i in range(value):
                    out[o + i] = 32 if data[at + i] == 10 else data[at + i]
                o += value
            else:
                out[o], out[o + 1] = 123, 125
                o += 2
            out[o] = 10
            o += 1
            number, _ = _varint(data, at + max(value, 0))
            offsets[k], places[k], owners[k], headers[k] = base + delta, start, batch, number > 0
            k += 1
        at = end
    return o, k


@dataclass
class RecordChunk:
    """Many records of one topic partition: a buffer of lines, their offsets, and any record as it was on demand."""

    topic: str
    partition: int
    buffer: Bytes
    offsets: Longs
    has_headers: bool
    next_offset: int
    _batches: list[Batch]
    _places: Longs
    _owners: Longs

    @cached_property
    def partitions(self) -> Longs:
        """The partition, once for each record."""
        return np.full(len(self.offsets), self.partition)

    def record(self, i: int) -> tuple[bytes | None, bytes | None, Mapping[str, str]]:
        """Key, value and headers of one record."""
        batch = self._batches[self._owners[i]]
        return _record(batch.records, int(self._places[i]))


def _record(data: Bytes, at: int) -> tuple[bytes | None, bytes | None, Mapping[str, str]]:
    _, at = _varint(data, at)
    _, at = _varint(data, at + 1)
    _, at = _varint(data, at)
    key, at = _field(data, at)
    value, at = _field(data, at)
    number, at = _varint(data, at)
    headers = {}
    for _ in range(number):
        name, at = _field(data, at)
        said, at = _field(data, at)
        headers[(name or b"").decode(errors="replace")] = (said or b"").decode(errors="replace")
    return key, value, headers


def _field(data: Bytes, at: int) -> tuple[bytes | None, int]:
    size, at = _varint(data, at)
    return (None, at) if size < 0 else (data[at : at + size].tobytes(), at + size)


def chunk(
    topic: str, partition: int, raw: bytes, fetch_offset: int, aborted: list[tuple[int, int]] | None = None
) -> RecordChunk:
    """All records of a fetch from `fetch_offset` on; raises CorruptBatch."""
    batches = Batches(raw, aborted)
    kept = [batch for batch in batches if batch.last >= fetch_offset]
    count = sum(batch.size for batch in kept)
    out = np.empty(sum(len(batch.records) for batch in kept) + 3 * count, np.uint8)
    offsets, places, owners = (np.empty(count, np.int64) for _ in range(3))
    headers = np.zeros(count, np.bool_)
    o = k = 0
    for i, batch in enumerate(kept):
        o, k = _unpack(
            batch.records, batch.size, batch.base, fetch_offset, i, out, o, offsets, places, owners, headers, k
        )
    following = max(batches.next_offset, fetch_offset)
    lines = out[: max(o - 1, 0)]  # no line feed behind the last line
    return RecordChunk(
        topic, partition, lines, offsets[:k], bool(headers[:k].any()), following, kept, places[:k], owners[:k]
    )


def messages(
    raw: bytes, fetch_offset: int, aborted: list[tuple[int, int]] | None = None
) -> tuple[list[tuple[bytes, int]], int]:
    """(value, offset) of each message, for topics whose messages are frames, and the next offset to fetch."""
    found = chunk("", 0, raw, fetch_offset, aborted)
    pairs = [(found.record(i)[1] or b"", int(offset)) for i, offset in enumerate(found.offsets)]
    return pairs, found.next_offset
