"""Promises of searching by sound: a name is found as it is typed, by those whose customer it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pypinyin import Style, lazy_pinyin

from api.customers.names import FRESH_SECONDS, Names, sounds_of
from sinks.warehouse import EmbeddedWarehouse

CALLED = {
    "C1": "西湖智造", "C2": "重庆长安汽车股份有限公司", "C3": "厦门港务发展股份有限公司", "C4": "乐清市ABC电器厂(有限合伙)", "C5": "上海浦东发展银行股份有限公司",
}  # fmt: skip
COLUMNS = {
    "customer_id": pl.String(),
    "event_id": pl.String(),
    "day": pl.Date(),
    "name": pl.String(),
    "version": pl.UInt64(),
}


def told(warehouse: EmbeddedWarehouse, called: dict[str, str], version: int) -> None:
    day = date(2026, 3, 2)
    rows = [(customer, f"{customer}-{version}", day, name, version) for customer, name in called.items()]
    warehouse.insert("customer", pl.DataFrame(rows, schema=COLUMNS, orient="row"))


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[EmbeddedWarehouse]:
    with closing(EmbeddedWarehouse(tmp_path)) as made:
        told(made, CALLED, 1)
        yield made


@pytest.mark.parametrize("customer", CALLED)
@pytest.mark.parametrize("style", [Style.NORMAL, Style.FIRST_LETTER])
def test_a_name_is_found_as_it_is_spoken(customer: str, style: Style, warehouse: EmbeddedWarehouse) -> None:
    spoken = "".join(one for one in "".join(lazy_pinyin(CALLED[customer], style=style)) if one.isalpha())
    assert Names(warehouse).sounding(spoken[:20], None) == [customer]


def test_only_ones_own_customers_are_looked_through(warehouse: EmbeddedWarehouse) -> None:
    assert Names(warehouse).sounding("youxiangongsi", ["C5", "C1", "C9"]) == ["C5"]


def test_what_is_no_pinyin_finds_nothing(warehouse: EmbeddedWarehouse) -> None:
    assert [Names(warehouse).sounding(text, None) for text in ("西湖", "x", "91330106", "xhzz'")] == [
        [],
        [],
        [],
        ["C1"],
    ]


def test_a_new_name_is_found_by_its_sound(warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(warehouse)
    assert names.sounding("yatai", None) == []
    told(warehouse, {"C1": "亚太物流", "C7": "亚泰酒业"}, 2)
    monkeypatch.setattr("api.customers.names.FRESH_SECONDS", -FRESH_SECONDS)  # a minute has passed
    assert sorted(names.sounding("yatai", None)) == ["C1", "C7"]
    assert names.sounding("xhzz", None) == []


def test_a_character_is_read_in_every_way() -> None:
    assert {"cqyh", "zqyx", "tqyh"} <= set(sounds_of("重庆银行").split())
