"""Chunks: many records of one topic partition as one buffer, without an object for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Message = tuple[bytes | None, bytes | None, Mapping[str, str]]  # key, value, headers


class Chunk(Protocol):
    """What the transport hands over: values joined by newlines, `{}` for an empty one, newlines inside a value made spaces."""

    topic: str
    partition: int
    buffer: bytes | NDArray[np.uint8]
    offsets: NDArray[np.int64]
    has_headers: bool  # some record has headers that decoding must look at (CloudEvents in binary mode)

    def record(self, i: int) -> Message:
        """One record as it was on the topic."""


class GivenChunk:
    """A chunk of messages that are at hand: files, a test, the retry queue of a replay."""

    def __init__(
        self, topic: str, partition: int, messages: Sequence[Message], offsets: Sequence[int] | None = None
    ) -> None:
        self.topic = topic
        self.partition = partition
        self.messages = messages
        self.offsets = np.arange(len(messages), dtype=np.int64) if offsets is None else np.array(offsets, np.int64)
        self.buffer: bytes | NDArray[np.uint8] = b"\n".join(
            (value or b"{}").replace(b"\n", b" ") for _, value, _ in messages
        )
        self.has_headers = any(headers for _, _, headers in messages)

    def record(self, i: int) -> Message:
        """One record as it was given."""
        return self.messages[i]
