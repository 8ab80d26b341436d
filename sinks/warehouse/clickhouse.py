"""A ClickHouse server, over its native protocol (clickhouse-driver), columns at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import TypeVar

import polars as pl
from clickhouse_driver import Client
from clickhouse_driver.errors import Error, NetworkError, PartiallyConsumedQueryError, ServerException

from sinks.warehouse.base import Warehouse
from sinks.warehouse.embedded import DATABASE
from sinks.warehouse.errors import Refused, WarehouseDown, of_server

NATIVE_PORT = 9000
FIRST_PAUSE_SECONDS = 0.1  # doubles to a second: a server that restarts is back within a few
LONGEST_PAUSE_SECONDS = 1.0

POLARS: dict[str, pl.DataType] = {
    "String": pl.String(), "Int8": pl.Int64(), "Int16": pl.Int64(), "Int32": pl.Int32(), "Int64": pl.Int64(),
    "UInt8": pl.UInt8(), "UInt16": pl.Int64(), "UInt32": pl.UInt32(), "UInt64": pl.UInt64(), "Float32": pl.Float64(),
    "Float64": pl.Float64(), "Bool": pl.Boolean(), "Date": pl.Date(), "Date32": pl.Date(), "DateTime": pl.Datetime("ms", "UTC"),
    "DateTime64": pl.Datetime("ms", "UTC"), "Array": pl.List(pl.String()), "Nothing": pl.Null(),
}  # fmt: skip

Answer = TypeVar("Answer")


class ClickHouseWarehouse(Warehouse):
    """A server, or several replicas of one: `hosts` are "name:port", tried in order, the one that answered last first.

    A call that finds none of them tries again for `patience_seconds`, then raises WarehouseDown. Every statement of ours can be
    repeated, so a connection that breaks in the middle costs nothing.
    """

    def __init__(
        self, hosts: Sequence[str], user: str = "default", password: str = "", database: str = DATABASE, secure: bool = False,
        patience_seconds: float = 10.0,
    ) -> None:  # fmt: skip
        super().__init__()
        self._hosts = [_address(host) for host in hosts]
        self._login = {"user": user, "password": password, "secure": secure}
        self._login["compression"] = find_spec("clickhouse_cityhash") is not None
        self._database = database
        self._patience = patience_seconds
        self._turn = threading.Lock()
        self._client: Client | None = None
        self.migrate()

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self._try(lambda client: client.execute(sql))

    def _fetch(self, sql: str, raw: bool) -> pl.DataFrame:
        settings = {"strings_as_bytes": True} if raw else None
        columns, types = self._try(
            lambda client: client.execute(sql, columnar=True, with_column_types=True, settings=settings)
        )
        return pl.DataFrame(
            [pl.Series(name, columns[i] if columns else [], _polars(kind, raw)) for i, (name, kind) in enumerate(types)]
        )

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        names = ", ".join(f"`{name}`" for name in frame.columns)
        columns = [column.to_list() for column in frame]
        self._try(lambda client: client.execute(f"INSERT INTO {table} ({names}) VALUES", columns, columnar=True))

    def _try(self, call: Callable[[Client], Answer]) -> Answer:
        """Do it at the first host that answers; go round until patience ends."""
        until, pause = time.monotonic() + self._patience, FIRST_PAUSE_SECONDS
        with self._turn:
            while True:
                for _ in self._hosts:
                    try:
                        return call(self._connected())
                    except ServerException as error:
                        raise of_server(error.message, error.code) from None
                    except (NetworkError, EOFError, OSError, PartiallyConsumedQueryError) as error:
                        self._drop()
                        last = error
                    except (Error, TypeError, AttributeError) as error:
                        raise Refused(f"{type(error).__name__}: {error}") from None
                if time.monotonic() + pause > until:
                    raise WarehouseDown(f"ClickHouse at {self._named()} does not answer: {last}")
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _connected(self) -> Client:
        if self._client is None:
            host, port = self._hosts[0]
            client = Client(host, port=port, connect_timeout=3, **self._login)
            client.execute(f"CREATE DATABASE IF NOT EXISTS {self._database}")
            client.execute(f"USE {self._database}")
            self._client = client
        return self._client

    def _drop(self) -> None:
        """Forget the connection; the next attempt is at the next host."""
        if self._client is not None:
            self._client.disconnect()
        self._client = None
        self._hosts = [*self._hosts[1:], self._hosts[0]]

    def _named(self) -> str:
        return ", ".join(f"{host}:{port}" for host, port in self._hosts)

    def close(self) -> None:
        """Hang up."""
        with self._turn:
            if self._client is not None:
                self._client.disconnect()
            self._client = None


def _address(host: str) -> tuple[str, int]:
    name, _, port = host.rpartition(":") if ":" in host else (host, "", str(NATIVE_PORT))
    if not name or not port.isdigit():
        raise Refused(f"{host!r} is not an address: write name:port, for example clickhouse-1:9000")
    return name, int(port)


def _polars(kind: str, raw: bool) -> pl.DataType:
    """The Polars type of a ClickHouse column."""
    bare = kind
    for wrapper in ("LowCardinality(", "Nullable("):
        bare = bare[len(wrapper) : -1] if bare.startswith(wrapper) else bare
    found = POLARS.get(bare.partition("(")[0])
    if found is None:
        raise Refused(f"a column of ClickHouse type {kind} has no place in a frame")
    return pl.Binary() if raw and found == pl.String() else found
