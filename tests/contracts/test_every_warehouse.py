"""What every warehouse promises, whatever stands behind the address: a folder, a served one, a ClickHouse server.

The ClickHouse server is Debian's (18.16): it has no Date32, DateTime64, Bool nor ADD COLUMN IF NOT EXISTS, so tables of facts are
beyond it; the native protocol, inserts, answers, errors, state and reconnecting are not.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from sinks.warehouse import Mark, Refused, StateStore, Warehouse, WarehouseDown, open_warehouse
from sinks.warehouse.clickhouse import token_of
from tests.contracts.servers import PASSWORD, WarehouseProcess, clickhouse_binary

KINDS = [
    "folder",
    "tw",
    pytest.param("clickhouse", marks=pytest.mark.skipif(not clickhouse_binary(), reason="no clickhouse-server here")),
]
pytestmark = pytest.mark.xdist_group("warehouses")


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess | None]:
    if kind == "folder":
        yield None
        return
    with WarehouseProcess(tmp_path_factory.mktemp(kind), kind) as started:
        yield started


@pytest.fixture(scope="module")
def warehouse(server: WarehouseProcess | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    made = opened(server) if server else open_warehouse(str(tmp_path_factory.mktemp("folder")))
    yield made
    made.close()


def opened(server: WarehouseProcess, patience_seconds: float = 15.0) -> Warehouse:
    return open_warehouse(server.address, server.environment, patience_seconds)


def finding(name: str, money: int, version: int) -> pl.DataFrame:
    row = {"customer_id": ["C"], "rule_id": ["OUT-01"], "finding_id": [name], "money": [money], "version": [version]}
    return pl.DataFrame(row).with_columns(pl.col("version").cast(pl.UInt64))


def money(warehouse: Warehouse, name: str) -> list[int]:
    return warehouse.query("SELECT money FROM finding FINAL WHERE finding_id = {name}", name=name)["money"].to_list()


def test_writing_twice_changes_nothing_and_an_older_writer_loses(warehouse: Warehouse) -> None:
    for amount, version in ((1, 5), (1, 5), (2, 7), (3, 6)):
        warehouse.insert("finding", finding("a", amount, version))
    assert money(warehouse, "a") == [2]


def test_texts_come_back_as_they_were(warehouse: Warehouse) -> None:
    said = "观潮 ' \\ \n {x}"
    warehouse.insert("finding", finding(said, 1, 1))
    assert warehouse.query("SELECT finding_id FROM finding WHERE finding_id = {said}", said=said).item() == said


def test_blobs_come_back_as_they_were(warehouse: Warehouse) -> None:
    store = StateStore(warehouse)
    store.save(1, [("A", bytes(range(256))), ("B", b"")], Mark(5, {"clock": 5}))
    mark, rows = store.load(1)
    assert mark == Mark(5, {"clock": 5})
    assert sorted(pl.concat(rows.pages).rows()) == [("A", 5, bytes(range(256))), ("B", 5, b"")]


def test_a_prepared_table_answers_before_it_has_rows(warehouse: Warehouse) -> None:
    warehouse.prepare(
        "loan_money_none",
        {"customer_id": pl.String(), "event_id": pl.String(), "day": pl.Int64(), "version": pl.UInt64()},
    )
    assert warehouse.query("SELECT customer_id FROM loan_money_none").height == 0


def test_a_wrong_statement_is_refused_and_the_next_one_works(warehouse: Warehouse) -> None:
    with pytest.raises(Refused, match="nonsense"):
        warehouse.query("SELECT nonsense FROM schema_migration")
    assert warehouse.query("SELECT 1 AS one")["one"].to_list() == [1]


def test_rows_of_the_wrong_type_are_refused(warehouse: Warehouse) -> None:
    warehouse.insert("finding", finding("b", 1, 1))
    with pytest.raises(Refused):
        warehouse.insert("finding", finding("b", 1, 1).with_columns(money=pl.lit(["a list"])))


def test_many_threads_may_call_at_once(warehouse: Warehouse) -> None:
    names = [f"thread {i}" for i in range(8)]
    threads = [threading.Thread(target=warehouse.insert, args=("finding", finding(name, 1, 1))) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [money(warehouse, name) for name in names] == [[1]] * 8


def test_a_column_that_is_new_is_added(warehouse: Warehouse, kind: str) -> None:
    if kind == "clickhouse":
        pytest.skip("ClickHouse 18.16 has no ADD COLUMN IF NOT EXISTS")
    warehouse.insert("finding", finding("old", 1, 1))
    warehouse.insert("finding", finding("new", 1, 1).with_columns(colour=pl.lit("blue")))
    found = warehouse.query("SELECT colour FROM finding WHERE finding_id IN ('old', 'new') ORDER BY finding_id DESC")
    assert found["colour"].to_list() == [None, "blue"]


# ---- those behind a network


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_server_is_found_again_with_everything_in_it(
    server: WarehouseProcess | None, warehouse: Warehouse, how: signal.Signals
) -> None:
    if server is None:
        pytest.skip("a folder has no server")
    warehouse.insert("finding", finding("kept", 4, 1))
    server.kill(how)
    threading.Timer(1.0, server.start).start()
    warehouse.insert("finding", finding("after", 5, 1))
    assert (money(warehouse, "kept"), money(warehouse, "after")) == ([4], [5])


def test_a_server_that_stays_away_is_said_to_be_down(server: WarehouseProcess | None) -> None:
    if server is None:
        pytest.skip("a folder has no server")
    with closing(opened(server, patience_seconds=0.3)) as impatient:
        server.kill()
        with pytest.raises(WarehouseDown, match=f"127.0.0.1:{server.port} does not answer"):
            impatient.query("SELECT 1")
        server.start()
        assert impatient.query("SELECT 1 AS one").height == 1


def test_two_processes_see_each_others_rows(server: WarehouseProcess | None, warehouse: Warehouse) -> None:
    if server is None:
        pytest.skip("a folder is one process's")
    with closing(opened(server)) as other:
        other.insert("finding", finding("other", 6, 1))
    assert money(warehouse, "other") == [6]


def test_a_stranger_is_refused(server: WarehouseProcess | None) -> None:
    if server is None:
        pytest.skip("a folder asks nobody")
    with pytest.raises(Refused):
        open_warehouse(server.address, {"TIDEWATCH_WAREHOUSE_PASSWORD": "guessed"}, 1.0)


# ---- addresses


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tw://10.0.0.7:9010", "for this machine only"),
        ("http://127.0.0.1", "is no warehouse: write a folder, tw://127.0.0.1:9010 or clickhouse://host:9000"),
        ("clickhouse://me:secret@host:9000", "leave user and password out of the address"),
        ("clickhouse://host:port", "is not an address: write name:port"),
    ],
)  # fmt: skip
def test_a_wrong_address_gets_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        open_warehouse(address, {}, 0.1)


def test_a_secret_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read: No such file"):
        open_warehouse("tw://127.0.0.1:9010", {"TIDEWATCH_WAREHOUSE_PASSWORD_FILE": str(tmp_path / "none")})


def test_the_password_is_never_said(tmp_path: Path) -> None:
    with pytest.raises(WarehouseDown) as error:
        open_warehouse("clickhouse://127.0.0.1:1", {"TIDEWATCH_WAREHOUSE_PASSWORD": PASSWORD}, 0.1)
    assert PASSWORD not in str(error.value)


def test_the_same_rows_have_the_same_token() -> None:
    assert token_of("a", finding("x", 1, 1)) == token_of("a", finding("x", 1, 1))
    assert (
        len({token_of("a", finding("x", 1, 1)), token_of("b", finding("x", 1, 1)), token_of("a", finding("x", 2, 1))})
        == 3
    )
