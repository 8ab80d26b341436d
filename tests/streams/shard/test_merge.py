"""Promises of the merge: whatever way sources were interleaved and cut, rows leave in event-time order, each once."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.log import Frame, Header, cut, decode, encode
from streams.shard.merge import Merge, rounds

Row = tuple[str, int]  # customer, event time


def rows_of(source_rows: list[Row], first: int) -> pl.DataFrame:
    return pl.DataFrame(
        [(c, t, first + i) for i, (c, t) in enumerate(source_rows)],
        schema={"customer_id": pl.String, "event_time": pl.Datetime("ms", "UTC"), "source_offset": pl.Int64},
        orient="row",
    )


def frames_of(source: str, times: list[Row], size: int) -> list[Frame]:
    """A source's rows in time order, cut into frames that say how far it has come; then: read to its end."""
    ordered = sorted(times, key=lambda row: row[1])
    pieces = [ordered[i : i + size] for i in range(0, len(ordered), size)]
    frames = [
        Frame(Header("txn", source, piece[-1][1] - 1), rows_of(piece, i * size)) for i, piece in enumerate(pieces)
    ]
    return [*frames, Frame(Header("watermark", source, ordered[-1][1] if ordered else None, holds=False))]


def run(frames: list[Frame]) -> list[tuple[str, int, str]]:
    """What leaves a merge, in order."""
    merge, seen = Merge(["a", "b"]), []
    for offset, frame in enumerate(frames):
        merge.read(frame)
        if frame.rows.height and (fresh := merge.fresh(frame)).height:
            merge.hold(frame.kind, frame.header.source, fresh, offset)
        for _, rows in rounds(merge.release(merge.time())):
            seen += list(zip(rows["customer_id"], rows["_time"], rows["_source"], strict=True))
    return seen


SOURCE = st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 50)), max_size=20)


@settings(max_examples=60)
@given(SOURCE, SOURCE, st.integers(1, 7), st.integers(1, 7), st.randoms(use_true_random=False))
def test_any_interleaving_gives_the_same_order(a: list[Row], b: list[Row], m: int, n: int, random: object) -> None:
    left, right = frames_of("a", a, m), frames_of("b", b, n)
    mixed: list[Frame] = []
    while left or right:
        mixed.append((left if left and (not right or random.random() < 0.5) else right).pop(0))  # type: ignore[attr-defined]
    expected = sorted([(t, "a", c) for c, t in a] + [(t, "b", c) for c, t in b], key=lambda row: row[:2])
    assert [(t, s) for _, t, s in run(mixed)] == [(t, s) for t, s, _ in expected]


@settings(max_examples=30)
@given(SOURCE, st.integers(1, 7))
def test_a_repeat_by_intake_counts_once(a: list[Row], size: int) -> None:
    frames = frames_of("a", a, size)
    silent = [Frame(Header("watermark", "b", holds=False))]
    repeated = [frame for frame in frames for _ in range(2)]
    assert run(silent + repeated) == run(silent + frames)


def test_a_row_dated_ahead_of_what_is_said_of_its_source_moves_nothing_and_waits() -> None:
    merge = Merge(["txn/0"])
    merge.hold("txn", "txn/0", rows_of([("x", 5), ("y", 100)], 0), 0)
    merge.read(Frame(Header("watermark", "txn/0", 10, holds=False)))
    assert (merge.time(), merge.moved_to) == (10, 10)
    assert merge.release(merge.time())["txn"]["customer_id"].to_list() == ["x"]
    merge.read(Frame(Header("watermark", "txn/0", 100, holds=False)))
    assert merge.release(merge.time())["txn"]["customer_id"].to_list() == ["y"]


def test_a_source_not_heard_of_yet_holds_the_clock() -> None:
    assert run(frames_of("a", [("x", 5)], 1)) == []


def test_reading_again_starts_where_rows_still_wait() -> None:
    merge = Merge(["a", "b"])
    for offset, times in enumerate(([1, 2], [3, 9], [10, 11])):
        merge.hold("txn", "a", rows_of([("x", t) for t in times], 2 * offset), offset)
    merge.release(5)
    assert merge.resume_at(2) == (1, {"a": 1, "b": -1})


def test_a_customer_sees_its_rows_in_order_and_frames_stay_whole() -> None:
    merge = Merge(["a"])
    merge.hold("txn", "a", rows_of([("x", 1), ("y", 2), ("x", 5)], 0), 0)
    merge.hold("contract", "a", rows_of([("x", 3)], 3), 1)
    plan = [(kind, rows["_time"].to_list()) for kind, rows in rounds(merge.release(9))]
    assert plan == [("txn", [1, 2]), ("contract", [3]), ("txn", [5])]


def test_a_frame_comes_back_as_it_was_written() -> None:
    frame = Frame(Header("txn", "t/0", 7, note={"day": 3}), rows_of([("x", 1), ("y", 2), ("z", 3)], 0))
    back = decode(encode(frame))
    assert back.header == frame.header
    assert back.rows.equals(frame.rows)
    pieces = cut(frame, 2)
    assert [piece.rows.height for piece in pieces] == [2, 1]
    assert [piece.header.watermark for piece in pieces] == [None, 7]
