"""The comparison: what was found against what must have been found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from bench.chaos.expected import Findings
from detectors.features.accounts import SAVED
from events import texts, topics
from events.spans import Spans
from events.streams import STREAMS
from sinks.warehouse import EmbeddedWarehouse, Warehouse
from sinks.warehouse.ddl import key_of
from streams.shard import saved
from streams.shard.repeats import WINDOW
from streams.standing import Figures
from tidewatch.commands.reconcile import reconciled
from tidewatch.house.figures import run

TABLES = ("customer_day", "customer_now", "profile", "loan_money", "finding", "alert", "suppression", *sorted(STREAMS))
# where a row stood, not what it says
PLACES = {"version", "log_offset", "log_partition", "source_offset", "run", "place"}


@dataclass(frozen=True)
class Difference:
    """One comparison of two sets of rows by their keys. `repeated`: written more than once, which identity makes harmless."""

    what: str
    expected: int
    found: int
    lost: int
    added: int
    different: int
    repeated: int = 0
    example: str = ""  # the first row that differs, and where in it; else the first that one side alone has

    @property
    def wrong(self) -> bool:
        """Whether anything differs."""
        return bool(self.lost or self.added or self.different)

    def row(self) -> dict[str, Any]:
        """For the table and the kept result."""
        return {
            "what": self.what, "expected": self.expected, "found": self.found, "lost": self.lost, "too many": self.added,
            "different": self.different, "repeated": self.repeated,
        }  # fmt: skip


def between(what: str, expected: Mapping[Any, Any], found: Mapping[Any, Any], repeated: int = 0) -> Difference:
    """Compare two mappings of key → row."""
    different = [key for key in expected if key in found and expected[key] != found[key]]
    lost, added = ([key for key in one if key not in other] for one, other in ((expected, found), (found, expected)))
    examples = chain(
        (f"{key}: {first_difference(expected[key], found[key])}" for key in different),
        (f"lost {key}: {expected[key]}" for key in lost),
        (f"too many {key}: {found[key]}" for key in added),
    )
    counts = (len(one) for one in (expected, found, lost, added, different))
    return Difference(what, *counts, repeated, next(examples, ""))


def first_difference(wanted: Any, found: Any, path: str = "") -> str:
    """Where two nested values part, and how."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        if list(wanted) != list(found):
            return f"{path or 'row'} has {list(found)}, not {list(wanted)}"
        pairs = [(f"{path}.{key}", wanted[key], found[key]) for key in wanted]
    elif isinstance(wanted, list | tuple) and isinstance(found, list | tuple) and len(wanted) == len(found):
        pairs = [(f"{path}[{i}]", *both) for i, both in enumerate(zip(wanted, found, strict=True))]
    else:
        return f"{path or 'row'} is {found!r}, not {wanted!r}"
    return next(
        (first_difference(a, b, where) for where, a, b in pairs if a != b), f"{path}: only in the order of its keys"
    )


def compared(clean: Path, live: Path, over: Collection[str] = ()) -> list[Difference]:
    """Facts, state and key figures of two warehouses' folders. Their servers must have ended: the folders are opened here. `over`: alerts whose taking
    back was told to nobody (`office_verdict.over_before`): their lines of the ledger are not compared."""
    theirs = EmbeddedWarehouse(clean)
    wanted = _told(kept(theirs), over)
    theirs.close()
    ours = EmbeddedWarehouse(live)
    found = [*differences(wanted, _told(kept(ours), over)), _reconciled(ours)]
    ours.close()
    return found


def _told(tables: dict[str, dict[Any, Any]], over: Collection[str]) -> dict[str, dict[Any, Any]]:
    name, of = "rows of suppression", key_of("suppression").index("finding_id")
    return {**tables, name: {key: row for key, row in tables[name].items() if key[of] not in over}}


def kept(warehouse: Warehouse) -> dict[str, dict[Any, Any]]:
    """What a warehouse keeps of facts and customers' state, but for the places in the log: table → key → row."""
    return {**{f"rows of {table}": _rows(warehouse, table) for table in TABLES}, "customers' state": _state(warehouse)}


