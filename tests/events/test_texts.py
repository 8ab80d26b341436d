"""Promises of texts laid end to end: columns come back as they were, nulls and empty texts kept apart."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from events import texts
from events.spans import Spans, joined

KINDS = (pl.String(), pl.Int64(), pl.Boolean())
ROW = st.tuples(
    st.none() | st.text(max_size=9), st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.booleans()
)


def columns(rows: list[tuple[str | None, int | None, bool | None]]) -> list[pl.Series]:
    return pl.DataFrame(rows, schema=["a", "b", "c"], schema_overrides=dict(zip("abc", KINDS, strict=True)), orient="row").get_columns()  # fmt: skip


@given(st.lists(ROW, max_size=6))
def test_rows_come_back_as_they_were(rows: list[tuple[str | None, int | None, bool | None]]) -> None:
    back = texts.read(texts.laid(columns(rows)), KINDS)
    assert list(zip(*(column.to_list() for column in back), strict=True)) == rows


@given(st.lists(st.lists(ROW, max_size=3), min_size=1, max_size=4))
def test_many_rows_in_one_text_are_split_again(groups: list[list[tuple[str | None, int | None, bool | None]]]) -> None:
    flat = [row for group in groups for row in group]
    counts = pl.Series(map(len, groups), dtype=pl.Int64).to_numpy()
    each, found = texts.split(texts.laid(columns(flat)).grouped(counts), len(KINDS))
    assert found.tolist() == counts.tolist()
    back = texts.read(each, KINDS)
    assert list(zip(*(column.to_list() for column in back), strict=True)) == flat


def test_a_null_that_lies_on_bytes_is_empty() -> None:
    behind = pl.Series(["seen", "hidden"]).zip_with(pl.Series([True, False]), pl.Series([None, None], dtype=pl.String))
    assert joined([Spans.of(behind)]).texts() == [b"seen", b""]
