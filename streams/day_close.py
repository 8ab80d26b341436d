"""The day close: when every shard has passed day D and its facts are stored, what is normal is computed anew and goes into the log.

The SQL of detectors/profiles runs over facts up to D; its rows go to the partitions of their customers, and last of all the mark
"profiled D" goes to every partition: only then do the shards judge the day and move on (DESIGN §2.2). A close that was cut short is run again, under another name:
a shard takes the rows of the run whose mark it reads first, and no others (streams/shard/closing.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl

from detectors.profiles import KINDS
from streams.intake.split import split
from streams.log import Frame, Header, cut

Note = dict[str, str | int | bool | list[str] | None]
Close = Callable[[date], Mapping[str, pl.DataFrame]]


def close_day(day: date, close: Close, partitions: int) -> Iterator[tuple[int, Frame]]:
    """The frames of one run of a day close with their log partitions; the last of each partition is the mark."""
    frames, name = close(day), Note(day=day.toordinal(), run=secrets.token_hex(8))
    for kind in KINDS:
        rows = frames.get(kind)
        if rows is None or rows.is_empty():
            continue
        for partition, part in split(rows, partitions).items():
            for piece in cut(Frame(Header(kind, note=name), part)):
                yield partition, piece
    feeds = frames.get("feed")
    incomplete = [] if feeds is None else feeds.filter(~pl.col("complete"))["stream"].to_list()
    for partition in range(partitions):
        yield partition, Frame(Header("profiled", note={**name, "incomplete": incomplete}))
