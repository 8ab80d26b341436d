"""The embedded log: source topics and log partitions in one SQLite file, so that what was accepted outlives kill -9.

Batches are appended whole and read in order by offset, as on Kafka. Positions (how far intake has come) are committed in the same
transaction as what they led to: intake is exactly-once here without any de-duplication. One writer at a time; any thread may call.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import msgspec

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS batches (topic TEXT, first INTEGER, count INTEGER, payload BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS batch_place ON batches (topic, first, count);
CREATE TABLE IF NOT EXISTS position (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letter (id INTEGER PRIMARY KEY, reason TEXT, at INTEGER, letter BLOB, requeued INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS dead_letter_reason ON dead_letter (reason, id);
CREATE TABLE IF NOT EXISTS awaited (account TEXT, letter INTEGER, PRIMARY KEY (account, letter)) WITHOUT ROWID;
"""

# Batches were rows of their key once, and looking for one read the megabytes of those that it was compared with.
MOVE = """
BEGIN;
CREATE TABLE IF NOT EXISTS batch (topic TEXT, first INTEGER, count INTEGER, payload BLOB, PRIMARY KEY (topic, first)) WITHOUT ROWID;
INSERT INTO batches SELECT topic, first, count, payload FROM batch;
DROP TABLE batch;
COMMIT;
"""
# The batch that has an offset is the last one that begins at or below it.
NEXT = """
SELECT first, payload FROM batches
WHERE topic = ?1 AND first >= coalesce((SELECT max(first) FROM batches WHERE topic = ?1 AND first <= ?2), 0) AND first + count > ?2
ORDER BY first LIMIT 1
"""

Record = tuple[bytes | None, bytes | None, dict[str, str]]  # key, value, headers: a message as on Kafka


class JournalDown(RuntimeError):
    """The file cannot be written, mostly because the disk is full: nothing of this transaction is kept, everything before it is."""


class Journal:
    """Topics in a file. `transaction()` makes what is done inside it durable together or not at all; raises JournalDown."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(SCHEMA + MOVE)
        self._turn = threading.RLock()
        self._depth = 0

    @contextmanager
    def transaction(self, fsync: bool = False) -> Iterator[None]:
        """All or nothing. `fsync`: on disk when it returns, so that it outlives a power cut too."""
        with self._turn:
            if self._depth == 0:
                self._db.execute(f"PRAGMA synchronous = {'FULL' if fsync else 'NORMAL'}")
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._db.execute("COMMIT")
            except BaseException as error:
                self._undo(error)
            finally:
                self._depth -= 1

    def _undo(self, error: BaseException) -> NoReturn:
        if self._depth == 1 and self._db.in_transaction:  # a full disk has mostly ended it already
            self._db.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError):
            said = f"{self._path} cannot be written: {error}; what was accepted before is kept, nothing of this is"
            raise JournalDown(said) from error
        raise error

    def append(self, topic: str, records: Sequence[Record]) -> int:
        """Append records; returns the offset of the first."""
        with self.transaction():
            first = self.end(topic)
            self._db.execute(
                "INSERT INTO batches VALUES (?, ?, ?, ?)", (topic, first, len(records), msgspec.msgpack.encode(records))
            )
            self.put(f"end {topic}", first + len(records))
        return first

    def end(self, topic: str) -> int:
        """The offset that the next record gets."""
        return self.position(f"end {topic}")

    def read(self, topic: str, since: int) -> Iterator[tuple[int, list[Record]]]:
        """Records from an offset on, batch by batch: (offset of the first, records)."""
        while True:
            with self._turn:
                row = self._db.execute(NEXT, (topic, since)).fetchone()
            if row is None:
                return
            first, records = row[0], msgspec.msgpack.decode(row[1], type=list[Record])
            skip = max(since - first, 0)
            yield first + skip, records[skip:]
            since = first + len(records)

    def forget(self, topic: str, below: int) -> None:
        """Drop batches that lie wholly below an offset."""
        with self.transaction():
            self._db.execute("DELETE FROM batches WHERE topic = ? AND first + count <= ?", (topic, below))

    def position(self, name: str) -> int:
        """A committed number, 0 when there is none."""
        with self._turn:
            row = self._db.execute("SELECT value FROM position WHERE name = ?", (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def put(self, name: str, value: int) -> None:
        """Commit a number under a name."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO position VALUES (?, ?)", (name, value))

    # ---- dead letters: beside the positions, so that each is kept exactly once

    def bury(self, reason: str, letter: bytes, account: str | None = None) -> None:
        """Keep a dead letter. `account`: that it waited for in vain."""
        with self.transaction():
            kept = self._db.execute(
                "INSERT INTO dead_letter (reason, at, letter) VALUES (?, ?, ?)",
                (reason, int(time.time() * 1000), letter),
            )
            if account is not None:
                self._db.execute("INSERT INTO awaited VALUES (?, ?)", (account, kept.lastrowid))

    def buried(self, reason: str | None, after: int, limit: int) -> list[tuple[int, int, bytes, bool]]:
        """Dead letters, the newest first, with ids below `after` (0: from the newest): (id, at, letter, requeued)."""
        with self._turn:
            rows = self._db.execute(
                "SELECT id, at, letter, requeued FROM dead_letter "
                "WHERE (? IS NULL OR reason = ?) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?",
                (reason, reason, after, after, limit),
            ).fetchall()
        return [(i, at, letter, bool(again)) for i, at, letter, again in rows]

    def letter(self, number: int) -> bytes | None:
        """One dead letter."""
        with self._turn:
            row = self._db.execute("SELECT letter FROM dead_letter WHERE id = ?", (number,)).fetchone()
        return None if row is None else bytes(row[0])

    def raised(self, number: int) -> None:
        """A dead letter has been sent again."""
        with self.transaction():
            self._db.execute("UPDATE dead_letter SET requeued = 1 WHERE id = ?", (number,))
            self._db.execute("DELETE FROM awaited WHERE letter = ?", (number,))

    def awaited(self) -> dict[str, list[int]]:
        """Accounts that dead letters wait for, each with its letters, the oldest first."""
        found: dict[str, list[int]] = {}
        with self._turn:
            for account, number in self._db.execute("SELECT account, letter FROM awaited ORDER BY account, letter"):
                found.setdefault(account, []).append(number)
        return found

    def reasons(self) -> dict[str, int]:
        """How many dead letters there are that nobody has sent again, by reason."""
        with self._turn:
            rows = self._db.execute(
                "SELECT reason, count(*) FROM dead_letter WHERE requeued = 0 GROUP BY reason ORDER BY reason"
            ).fetchall()
        return dict(rows)

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._db.close()
