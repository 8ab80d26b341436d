"""The past as a warehouse has it: facts that were identified when they came go to the shards as they are, without intake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from detectors.profiles import as_booked
from events import topics
from streams.intake.split import split
from streams.log import Frame, Header
from streams.rerun import Reading, Rerun

CHUNK_ROWS = 20_000


def pieces_of(files: Sequence[Path]) -> Callable[[], Iterator[pl.DataFrame]]:
    """The rows of Arrow files, many at a time, as often as asked for."""

    def read() -> Iterator[pl.DataFrame]:
        for path in files:
            yield from pl.read_ipc(path).iter_slices(CHUNK_ROWS)

    return read


class FromFacts(Rerun[pl.DataFrame]):
    """Facts by stream, each in the order of time. A late or corrected record is where it belongs: the past as it is known now."""

    def _take(self, reading: Reading[pl.DataFrame], piece: pl.DataFrame) -> None:
        source = topics.SOURCES[reading.stream]
        piece = as_booked(piece) if reading.stream == "txn" else piece
        rows = piece.with_columns(
            source_offset=pl.int_range(reading.count - piece.height, reading.count, dtype=pl.Int64)
        )
        for partition, part in split(rows, self.partitions).items():
            self.engine.write(partition, Frame(Header(reading.stream, source), part))
        latest = piece["event_time"].dt.epoch("ms").max()
        reading.latest = max(reading.latest, int(latest))  # type: ignore[arg-type]  # an integer column's maximum
        self.result.records[reading.stream] += piece.height
        self.engine.watermark(source, reading.latest - 1, holds=True)
