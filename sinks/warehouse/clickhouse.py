"""A ClickHouse server, over its native protocol (clickhouse-driver), columns at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import polars as pl
from clickhouse_driver import Client
from clickhouse_driver.errors import Error, NetworkError, PartiallyConsumedQueryError, ServerException

from sinks.warehouse.base import DATABASE, QUERY_BYTES
from sinks.warehouse.errors import Refused, of_server
from sinks.warehouse.remote import RemoteWarehouse

KNOWS_TOKENS = (22, 2)  # the first ClickHouse with insert_deduplication_token
BROKEN = (NetworkError, EOFError, OSError, PartiallyConsumedQueryError)

POLARS: dict[str, pl.DataType] = {
    "String": pl.String(), "Int8": pl.Int64(), "Int16": pl.Int64(), "Int32": pl.Int32(), "Int64": pl.Int64(),
    "UInt8": pl.UInt8(), "UInt16": pl.Int64(), "UInt32": pl.UInt32(), "UInt64": pl.UInt64(), "Float32": pl.Float64(),
    "Float64": pl.Float64(), "Bool": pl.Boolean(), "Date": pl.Date(), "Date32": pl.Date(), "DateTime": pl.Datetime("ms", "UTC"),
    "DateTime64": pl.Datetime("ms", "UTC"), "Array": pl.List(pl.String()), "Nothing": pl.Null(),
}  # fmt: skip


class ClickHouseWarehouse(RemoteWarehouse[Client]):
    """A server, or several replicas of one."""

    kind = "ClickHouse"
    default_port = 9000

    def __init__(
        self, hosts: Sequence[str], user: str = "default", password: str = "", database: str = DATABASE, secure: bool = False,
        patience_seconds: float = 10.0, ca_file: str | None = None,
    ) -> None:  # fmt: skip
        self._login: dict[str, Any] = {"user": user, "password": password, "secure": secure}
        self._login["settings"] = {"max_query_size": QUERY_BYTES}
        if ca_file:
            self._login["ca_certs"] = ca_file
        self._login["compression"] = find_spec("clickhouse_cityhash") is not None
        self._database = database
        super().__init__(hosts, patience_seconds)

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self._call(lambda client: client.execute(sql))

    def _fetch(self, sql: str, raw: bool) -> pl.DataFrame:
        settings = {"strings_as_bytes": True} if raw else None
        columns, types = self._call(
            lambda client: client.execute(sql, columnar=True, with_column_types=True, settings=settings)
        )
        return pl.DataFrame(
            [pl.Series(name, columns[i] if columns else [], _polars(kind, raw)) for i, (name, kind) in enumerate(types)]
        )

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        names = ", ".join(f"`{name}`" for name in frame.columns)
        columns, token = [column.to_list() for column in frame], token_of(table, frame)

        def insert(client: Client) -> None:
            server = client.connection.server_info
            known = (server.version_major, server.version_minor) >= KNOWS_TOKENS
            settings = {"insert_deduplication_token": token} if known else None
            client.execute(f"INSERT INTO {table} ({names}) VALUES", columns, columnar=True, settings=settings)

        self._call(insert)

    def _dial(self, host: str, port: int) -> Client:
        client = Client(host, port=port, connect_timeout=3, **self._login)
        client.execute(f"CREATE DATABASE IF NOT EXISTS {self._database}")
        client.execute(f"USE {self._database}")
        return client

    def _hang_up(self, connection: Client) -> None:
        connection.disconnect()

    def _final(self, error: Exception) -> Exception | None:
        if isinstance(error, ServerException):
            return of_server(error.message, error.code)
        if isinstance(error, BROKEN):
            return None
        return Refused(f"{type(error).__name__}: {error}") if isinstance(error, Error | TypeError) else error


def token_of(table: str, frame: pl.DataFrame) -> str:
    """The insert's deduplication token: the same rows for the same table have the same, so a replica takes a repeat once."""
    rows = frame.hash_rows(seed=0).to_numpy()
    return hashlib.blake2b(rows.tobytes(), key=table.encode()[:64], digest_size=16).hexdigest()


def _polars(kind: str, raw: bool) -> pl.DataType:
    """The Polars type of a ClickHouse column."""
    bare = kind
    for wrapper in ("LowCardinality(", "Nullable("):
        bare = bare[len(wrapper) : -1] if bare.startswith(wrapper) else bare
    found = POLARS.get(bare.partition("(")[0])
    if found is None:
        raise Refused(f"a column of ClickHouse type {kind} has no place in a frame")
    return pl.Binary() if raw and found == pl.String() else found
