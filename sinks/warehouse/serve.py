"""A served warehouse: one process has the data directory (chdb), others on this machine ask it over loopback.

`python -m sinks.warehouse.serve --data DIR --port N`, or `tidewatch warehouse`. For two workers and an API on one machine without a
ClickHouse server. A client shows a token first: the one in TIDEWATCH_WAREHOUSE_PASSWORD or its `_FILE` twin, else one that is made
and kept in DIR/token, readable by its owner only.
"""

from __future__ import annotations

import argparse
import contextlib
import hmac
import logging
import os
import secrets
import signal
import socketserver
import sys
from pathlib import Path
from typing import Any

import polars as pl

from sinks.warehouse.address import password_of
from sinks.warehouse.embedded import EmbeddedWarehouse
from sinks.warehouse.errors import Refused, WarehouseDown
from sinks.warehouse.wire import NotOurs, receive, send

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
PORT = 9010
STRANGER = 4096  # bytes that somebody may send before showing the token


class Server(socketserver.ThreadingTCPServer):
    """Answers on loopback, one thread a client. The warehouse answers a few at once. Port 0 takes a free one."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, warehouse: EmbeddedWarehouse, token: str, port: int = PORT) -> None:
        self.warehouse, self.token = warehouse, token
        self.ending = False
        super().__init__((LOOPBACK, port), Client)

    def server_close(self) -> None:
        """What fails from now on fails because this process ends: clients hear of a broken line and try again."""
        self.ending = True
        super().server_close()

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"tw://{LOOPBACK}:{self.server_address[1]}"


class Client(socketserver.BaseRequestHandler):
    """One connection: the token, then requests until the other side hangs up."""

    server: Server

    def handle(self) -> None:
        """Answer requests one after the other."""
        with contextlib.suppress(NotOurs, OSError):
            if self._known():
                send(self.request, {})
                while True:
                    self._answer(*receive(self.request))

    def _known(self) -> bool:
        said, _ = receive(self.request, STRANGER)
        if hmac.compare_digest(str(said.get("token")), self.server.token):
            return True
        send(self.request, _error(Refused("the token is not this warehouse's: give TIDEWATCH_WAREHOUSE_PASSWORD_FILE")))
        return False

    def _answer(self, request: dict[str, Any], rows: pl.DataFrame) -> None:
        try:
            answer = self._done(request, rows)
        except Exception as error:  # whatever it is, the client hears of it and the others go on
            if self.server.ending:
                raise NotOurs("this process ends") from error
            if not isinstance(error, WarehouseDown | Refused):
                log.exception("a request failed")
            send(self.request, _error(error))
        else:
            send(self.request, {}, answer)

    def _done(self, request: dict[str, Any], rows: pl.DataFrame) -> pl.DataFrame | None:
        warehouse = self.server.warehouse
        match request:
            case {"do": "query", "sql": sql}:
                return warehouse.query(sql)
            case {"do": "query_raw", "sql": sql}:
                return warehouse.query_raw(sql)
            case {"do": "execute", "sql": sql}:
                warehouse.execute(sql)
            case {"do": "insert", "table": table}:
                warehouse.insert(table, rows)
            case _:
                raise Refused(f"no such request: {sorted(request)}")
        return None


def _error(error: Exception) -> dict[str, str]:
    name = type(error).__name__
    return {"error": name, "sentence": str(error) if isinstance(error, WarehouseDown | Refused) else f"{name}: {error}"}


def token_for(data: Path) -> str:
    """The token clients must show: the one given by the environment, else the one in DIR/token, made when it is not there."""
    given = password_of(os.environ)
    if given:
        return given
    path = data / "token"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()


def serve(data: Path, port: int) -> None:
    """Serve until ctrl-C or SIGTERM."""
    warehouse = EmbeddedWarehouse(data)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), Server(warehouse, token_for(data), port) as server:
        print(
            f"warehouse {data} at {server.address}; its token is in {data / 'token'} unless the environment gave one",
            flush=True,
        )
        server.serve_forever()
    warehouse.close()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Serve a warehouse directory to other processes of this machine.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args()
    try:
        serve(given.data, given.port)
    except (Refused, WarehouseDown, OSError) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
