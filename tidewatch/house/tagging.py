"""Tags kept live: those that move within a day for customers just touched, all of them after each day close."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from events.outage import Outage
from sinks.warehouse import Warehouse, WarehouseDown
from streams.local import Facts
from streams.standing import News, Standing
from tidewatch.house.figures import FigureKeeper, run
from tidewatch.house.rest import Rest

log = logging.getLogger(__name__)

REST = 4  # times as long as a slice of entries took none is looked at: a fifth of a core, however busy the bank
OF_CUSTOMER = "SELECT tag_id, value, evidence, since, as_of, tag_version FROM tag FINAL WHERE customer_id = {customer} AND value != ''"
FAMILIES = {
    "basic": "基本属性", "value": "价值分层", "life": "生命周期", "activity": "行为活跃", "product": "产品持有", "settlement": "结算习惯",
    "risk": "风险", "relation": "生态关系",
}  # fmt: skip


class TagKeeper:
    """One warehouse's tags and key figures. `see` and `refresh` are called by one thread."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._standing = Standing(warehouse)
        self._figures = FigureKeeper(warehouse)
        self.tags = self._standing.tags
        self._news = False  # something has been stored since the last refresh
        self._closed: date | None = None  # the day whose close this process has begun: the next one begins it anew
        self._tell, self._enter = Rest(1), Rest(REST)
        self._outage = Outage(log, "tagging")

    def see(self, news: News) -> None:
        """Something has been stored of these customers, by table."""
        self._standing.moved(news)
        self._news |= bool(news)

    def ahead(self, rows: Facts) -> None:
        """Rows by table that the engine has not stored yet: tags do not wait for its checkpoint."""
        self._standing.ahead(rows)

    def refresh(self, today: date, closed: date | None) -> None:
        """Everybody's after a day close, and what moves within a day, of customers of whom there is news. What is told rarely waits for a slice of
        customers at most; entries are looked at once the day that is over is closed. Counters go beside it."""
        self._figures.refresh(today, closed, self._news)
        self._news = False
        try:
            self._close(closed)
            if self._tell.due:
                with self._tell.after():
                    self._standing.told(today, run())
            if self._enter.due and not self._standing.closing:
                with self._enter.after():
                    self._standing.entered(today, run())
            self._outage.over()
        except WarehouseDown as error:
            self._outage.met(error)

    def _close(self, closed: date | None) -> None:
        """A slice of the close. One that is under way is done first: a day's tags are those of everybody."""
        if not self._standing.closing and closed not in (None, self._closed):
            self._standing.close(closed)
            self._closed = closed
        if self._standing.closing:
            self._standing.closed(run())

    @property
    def told_from(self) -> frozenset[str]:
        """The tables of what is told rarely: from them `see` is to know of whom there is news."""
        return self.tags.told_from

    @property
    def reconciliation(self) -> dict[str, Any] | None:
        """Of the last day closed; None before there is one, and in a bank too large for it (`tidewatch reconcile`)."""
        return self._figures.reconciliation

    def close(self) -> None:
        """End."""
        self._figures.close()

    def of(self, customer_id: str, audiences: frozenset[str]) -> list[dict[str, Any]]:
        """A customer's tags that these audiences may see, as a card shows them."""
        rows = self._warehouse.query(OF_CUSTOMER, customer=customer_id).sort("tag_id").to_dicts()
        return [self._shown(row) for row in rows if self._audience(row["tag_id"]) in audiences]

    def lists(self, tag_id: str) -> bool:
        """Whether customers may be listed by a tag: by those of the audience `normal`."""
        return self._audience(tag_id) == "normal"

    def _audience(self, tag_id: str) -> str:
        tag = self.tags.catalogue.get(tag_id)
        return tag.audience if tag is not None else ""

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        tag = self.tags.catalogue[row["tag_id"]]
        zh, en = tag.written(row["value"])
        return {
            "tag_id": tag.id, "name_zh": tag.name.zh, "name_en": tag.name.en, "family": FAMILIES[tag.family], "value": row["value"],
            "value_zh": zh, "value_en": en, "as_of": str(row["as_of"]), "since": str(row["since"]), "version": row["tag_version"],
            "evidence": row["evidence"],
        }  # fmt: skip
