"""What can go wrong with a warehouse, by what the caller can do about it.

WarehouseDown (ConnectionError)   does not answer, or cannot take it now: keep detecting, hold the checkpoint, try again
Refused (RuntimeError)            the statement or the rows are wrong: trying again gives the same answer
├─ DirectoryInUse                 another process, or another warehouse of this one, has the data directory
└─ SchemaChanged                  the stored tables were made by other migrations than this program's
"""

from __future__ import annotations

import re

# ClickHouse error codes of a store that has no room, no time or no leader now: memory, disk, parts, queries, time, sockets, read-only
PASSING = frozenset({75, 159, 202, 209, 210, 241, 242, 243, 252, 999})


class WarehouseDown(ConnectionError):
    """The store does not answer, or cannot take this now: hold the checkpoint, try again."""


class Refused(RuntimeError):
    """The store has said no, and will again."""


class DirectoryInUse(Refused):
    """Somebody else has this data directory."""


class SchemaChanged(Refused):
    """A migration that was applied here reads differently now, or is not known to this program."""


def of_server(text: str, code: int | None = None) -> WarehouseDown | Refused:
    """The error for what a ClickHouse server has said; its number is taken from the text when it is not given."""
    found = re.search(r"Code: (\d+)", text)
    number = code if code is not None else int(found[1]) if found else 0
    sentence = re.sub(r"\s*Stack trace:.*", "", text, flags=re.DOTALL).strip()
    return WarehouseDown(sentence) if number in PASSING else Refused(sentence)
