"""The log: one topic, one partition per shard, one message = one frame.

A frame is the rows of one kind from one source, as Arrow columns (DESIGN §2). Its header says where the rows come from and how
far that source has been read, so time travels in the log with the data. Layout of a message:

    b"TW1" | header length, uint32 little endian | header, JSON | Arrow IPC stream, lz4 when large (absent when the frame has no rows)
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field

import msgspec
import polars as pl

MAGIC = b"TW1"
HEAD = struct.Struct("<3sI")
MAX_ROWS = 8_000  # ~61 bytes a row: about 500 kB, half of Kafka's default message limit
# Rows, ~1.1 kB each, that are not worth compressing column by column: it would take longer than all the rest, and the producer compresses the batch.
FEW_ROWS = 100

BEGINNING = -(2**62)  # the watermark of a source nothing has been read from


class NotAFrame(ValueError):
    """The bytes are not a frame of this version: the log topic holds something else."""


class Header(msgspec.Struct, omit_defaults=True):
    """What a frame says of itself. `watermark` (epoch ms): the source has delivered everything up to it."""

    kind: str
    source: str = ""
    watermark: int | None = None
    holds: bool = True  # False: read to its end, so it does not hold the clock back
    note: dict[str, str | int | bool | list[str] | None] = {}
    marks: list[tuple[str, int, bool]] = []  # (source, watermark, holds) of many sources at once


@dataclass(frozen=True)
class Frame:
    """Rows of one kind from one source; a mark (watermark, tide, profiled) is a frame without rows."""

    header: Header
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def kind(self) -> str:
        return self.header.kind


def encode(frame: Frame) -> bytes:
    """The message of a frame."""
    header = msgspec.json.encode(frame.header)
    body = io.BytesIO()
    if frame.rows.height:
        frame.rows.write_ipc_stream(body, compression="lz4" if frame.rows.height > FEW_ROWS else "uncompressed")
    return HEAD.pack(MAGIC, len(header)) + header + body.getvalue()


def decode(message: bytes) -> Frame:
    """The frame of a message; raises NotAFrame."""
    if len(message) < HEAD.size or not message.startswith(MAGIC):
        raise NotAFrame(f"a log message starts with {bytes(message[:3])!r}, not {MAGIC!r}: is this the log topic?")
    _, length = HEAD.unpack_from(message)
    header = msgspec.json.decode(message[HEAD.size : HEAD.size + length], type=Header)
    body = message[HEAD.size + length :]
    return Frame(header, pl.read_ipc_stream(io.BytesIO(body)) if body else pl.DataFrame())


def cut(frame: Frame, rows: int = MAX_ROWS) -> list[Frame]:
    """The same rows in frames of at most `rows`. Only the last one carries the watermark."""
    if frame.rows.height <= rows:
        return [frame]
    pieces = _pieces(frame.rows, rows)
    quiet = msgspec.structs.replace(frame.header, watermark=None)
    return [Frame(quiet, piece) for piece in pieces[:-1]] + [Frame(frame.header, pieces[-1])]


def _pieces(table: pl.DataFrame, rows: int) -> list[pl.DataFrame]:
    """Rows of one source record (an edge has two ends) stay together: what shares an offset with rows already taken is a repeat."""
    offsets = table["source_offset"].to_list() if "source_offset" in table.columns else None
    pieces, start = [], 0
    while start < table.height:
        end = min(start + rows, table.height)
        while offsets and end < table.height and offsets[end] == offsets[end - 1]:
            end += 1
        pieces.append(table[start:end])
        start = end
    return pieces


def mark(
    kind: str, source: str = "", watermark: int | None = None, holds: bool = True, **note: str | int | bool
) -> Frame:
    """A frame without rows."""
    return Frame(Header(kind, source, watermark, holds, dict(note)))
