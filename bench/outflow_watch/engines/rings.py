"""The accounts of one partition on Tidewatch's side: a struct array moved by one compiled loop, and its rows in Redis."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import redis
from numpy.typing import NDArray

from events.compiled import compiled
from streams.shard.customers import Customers

ROW = np.dtype(
    [("seen", np.int64), ("day", np.int64), ("debits", np.int64, 7), ("credits", np.int64, 7), ("numbers", np.int64, 7)]
)
DAY_MS = 86_400_000
KEEP_NEWER = """
local saved = 0
for i = 1, #ARGV, 3 do
  local old = redis.call('HGET', KEYS[2], ARGV[i])
  if not old or tonumber(old) < tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
    saved = saved + 1
  end
end
return saved
"""


@compiled
def _move(state, rows, debit, amount, day, offsets, net, gap):  # type: ignore[no-untyped-def]
    """Every record of a frame in order; `gap` is −1 where the account's row has seen the record already."""
    for i in range(rows.shape[0]):
        row = state[rows[i]]
        if offsets[i] <= row.seen:
            gap[i] = -1
            continue
        gap[i] = day[i] - row.day if row.seen >= 0 else 0
        for step in range(min(gap[i], 7)):
            cell = (row.day + 1 + step) % 7
            row.debits[cell] = row.credits[cell] = row.numbers[cell] = 0
        row.day, row.seen, cell = day[i], offsets[i], day[i] % 7
        if debit[i]:
            row.debits[cell] += amount[i]
            row.numbers[cell] += 1
        else:
            row.credits[cell] += amount[i]
        for cell in range(7):
            net[i] += row.debits[cell] - row.credits[cell]


class Rings:
    """One partition's accounts. A row is whole and knows the last offset it has seen, so that repeats change nothing."""

    def __init__(self) -> None:
        self.accounts = Customers()
        self._state = self._empty(1 << 12)
        self._dirty: list[NDArray[np.int64]] = []

    def move(self, frame: pl.DataFrame, offsets: NDArray[np.int64]) -> pl.DataFrame:
        """The frame's new debits with `net` and `gap`."""
        rows = self.accounts.index(frame["account"])
        self._reach(len(self.accounts))
        net, gap = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
        debit = (frame["direction"] == "D").to_numpy()
        day = (frame["ts"] // DAY_MS).to_numpy()
        _move(self._state, rows, debit, frame["amount_fen"].to_numpy(), day, offsets, net, gap)
        self._dirty.append(rows)
        return frame.with_columns(net=net, gap=gap).filter(debit & (gap >= 0))

    def changed(self) -> list[tuple[str, int, bytes]]:
        """(account, last offset, row) of what has moved since the last call."""
        if not self._dirty:
            return []
        rows, self._dirty = np.unique(np.concatenate(self._dirty)), []
        states = self._state[rows]
        data, size, ids = states.tobytes(), ROW.itemsize, self.accounts.ids
        seen = states["seen"].tolist()
        return [(ids[row], seen[i], data[i * size : (i + 1) * size]) for i, row in enumerate(rows.tolist())]

    def load(self, saved: Iterator[tuple[str, bytes]]) -> None:
        """Put saved rows back."""
        pairs = list(saved)
        if pairs:
            rows = self.accounts.index(pl.Series([account for account, _ in pairs]))
            self._reach(len(self.accounts))
            self._state[rows] = np.frombuffer(b"".join(row for _, row in pairs), ROW)

    def _reach(self, rows: int) -> None:
        if rows > len(self._state):
            self._state = np.concatenate([self._state, self._empty(max(rows, len(self._state)))])

    @staticmethod
    def _empty(rows: int) -> NDArray[np.void]:
        state = np.zeros(rows, ROW)
        state["seen"] = -1
        return state


class Store:
    """Rows of all partitions in Redis; the higher offset wins, whoever writes later. Blocks: call it in a thread."""

    PIECE = 2_000  # rows in one call of the script

    def __init__(self, socket: str, group: str) -> None:
        self._redis = redis.Redis(unix_socket_path=socket)
        self._script = self._redis.register_script(KEEP_NEWER)
        self._group = group

    def save(self, partition: int, rows: list[tuple[str, int, bytes]]) -> None:
        """Store rows."""
        keys = [f"{self._group}:{partition}:rows", f"{self._group}:{partition}:seen"]
        for first in range(0, len(rows), self.PIECE):
            piece = rows[first : first + self.PIECE]
            self._script(keys=keys, args=[value for row in piece for value in row])

    def rows(self, partition: int) -> Iterator[tuple[str, bytes]]:
        """What is stored of a partition."""
        found = self._redis.hgetall(f"{self._group}:{partition}:rows")
        return ((account.decode(), row) for account, row in found.items())  # type: ignore[union-attr]
