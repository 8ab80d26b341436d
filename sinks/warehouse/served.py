"""A warehouse that another process of this machine serves (sinks/warehouse/serve.py)."""

from __future__ import annotations

import contextlib
import socket

import polars as pl

from sinks.warehouse import errors
from sinks.warehouse.remote import RemoteWarehouse
from sinks.warehouse.wire import Header, receive, send

ERRORS = {kind.__name__: kind for kind in (errors.WarehouseDown, errors.Refused, errors.SchemaChanged)}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServedWarehouse(RemoteWarehouse[socket.socket]):
    """The client's side. `token` is the server's; no more is said on the wire than loopback may hear."""

    kind = "the warehouse"
    default_port = 9010

    def __init__(self, host: str, token: str, patience_seconds: float = 10.0) -> None:
        if host.rpartition(":")[0] not in LOOPBACK:
            raise errors.Refused(
                f"tw://{host}: a served warehouse is for this machine only (127.0.0.1); between machines use a ClickHouse server"
            )
        self._token = token
        super().__init__([host], patience_seconds)

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self._ask({"do": "execute", "sql": sql})

    def _fetch(self, sql: str, raw: bool) -> pl.DataFrame:
        return self._ask({"do": "query_raw" if raw else "query", "sql": sql})

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        self._ask({"do": "insert", "table": table}, frame)

    def _ask(self, request: Header, rows: pl.DataFrame | None = None) -> pl.DataFrame:
        return self._call(lambda line: _asked(line, request, rows))

    def _dial(self, host: str, port: int) -> socket.socket:
        line = socket.create_connection((host, port), timeout=3)
        line.settimeout(None)  # a day close may take a while; on loopback a dead server is heard of at once
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            _asked(line, {"token": self._token})
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.close()

    def _final(self, error: Exception) -> Exception | None:
        if isinstance(error, errors.WarehouseDown | errors.Refused):
            return error
        return None if isinstance(error, OSError) else error


def _asked(line: socket.socket, request: Header, rows: pl.DataFrame | None = None) -> pl.DataFrame:
    send(line, request, rows)
    said, answer = receive(line)
    if "error" in said:
        raise ERRORS.get(said["error"], errors.Refused)(said["sentence"])
    return answer