def differences(wanted: Mapping[str, dict[Any, Any]], found: Mapping[str, dict[Any, Any]]) -> list[Difference]:
    """Of everything that is wanted; a table that is wanted empty is not looked at."""
    return [between(what, rows, found[what]) for what, rows in wanted.items() if rows]


def findings(what: str, expected: Findings, told: Mapping[str, list[bytes]]) -> Difference:
    """What the workers have said, after identity: the last word on each finding."""
    said = [line for topic in (topics.FINDINGS, topics.FINDINGS_AML) for line in told[topic]]
    found = {msgspec.json.decode(line)["finding_id"]: line for line in said}
    return between(what, expected, found, len(said) - len(found))


def _rows(warehouse: Warehouse, table: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    if not warehouse.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = {t}", t=table
    ).height:
        return {}
    rows = warehouse.query(f"SELECT * FROM {table} FINAL")
    key = [name for name in key_of(table) if name in rows.columns]
    said = rows.select(sorted(set(rows.columns) - PLACES))
    return dict(zip(rows.select(key).iter_rows(), map(_filled, said.iter_rows(named=True)), strict=True))


def _filled(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row says; a column that is empty says nothing, whether the table has it or not."""
    return tuple((name, str(value)) for name, value in row.items() if value not in (None, [], ""))


def _state(warehouse: Warehouse) -> dict[str, Any]:
    """Each customer's row without the place in the log that it has seen."""
    rows = warehouse.query_raw("SELECT customer_id, blob FROM shard_state FINAL")
    heads, (numbers, accounts, ids, attributes, books) = saved.parts(Spans.of(rows["blob"]))
    columns = zip(
        heads[:, saved.LAYOUT].tolist(), *(part.texts() for part in (numbers, ids, attributes, books)), strict=True
    )
    each = [
        {
            "layout": layout,
            "numbers": number.hex(),
            "ids": _window(window),
            "attributes": known.hex(),
            "book": _book(book),
        }
        for layout, number, window, known, book in columns
    ]
    names = rows["customer_id"].cast(pl.String).to_list()
    return {name: one | {"accounts": own} for name, one, own in zip(names, each, _accounts(accounts), strict=True)}


def _accounts(packed: Spans) -> list[dict[str, int]]:
    """Balances by account: which was first heard of decides nothing."""
    each, counts = texts.split(packed, len(SAVED))
    rows = zip(*(column.to_list() for column in texts.read(each, SAVED)), strict=True)
    return [dict(islice(rows, count)) for count in counts.tolist()]


def _book(packed: bytes) -> dict[str, Any]:
    return msgspec.msgpack.decode(packed[1:]) if packed else {}


def _window(packed: bytes) -> list[str]:
    """How many ids there have been, and which are remembered. Master data that comes behind the clock is taken as it comes, and a worker that
    has died changes what comes first: so their order is not compared, for as long as none is forgotten it decides nothing."""
    words = [packed[at : at + 8].hex() for at in range((1 + WINDOW + 7) // 8, len(packed), 8)]
    return [*words[:1], *sorted(words[1:])]


def _reconciled(warehouse: Warehouse) -> Difference:
    """`tidewatch reconcile` of every day that was closed, once the desk has counted again what its next start would find changed."""
    days = warehouse.query("SELECT DISTINCT day FROM profile ORDER BY day")["day"].to_list()
    _count_late(warehouse, max(days))
    reports = [reconciled(warehouse, day) for day in days]
    counters, drifted = (sum(one[name] for one in reports) for name in ("counters", "drifted"))
    example = next((f"{one['day']}: {one['drifts'][0]}" for one in reports if one["drifts"]), "")
    return Difference(f"key figures of {len(days)} days", counters, counters, 0, 0, drifted, 0, example)


def _count_late(warehouse: Warehouse, last: date) -> None:
    figures = Figures(warehouse)
    figures.closed(last, run())
    while figures.late(run()):
        pass
