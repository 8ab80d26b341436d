"""Promises of searching by sound: a name is found as it is typed, by those whose customer it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from pypinyin import Style, lazy_pinyin

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.questions import Questions
from sinks.warehouse.sounds import Sounds
from sinks.warehouse.spoken import sounds_of, typed
from tests.sinks.warehouse.bank import DAY, facts

CALLED = {
    "C1": "西湖智造", "C2": "重庆长安汽车股份有限公司", "C3": "厦门港务发展股份有限公司", "C4": "乐清市ABC电器厂(有限合伙)", "C5": "上海浦东发展银行股份有限公司",
}  # fmt: skip


def told(warehouse: EmbeddedWarehouse, called: dict[str, str], version: int) -> None:
    at = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
    rows = [
        {"customer_id": one, "name": name, "event_id": f"{one}-{version}", "event_time": at, "log_offset": version}
        for one, name in called.items()
    ]
    warehouse.insert("customer", facts("customer", *rows))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    with closing(EmbeddedWarehouse(tmp_path_factory.mktemp("sounds"))) as made:
        yield made


@pytest.fixture
def warehouse(opened: EmbeddedWarehouse) -> EmbeddedWarehouse:
    for table in ("customer", "customer_now", "name_sound"):
        opened.execute(f"TRUNCATE TABLE {table}")
    told(opened, CALLED, 1)
    return opened


def found(warehouse: EmbeddedWarehouse, text: str, of: list[str] | None = None) -> list[str]:
    return [row["customer_id"] for row in Questions(warehouse).customers(DAY, text, of)[0]]


@pytest.mark.parametrize("customer", CALLED)
@pytest.mark.parametrize("style", [Style.NORMAL, Style.FIRST_LETTER])
def test_a_name_is_found_as_it_is_spoken(customer: str, style: Style, warehouse: EmbeddedWarehouse) -> None:
    Sounds(warehouse).learn()
    spoken = "".join(one for one in "".join(lazy_pinyin(CALLED[customer], style=style)) if one.isalpha())
    assert found(warehouse, spoken[:20]) == [customer]


def test_only_ones_own_customers_are_found(warehouse: EmbeddedWarehouse) -> None:
    Sounds(warehouse).learn()
    assert found(warehouse, "youxiangongsi", ["C5", "C1", "C9"]) == ["C5"]


def test_what_is_no_pinyin_finds_nothing_by_sound() -> None:
    assert [typed(text) for text in ("西湖", "x", "91330106", "xhzz'", "Xi Hu")] == ["", "", "", "xhzz", "xihu"]


def test_a_new_name_is_found_by_its_sound_and_the_former_one_no_longer(warehouse: EmbeddedWarehouse) -> None:
    sounds = Sounds(warehouse)
    assert not sounds.learn()
    told(warehouse, {"C1": "亚太物流", "C7": "亚泰酒业"}, 2)
    assert not sounds.learn()
    assert (found(warehouse, "yatai"), found(warehouse, "xhzz")) == (["C1", "C7"], [])


def test_names_are_learned_some_at_a_time_and_once(warehouse: EmbeddedWarehouse) -> None:
    sounds, kept = Sounds(warehouse), "SELECT count() FROM name_sound"
    more = [(sounds.learn(most=3), warehouse.query(kept).item()) for _ in range(3)]
    assert more == [(True, 3), (False, 5), (False, 5)]
    assert not Sounds(warehouse).learn()  # of another start
    assert warehouse.query(kept).item() == 5


def test_a_character_is_read_in_every_way() -> None:
    assert {"cqyh", "zqyx", "tqyh"} <= set(sounds_of("重庆银行").split())
