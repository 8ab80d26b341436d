"""The book as files: one NDJSON per stream, as banks would publish it, and `truth.ndjson` beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from streams.simulate.book import Book, Truth
from streams.simulate.calendar import ZONE_MS
from streams.simulate.kinds import KINDS
from streams.simulate.ledger import DOLLAR_SLOT, Ledger

MONEY = {
    "amount",
    "principal",
    "outstanding",
    "used",
    "net_assets",
    "revenue",
    "reg_capital",
    "paid_capital",
    "src_equity",
    "value",
}
MOMENTS = {"created_at", "due_at", "acked_at", "closed_at", "as_of", "ingest_time", "complete_through"}
DOLLAR_RATE = "7.1"
ROWS_A_SLICE = 200_000


def iso(ms: int) -> str:
    """Epoch milliseconds as local time of the bank's zone."""
    moment = np.datetime64(int(ms) + ZONE_MS, "ms")
    return f"{moment}+08:00"


def yuan_text(fen: int) -> str:
    """Exact decimal text of an amount in fen."""
    sign, fen = ("-" if fen < 0 else ""), abs(int(fen))
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def wire_record(record: dict[str, Any]) -> dict[str, Any]:
    """A planted record as it travels: ISO times, money as decimal text."""
    out: dict[str, Any] = {"stream": record["stream"], "event_id": record["event_id"], "source_system": "sim", "schema_ver": 1, "op": "I",
                           "event_time": iso(record["time"])}  # fmt: skip
    for key, value in record.items():
        if key in MONEY and value is not None and record["stream"] != "reference":
            out[key] = yuan_text(value)
        elif key in MOMENTS and value is not None:
            out[key] = iso(value)
        elif key != "time":
            out.setdefault(key, value)
    return out


def _lookup(values: list[Any], index: str, name: str) -> pl.Expr:
    return pl.lit(pl.Series(name, values)).gather(pl.col(index)).alias(name)


