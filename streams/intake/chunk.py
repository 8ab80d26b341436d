"""Chunks: many records of one topic as one buffer, without an object for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Message = tuple[bytes | None, bytes | None, Mapping[str, str]]  # key, value, headers


class Chunk(Protocol):
    """What the transport hands over: values joined by newlines, `{}` for an empty one, newlines inside a value made spaces."""

    topic: str
    buffer: bytes | NDArray[np.uint8]
    offsets: NDArray[np.int64]
    has_headers: bool  # some record has headers that decoding must look at (CloudEvents in binary mode)

    @property
    def partitions(self) -> NDArray[np.int64]:
        """Of the topic, one for each record."""

    def record(self, i: int) -> Message:
        """One record as it was on the topic."""


class GivenChunk:
    """A chunk of messages that are at hand: files, a test, the retry queue of a replay."""

    def __init__(
        self, topic: str, partitions: int | NDArray[np.int64], messages: Sequence[Message], offsets: Sequence[int] | None = None
    ) -> None:  # fmt: skip
        self.topic = topic
        self.partitions = np.broadcast_to(np.asarray(partitions, np.int64), len(messages))
        self.messages = messages
        self.offsets = np.arange(len(messages), dtype=np.int64) if offsets is None else np.array(offsets, np.int64)
        self.buffer: bytes | NDArray[np.uint8] = b"\n".join(
            (value or b"{}").replace(b"\n", b" ") for _, value, _ in messages
        )
        self.has_headers = any(headers for _, _, headers in messages)

    def record(self, i: int) -> Message:
        """One record as it was given."""
        return self.messages[i]


class _Joined:
    """Chunks of several fetches of one topic as one."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.topic = chunks[0].topic
        self.buffer: bytes | NDArray[np.uint8] = b"\n".join(bytes(chunk.buffer) for chunk in chunks)
        self.offsets = np.concatenate([chunk.offsets for chunk in chunks])
        self.partitions = np.concatenate([chunk.partitions for chunk in chunks])
        self.has_headers = any(chunk.has_headers for chunk in chunks)
        self._chunks = chunks
        self._ends = np.cumsum([len(chunk.offsets) for chunk in chunks])

    def record(self, i: int) -> Message:
        """One record as it was on the topic."""
        which = int(np.searchsorted(self._ends, i, side="right"))
        chunk = self._chunks[which]
        return chunk.record(i - int(self._ends[which]) + len(chunk.offsets))


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Chunks of one topic, none of them empty, as one: to take a chunk costs some milliseconds however few records it has."""
    return chunks[0] if len(chunks) == 1 else _Joined(chunks)
