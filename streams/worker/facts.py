"""Rows on their way to the warehouse."""

from __future__ import annotations

import threading

import polars as pl


class Facts:
    """Rows by table until the next checkpoint. Any thread may call."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._by_table: dict[str, list[pl.DataFrame]] = {}
        self.rows = 0  # that are not stored, those of a checkpoint under way included

    def keep(self, table: str, rows: pl.DataFrame) -> None:
        """Store with the next checkpoint."""
        with self._turn:
            self._by_table.setdefault(table, []).append(rows)
            self.rows += rows.height

    def take(self) -> dict[str, pl.DataFrame]:
        """What has collected, one frame a table."""
        with self._turn:
            taken, self._by_table = self._by_table, {}
        return {table: pl.concat(frames, how="diagonal_relaxed") for table, frames in taken.items()}

    def stored(self, rows: int) -> None:
        """So many are in the warehouse."""
        with self._turn:
            self.rows -= rows