def wire_entries(book: Book, frame: pl.DataFrame) -> pl.DataFrame:
    """Entries of the ledger as `txn` records."""
    bank, parties, codes = book.bank, book.bank.parties, [kind.code.split("/") for kind in KINDS]
    text = [kind.texts for kind in KINDS]
    party = frame["party"].to_numpy()
    time = pl.col("time") + ZONE_MS
    money = {
        name: (pl.col(name) // 100).cast(pl.String) + "." + (pl.col(name) % 100).cast(pl.String).str.zfill(2)
        for name in ("amount", "bal_after")
    }
    local = pl.from_epoch(time, time_unit="ms")
    kind, slot = frame["kind"].to_list(), frame["slot"].to_numpy()
    remittance = [
        own or text[k][i % len(text[k])] for i, (k, own) in enumerate(zip(kind, frame["text"].to_list(), strict=True))
    ]
    originals = _originals(frame)

    def named(values: list[Any], name: str) -> pl.Series:
        return pl.Series(name, pl.Series(values, dtype=pl.String).gather(np.maximum(party, 0))).zip_with(
            pl.Series(party >= 0), pl.Series([None], dtype=pl.String).new_from_index(0, len(party))
        ).alias(name)  # fmt: skip

    return frame.select(
        stream=pl.lit("txn"), event_id=pl.col("event_id"), source_system=pl.lit("core"), schema_ver=pl.lit(1), op=pl.lit("I"),
        event_time=local.dt.strftime("%Y-%m-%dT%H:%M:%S%.3f+08:00"), booking_date=local.dt.strftime("%Y-%m-%d"),
        account_no="6228" + (pl.col("slot") + 1).cast(pl.String) + (pl.col("customer") + 1).cast(pl.String).str.zfill(13),
        account_owner_name=_lookup(bank.name, "customer", "n"), bank_ref="B" + pl.col("event_id"),
        cdt_dbt=_lookup(["CRDT" if k.credit else "DBIT" for k in KINDS], "kind", "d"), reversal=pl.col("reversal"), amount=money["amount"],
        ccy=pl.Series(np.where(slot == DOLLAR_SLOT, "USD", "CNY")),
        amt_cny=pl.Series(_in_cny(frame["amount"].to_numpy(), slot), dtype=pl.String), status=pl.lit("BOOK"),
        tx_domain=_lookup([c[0] for c in codes], "kind", "a"), tx_family=_lookup([c[1] for c in codes], "kind", "b"),
        tx_subfamily=_lookup([c[2] for c in codes], "kind", "c"), purpose_cd=_lookup([k.purpose for k in KINDS], "kind", "p"),
        cp_name=named(parties.name, "n"), cp_account=named(parties.account, "a"), cp_uscc=named(parties.uscc, "u"),
        cp_bank_code=named(parties.bank, "b"), cp_country=named(parties.country, "c"), remittance=pl.Series(remittance),
        channel=_lookup([k.channel for k in KINDS], "kind", "c"), bop_code=_lookup([k.bop for k in KINDS], "kind", "o"),
        loan_note_id=pl.col("note"), batch_id=pl.col("batch"), batch_count=pl.when(pl.col("heads") > 0).then(pl.col("heads")),
        original_ref=pl.Series(originals, dtype=pl.String), bal_after=money["bal_after"],
    )  # fmt: skip


def _in_cny(amount: np.ndarray[Any, np.dtype[np.int64]], slot: np.ndarray[Any, np.dtype[np.int64]]) -> list[str | None]:
    """Yuan of a dollar entry at the reference rate, exactly (7.1 = 71/10, rounded half up to fen)."""
    out: list[str | None] = [None] * len(amount)
    for i in np.flatnonzero(slot == DOLLAR_SLOT):
        out[int(i)] = yuan_text((int(amount[i]) * 71 + 5) // 10)
    return out


def _originals(frame: pl.DataFrame) -> list[str | None]:
    """The event id of the entry that a reversal refers to."""
    wanted = frame.filter(pl.col("original") >= 0)
    if not len(wanted):
        return [None] * len(frame)
    ids = dict(frame.filter(pl.col("serial") >= 0).select("serial", "event_id").iter_rows())
    return [ids.get(serial) for serial in frame["original"]]


def write_entries(book: Book, ledger: Ledger, path: Path) -> Iterator[tuple[int, int]]:
    """Write `txn.ndjson` slice by slice; yields rows written and rows in all."""
    frame = ledger.entries
    with path.open("wb") as file:
        for first in range(0, max(1, len(frame)), ROWS_A_SLICE):
            wire_entries(book, frame.slice(first, ROWS_A_SLICE)).write_ndjson(file)
            yield min(len(frame), first + ROWS_A_SLICE), len(frame)


def write_records(book: Book, out: Path) -> None:
    """Write every other stream in order of arrival; records past the last day are dropped."""
    end = book.days.ms(book.days.count)
    for stream, records in book.records.items():
        kept = sorted(
            (r for r in records if r["time"] < end), key=lambda r: (r.get("ingest_time") or r["time"], r["event_id"])
        )
        _write_lines(out / f"{stream}.ndjson", (wire_record(r) for r in kept))


def write_truth(book: Book, ledger: Ledger, path: Path) -> None:
    ids = dict(ledger.entries.filter(pl.col("serial") >= 0).select("serial", "event_id").iter_rows())
    rows = sorted(book.truth, key=lambda t: (t.known_at, t.rule, t.customer, t.object_id or ""))
    _write_lines(path, (_truth_line(book, t, ids) for t in rows))


def _truth_line(book: Book, t: Truth, ids: dict[int, str]) -> dict[str, Any]:
    return {"rule": t.rule, "customer_id": book.bank.id(t.customer) if t.customer >= 0 else None, "object_id": t.object_id,
            "aliases": list(t.aliases), "trigger": t.trigger or ids.get(t.serial), "event_time": iso(t.event), "known_at": iso(t.known_at),
            "known_by": iso(t.known_by), "since": iso(t.since), "until": iso(t.until), "expect": str(t.expect), "trap": t.trap}  # fmt: skip


def _write_lines(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
