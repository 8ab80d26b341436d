"""Loan money inside a shard: which customers carry some, their day so far, and what goes to other customers as effects.

Only customers with live buckets are followed, so this may be plain Python. A customer's day is followed anew with every frame that touches it;
what has not changed since is not said again (detectors/tracing).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import polars as pl

from detectors.calendar import Calendar
from detectors.rules.frames import FRAMES, POLARS
from detectors.tracing import Bucket, Entry, Followed, Trace, follow_day, live, note_rows, take_trace, with_undone
from events.eager import ticks
from streams.intake.split import partition_of
from streams.log import Frame, Header
from streams.shard.book import Book, Books, Watch
from streams.shard.outbox import Outbox
from streams.shard.relatives import relatives
from streams.shard.today import ENTRY, Today

EFFECT = {
    "customer_id": pl.String(), "event_time": pl.Datetime("ms", "UTC"), "source_offset": pl.Int64(), "effect_id": pl.String(),
    "kind": pl.String(), "data": pl.String(),
}  # fmt: skip
NOTES_KEPT_DAYS = 60
DAY_MS = 86_400_000


class Tracing:
    """`book.tracing`: buckets at the start of `day`, the day's entries and arrivals, what was said today, and notes of the borrower."""

    def __init__(self, partitions: int, books: Books, calendar: Calendar, outbox: Outbox) -> None:
        self.partitions = partitions
        self.books = books
        self.calendar = calendar
        self.outbox = outbox
        self.carrying = Watch(carries)
        self.today = Today()

    # ---- entries

    def follow(self, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Follow the customers of these entries that carry loan money; the `trace` rows of notes that changed."""
        entries = rows[ENTRY]
        self.today.add(entries)
        drawn = entries["customer_id"].filter((entries["business"] == "drawdown") & (entries["signed"] > 0))
        touched = sorted(self.carrying.customers.intersection(entries["customer_id"].to_list()).union(drawn.to_list()))
        if not touched:
            return None
        mine = entries.filter(pl.col("customer_id").is_in(touched))
        traces: list[Trace] = []
        for customer in touched:
            for own in mine.filter(pl.col("customer_id") == customer).partition_by("day", maintain_order=True):
                traces += self._add(customer, own["day"][0], _entries(own), [])
        return self._note(traces)

    def _add(self, customer: str, day: date, entries: Sequence[Entry], arrivals: Sequence[Bucket]) -> list[Trace]:
        """Put entries and arrivals into the customer's day and follow it; returns what is new or different."""
        book = self.books.write(customer)
        page = self._page(book.tracing, day)
        known = {entry["event_id"] for entry in page["entries"]}
        fresh = [e for e in entries if e.event_id not in known]
        page["entries"] = page["entries"] + [
            _plain(e) for e in with_undone(fresh, page["entries"], book.tracing.get("notes", {}))
        ]
        carried = {bucket["origin"] + bucket["account"]: bucket for bucket in page["arrivals"]}
        page["arrivals"] = list((carried | {b.origin + b.account: b.data() for b in arrivals}).values())
        followed = self._followed(page, relatives(book, day))
        told = [t for t in followed.traces if page["said"].get(t.id) != t.amount]
        page["said"] = {t.id: t.amount for t in followed.traces}
        children = [c for c in followed.children if page["sent"].get(c.id) != c.left]
        page["sent"] = {c.id: c.left for c in followed.children}
        page["end"] = [b.data() for b in followed.buckets]
        book.tracing = {**book.tracing, "page": page}
        self.carrying.customers.add(customer)
        self._send("bucket", [(c.customer, c.since, f"{c.id}", c.data()) for c in children])
        return told

    def _page(self, tracing: dict[str, Any], day: date) -> dict[str, Any]:
        """The page of that day: today's as it stands, or a new one that begins with the buckets still live."""
        page = tracing.get("page")
        if page is not None and page["day"] >= day.toordinal():
            return dict(page)
        start = [
            b
            for b in (page or {}).get("end", [])
            if live(Bucket.of(b), day, self.calendar) or _recently_paid(b, day, self.calendar)
        ]
        return {
            "day": day.toordinal(),
            "start": start,
            "entries": [],
            "arrivals": [],
            "said": {},
            "sent": {},
            "end": start,
        }

    def _followed(self, page: dict[str, Any], related: Sequence[str]) -> Followed:
        buckets = [Bucket.of(b) for b in page["start"]]
        entries = [_entry(e) for e in page["entries"]]
        return follow_day(buckets, entries, [Bucket.of(b) for b in page["arrivals"]], related, self.calendar)

    # ---- effects

    def arrive(self, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Effects of other customers: loan money that has arrived, traces of a borrower's money elsewhere."""
        traces: list[Trace] = []
        for row in rows.to_dicts():
            data = msgspec.json.decode(row["data"])
            if row["kind"] == "trace":
                traces.append(Trace(**{**data, "path": tuple(data["path"])}))
                continue
            bucket = Bucket.of(data)
            day = self.calendar.local_date(bucket.since)
            traces += self._add(bucket.customer, day, self._entries_of(bucket.customer, day), [bucket])
        return self._note(traces)

    def _entries_of(self, customer: str, day: date) -> list[Entry]:
        """The customer's entries of the open day so far."""
        found = self.today.of(customer, day)
        return [] if found is None else _entries(found)

    def _send(self, kind: str, effects: Iterable[tuple[str, int, str, dict[str, Any]]]) -> None:
        for customer, at, effect_id, data in effects:
            row = [customer, at, 0, f"{kind}|{effect_id}", kind, msgspec.json.encode(data).decode()]
            frame = pl.DataFrame([row], schema={**EFFECT, "event_time": pl.Int64()}, orient="row")
            frame = frame.with_columns_seq(pl.col("event_time").cast(pl.Datetime("ms")).dt.replace_time_zone("UTC"))
            self.outbox.to_log.append((partition_of(customer, self.partitions), Frame(Header("effect"), frame)))

    # ---- notes of the borrower

    def _note(self, traces: Sequence[Trace]) -> pl.DataFrame | None:
        """Write traces to the borrowers' notes: here when it is this customer's own, else as effects."""
        own = [t for t in traces if t.own_account_of_root or t.root in self.books]
        away = [t for t in traces if t not in own]
        self._send("trace", [(t.root, t.time, t.id, asdict(t)) for t in away])
        rows: list[dict[str, Any]] = []
        for trace in own:
            rows += self._noted(trace)
        return _frame(rows) if rows else None

    def _noted(self, trace: Trace) -> list[dict[str, Any]]:
        book = self.books.write(trace.root)
        notes = book.tracing.get("notes", {})
        note = notes.get(trace.note) or self._new_note(book.tracing, trace)
        if note is None:
            return []
        changed = take_trace(note, trace)
        if changed is None:
            return []
        recent = {n: one for n, one in notes.items() if one["drawn_at"] > trace.time - NOTES_KEPT_DAYS * DAY_MS}
        book.tracing = {**book.tracing, "notes": {**recent, trace.note: changed}}
        return note_rows(trace.note, changed, [trace], self.calendar, book.tracing.get("partners", ()))

    @staticmethod
    def _new_note(tracing: dict[str, Any], trace: Trace) -> dict[str, Any] | None:
        page = tracing.get("page", {})
        for bucket in [*page.get("end", []), *page.get("start", [])]:
            if bucket["note"] == trace.note and bucket["root"] == trace.root:
                return {"drawn": bucket["drawn"], "drawn_at": bucket["drawn_at"], "traces": {}}
        return None

    def partners(self, rows: pl.DataFrame) -> None:
        """With whom borrowers have traded both ways for a year, as of a day close."""
        for customer, partners in rows.select_seq("customer_id", "partners").iter_rows():
            book = self.books.write(customer)
            book.tracing = {**book.tracing, "partners": list(partners)}

    def carried(self, day: date) -> dict[str, int]:
        """Loan money still in the accounts of each customer that is followed, at the day's end."""
        found = {}
        for customer in sorted(self.carrying.customers):
            page = self.books.of(customer).tracing.get("page", {})
            buckets = [Bucket.of(b) for b in page.get("end", []) if page["day"] <= day.toordinal()]
            found[customer] = sum(b.left for b in buckets if live(b, day, self.calendar))
        return {customer: left for customer, left in found.items() if left}

    def new_day(self) -> None:
        """A day is closed: its entries are no longer needed, and who carries nothing any more is not followed."""
        self.today.clear()


def carries(book: Book) -> bool:
    """Whether the customer is followed: loan money has been in its accounts."""
    return "page" in book.tracing


def _recently_paid(bucket: dict[str, Any], day: date, calendar: Calendar) -> bool:
    """Spent buckets are kept for 30 days: what they paid may come back."""
    return bool(bucket["paid"]) and calendar.end_of_day_ms(day) - bucket["drawn_at"] < 31 * DAY_MS


def _entries(rows: pl.DataFrame) -> list[Entry]:
    times = ticks(rows["event_time"]).tolist()
    return [
        Entry(
            r["event_id"], at, r["day"], r["account_no"], r["customer_id"], r["signed"] or 0, r["balance_before"] or 0, _business(r),
            r["loan_note_id"], r["cp_account"], r["cp_customer_id"], r["cp_name"], r["cp_bank_entity"], r["cp_kind"] or "unknown",
            bool(r["same_name"]), bool(r["other_bank"]), r["remittance"] or "", r["bank_ref"], r["original_ref"] if r["op"] == "U" else None,
        )
        for r, at in zip(rows.to_dicts(), times, strict=True)
    ]  # fmt: skip


def _business(row: dict[str, Any]) -> str:
    """A debit that is reversed or retracted comes back as one that its payee returns."""
    back = row["reversal"] or row["op"] in ("R", "D")
    return "returned" if back and (row["signed"] or 0) > 0 else str(row["business"])


def _plain(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "day": entry.day.toordinal()}


def _entry(data: dict[str, Any]) -> Entry:
    return Entry(**{**data, "day": date.fromordinal(data["day"])})


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {name: POLARS[kind] for name, kind in FRAMES["trace"].items() if name in rows[0]}
    timed = [{**r, "event_time": _instant(r["event_time"]), "drawn_at": _instant(r["drawn_at"])} for r in rows]
    return pl.DataFrame(timed, schema=schema, orient="row")


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
