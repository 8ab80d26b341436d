"""Messages between a served warehouse and its clients: a head, a JSON header, a body of Arrow columns.

    b"TWW" | header length, uint32 | body length, uint64 | header, JSON | body, Arrow IPC stream (absent when there are no columns)

Requests: {"token"} first, then {"do": "execute" | "query" | "query_raw", "sql"} or {"do": "insert", "table"} with rows.
Answers: {} with rows for queries, or {"error": the class's name, "sentence"}.
"""

from __future__ import annotations

import io
import socket
import struct
from typing import Any

import msgspec
import polars as pl

HEAD = struct.Struct("<3sIQ")
MAGIC = b"TWW"
LONGEST = 1 << 32  # bytes of one message once a client has shown its token

Header = dict[str, Any]


class NotOurs(ConnectionError):
    """The other side does not speak this protocol, or has hung up."""


def send(line: socket.socket, header: Header, rows: pl.DataFrame | None = None) -> None:
    """Send one message."""
    said, body = msgspec.json.encode(header), io.BytesIO()
    if rows is not None and rows.width:
        rows.write_ipc_stream(body)
    line.sendall(HEAD.pack(MAGIC, len(said), body.tell()) + said)
    line.sendall(body.getbuffer())


def receive(line: socket.socket, longest: int = LONGEST) -> tuple[Header, pl.DataFrame]:
    """The next message; raises NotOurs."""
    magic, header, body = HEAD.unpack(_exactly(line, HEAD.size))
    if magic != MAGIC or header + body > longest:
        raise NotOurs("the other side does not speak the warehouse's protocol")
    said = msgspec.json.decode(_exactly(line, header), type=Header)
    return said, pl.read_ipc_stream(io.BytesIO(_exactly(line, body))) if body else pl.DataFrame()


def _exactly(line: socket.socket, count: int) -> bytearray:
    data = bytearray(count)
    view, got = memoryview(data), 0
    while got < count:
        now = line.recv_into(view[got:])
        if not now:
            raise NotOurs("the other side has hung up")
        got += now
    return data
