"""Tags kept live: those that move within a day for customers just touched, all of them after each day close."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from detectors.tags import Tags
from sinks.warehouse import Warehouse, WarehouseDown

log = logging.getLogger(__name__)

OF_CUSTOMER = "SELECT tag_id, value, evidence, since, as_of, tag_version FROM tag FINAL WHERE customer_id = {customer} AND value != ''"
WITH_TAG = "SELECT customer_id FROM tag FINAL WHERE tag_id = {tag} AND value != ''"
FAMILIES = {
    "basic": "基本属性", "value": "价值分层", "life": "生命周期", "activity": "行为活跃", "product": "产品持有", "settlement": "结算习惯",
    "risk": "风险", "relation": "生态关系",
}  # fmt: skip


class TagKeeper:
    """One warehouse's tags. `refresh` is called by one thread."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.tags = Tags(warehouse.query)
        self._whole: date | None = None  # the day for which all tags have been made
        self._run = 0

    def refresh(self, today: date, closed: date | None, touched: set[str]) -> int:
        """Bring tags up to date; returns how many rows were stated. Everybody's once a day close, else only the touched ones'."""
        self._run += 1
        if closed is not None and closed != self._whole:
            self._whole = closed
            return self._store(today, None, None)
        return self._store(today, sorted(touched), "stream") if touched else 0

    def _store(self, today: date, customers: list[str] | None, refresh: str | None) -> int:
        try:
            found = self.tags.refresh(today, customers, self._run, refresh)
        except WarehouseDown as error:
            log.warning("tags wait: %s", error)
            return 0
        self._warehouse.insert("tag_history", found.tag_history)
        self._warehouse.insert("tag", found.tag)
        return found.tag.height

    def of(self, customer_id: str, audiences: frozenset[str]) -> list[dict[str, Any]]:
        """A customer's tags that these audiences may see, as a card shows them."""
        rows = self._warehouse.query(OF_CUSTOMER, customer=customer_id).sort("tag_id").to_dicts()
        return [self._shown(row) for row in rows if self._audience(row["tag_id"]) in audiences]

    def having(self, tag_id: str) -> list[str]:
        """The customers that have a tag of the audience `normal`."""
        if self._audience(tag_id) != "normal":
            return []
        return self._warehouse.query(WITH_TAG, tag=tag_id)["customer_id"].to_list()

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
