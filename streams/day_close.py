"""The day close: when every shard has passed day D and its facts are stored, what is normal is computed anew and goes into the log.

The SQL of detectors/profiles runs over facts up to D; its rows go to the partitions of their customers, and last of all the mark
"profiled D" goes to every partition: only then do the shards judge the day and move on (DESIGN §2.2). Running a close twice
writes the same rows again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl

from streams.intake.split import split
from streams.log import Frame, Header, cut

KINDS = ("profile", "counterparty", "due", "contagion", "feed")  # in the order in which a shard is to see them

Close = Callable[[date], Mapping[str, pl.DataFrame]]


def close_day(day: date, close: Close, partitions: int) -> Iterator[tuple[int, Frame]]:
    """The frames of one day close with their log partitions."""
    frames = close(day)
    for kind in KINDS:
        rows = frames.get(kind)
        if rows is None or rows.is_empty():
            continue
        for partition, part in split(rows, partitions).items():
            for piece in cut(Frame(Header(kind, note={"day": day.toordinal()}), part)):
                yield partition, piece
    feeds = frames.get("feed")
    incomplete = [] if feeds is None else feeds.filter(~pl.col("complete"))["stream"].to_list()
    for partition in range(partitions):
        yield partition, Frame(Header("profiled", note={"day": day.toordinal(), "incomplete": incomplete}))
