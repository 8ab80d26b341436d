"""Questions about customers. Blocks while the warehouse answers; days are `date`, money is fen, times are epoch ms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from sinks.warehouse.base import Warehouse
from sinks.warehouse.facts_schema import prepare_facts
from sinks.warehouse.questions.scope import NOBODY, Scope, Tree, Unit, among
from sinks.warehouse.questions.text import question
from sinks.warehouse.spoken import typed

Row = dict[str, Any]
AUDIENCES = (
    "normal",
)  # whose findings a caller may see unless it says otherwise; a risk manager asks with ("normal", "risk")
FACTS_LIMIT = 200


class Questions:
    """What pages ask of one warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        prepare_facts(warehouse)

    def ask(self, name: str, **values: object) -> pl.DataFrame:
        """The answer to a question by its file's name."""
        return self._warehouse.query(question(name), **values)

    def present(self) -> tuple[int, date] | None:
        """The last entry's time (epoch ms) and its day; None before there is one."""
        found = self.ask("present").rows()
        return (int(found[0][0]), found[0][1]) if found else None

    def tree(self, day: date) -> Tree:
        """The organisations of a day."""
        return Tree([Unit(i, o, n or i, p, lev) for i, o, n, p, lev in self.ask("organisations", day=day).rows()])

    def customer(self, customer: str, day: date) -> Row | None:
        """A customer's own facts and whose it is."""
        found = self.ask("customer", day=day, **among([customer])).to_dicts()
        if not found:
            return None
        unit = self.tree(day).units.get(found[0]["org_id"] or "")
        return {**_iso(found[0]), "org_name": unit.name if unit else None}

    def customers(
        self, day: date, text: str = "", of: Iterable[str] | None = None, tag: str = "", limit: int = 50, place: int = 0
    ) -> tuple[list[Row], int | None]:  # fmt: skip
        """Customers by name, its sound, USCC, account tail or id, the largest balance first, from a place on; and the place of the next page, None
        at the end. `of`: only these; `tag`: only those of whom it holds."""
        found, rows, most = {"text": text.strip(), "sound": typed(text)}, list[Row](), limit
        while True:
            ranked = self.ask("ranked", place=place, most=most, tag=tag, **found, **among(of)).with_row_index(
                "place", place
            )
            listed = self.ask("listed", day=day, **found, **among(ranked["customer_id"]))
            rows += ranked.join(listed, on="customer_id", maintain_order="left").to_dicts()
            whole = ranked.height < most
            if whole or len(rows) >= limit:
                next_place = None if whole and len(rows) <= limit else rows[limit - 1]["place"] + 1
                return [{**_without(row, "place"), "uscc": masked(row["uscc"])} for row in rows[:limit]], next_place
            # some of the ranked are not listed: those behind them take their places
            place, most = place + most, 4 * most

    def balance(self, customer: str, day: date, days: int = 395) -> list[Row]:
        """Every day's end balance and flows; a day without entries keeps the balance of the one before."""
        rows = self.ask("balance", customer=customer, day=day, days=days).sort("day")
        if rows.is_empty():
            return []
        begin = max(rows["day"][0], day - timedelta(days=days - 1))
        grid = pl.DataFrame({"day": pl.date_range(begin, day, eager=True)})
        held = grid.join_asof(rows.select("day", "bal"), on="day")
        whole = held.join(rows.select("day", "in_amt", "out_amt"), on="day", how="left").fill_null(0)
        return [_iso(row) for row in whole.to_dicts()]

    def contracts(self, customer: str, day: date) -> list[Row]:
        """Contracts as they stand."""
        return [_iso(row) for row in self.ask("contracts", customer=customer, day=day).to_dicts()]

    def counterparties(self, customer: str, day: date) -> Row:
        """The five largest payers and payees of 180 days, and the share of other banks."""
        rows = self.ask("counterparties", customer=customer, day=day).to_dicts()
        share = self.ask("other_bank_share", customer=customer, day=day).to_series().to_list()
        named = {way: [_without(row, "way") for row in rows if row["way"] == way] for way in ("in", "out")}
        return {**named, "other_bank_share": share[0] if share else None}

    def relations(self, customer: str, day: date) -> list[Row]:
        """Guarantees, holdings, control, supply, group: `way` is "to" or "from", as seen from this customer, or "beside"."""
        return self.ask("relations", customer=customer, day=day).to_dicts()

    def timeline(self, customer: str, day: date, audiences: Sequence[str] = AUDIENCES, limit: int = 100) -> list[Row]:
        """What happened, latest first. Findings only of the given audiences."""
        asked = {"customer": customer, "day": day, "audiences": list(audiences), "limit": limit}
        return self.ask("timeline", **asked).to_dicts()

    def facts(
        self, customer: str, first: date, last: date, events: Sequence[str] | None = None, counterparty: str = ""
    ) -> list[Row]:
        """A customer's entries of some days; of them only those of the given event ids, or with this counterparty."""
        among = {"any_entry": events is None, "events": list(events or NOBODY)}
        chosen = {**among, "counterparty": counterparty, "limit": FACTS_LIMIT}
        return self.ask("facts", customer=customer, first=first, day=last, **chosen).to_dicts()

    def tags(self, customer: str) -> list[Row]:
        """What holds of a customer, as last refreshed: tag_id, value, evidence (JSON), since, as_of, version."""
        return [_iso(row) for row in self.ask("tags", customer=customer).to_dicts()]

    def tag_counts(self, day: date, since: date, scope: Scope) -> list[Row]:
        """Of how many customers of a scope each tag holds, by value, and of how many `since` a day: tag_id, value, customers, joined."""
        return self.ask("tag_counts", day=day, since=since, **self._of(scope)).to_dicts()

    def tag_series(self, tag: str, day: date, since: date, scope: Scope) -> list[Row]:
        """How many customers of a scope got or lost a tag, by day: day, gained, lost."""
        moved = self.ask("tag_series", tag=tag, day=day, since=since, **self._of(scope))
        return [_iso(row) for row in moved.to_dicts()]

    def _of(self, scope: Scope) -> dict[str, object]:
        """Whose a scope is on a day is worked out for those alone who have ever been."""
        ever = None if scope.rms is None else self.ask("assigned", rms=scope.named())["customer_id"]
        return {"rms": scope.named(), **among(ever)}

    def tagged(self, tag: str, value: str = "") -> list[str]:
        """The customers of whom a tag holds, with any value or this one: `of` of `customers`."""
        return self.ask("tagged", tag=tag, value=value)["customer_id"].to_list()


def masked(uscc: str | None) -> str | None:
    """A USCC as a list may show it: head and tail."""
    return f"{uscc[:4]}**********{uscc[-4:]}" if uscc else None


def _iso(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}
