"""A warehouse behind a network: connections are kept, hosts are tried in turn, a call that finds none tries again for a while.

Every statement of ours can be repeated, so a connection that breaks in the middle costs nothing.
"""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sinks.warehouse.base import Warehouse
from sinks.warehouse.errors import Refused, WarehouseDown

FIRST_PAUSE_SECONDS = 0.1  # doubles to a second: a server that restarts is back within a few
LONGEST_PAUSE_SECONDS = 1.0

Connection = TypeVar("Connection")
Answer = TypeVar("Answer")


class RemoteWarehouse(Warehouse, Generic[Connection]):
    """Hosts are "name:port", the one that answered last first. Each thread that calls at the same time has a connection of its own.

    A call that finds no host for `patience_seconds` raises WarehouseDown.
    """

    kind: str  # what answers there, for sentences
    default_port: int

    def __init__(self, hosts: Sequence[str], patience_seconds: float) -> None:
        super().__init__()
        self._hosts = [_address(host, self.default_port) for host in hosts]
        self._patience = patience_seconds
        self._turn = threading.Lock()
        self._idle: list[Connection] = []
        self.migrate()

    @abstractmethod
    def _dial(self, host: str, port: int) -> Connection:
        """A new connection, ready for statements."""

    @abstractmethod
    def _hang_up(self, connection: Connection) -> None:
        """Close a connection, whatever its state."""

    @abstractmethod
    def _final(self, error: Exception) -> Exception | None:
        """What the caller gets for an error; None when the connection broke and the call is to be tried again."""

    def _call(self, do: Callable[[Connection], Answer]) -> Answer:
        """Do it at the first host that answers; go round until patience ends."""
        until, pause = time.monotonic() + self._patience, FIRST_PAUSE_SECONDS
        while True:
            for _ in self._hosts:
                try:
                    return self._once(do)
                except Exception as error:
                    said = self._final(error)
                    if said is not None:
                        raise said from None
                    self._next_host()
                    last = error
            if time.monotonic() + pause > until:
                raise WarehouseDown(f"{self.kind} at {self._named()} does not answer: {last}")
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _once(self, do: Callable[[Connection], Answer]) -> Answer:
        with self._turn:
            kept, host = self._idle.pop() if self._idle else None, self._hosts[0]
        connection = self._dial(*host) if kept is None else kept
        try:
            answer = do(connection)
        except BaseException:
            self._hang_up(connection)
            raise
        with self._turn:
            self._idle.append(connection)
        return answer

    def _next_host(self) -> None:
        """Forget all connections: what broke one has probably broken the others. The next attempt is at the next host."""
        self.close()
        with self._turn:
            self._hosts = [*self._hosts[1:], self._hosts[0]]

    def _named(self) -> str:
        return ", ".join(f"{host}:{port}" for host, port in self._hosts)

    def close(self) -> None:
        """Hang up."""
        with self._turn:
            idle, self._idle = self._idle, []
        for connection in idle:
            self._hang_up(connection)


def _address(host: str, default_port: int) -> tuple[str, int]:
    name, _, port = host.rpartition(":") if ":" in host else (host, "", str(default_port))
    if not name or not port.isdigit():
        raise Refused(f"{host!r} is not an address: write name:port, for example warehouse-1:{default_port}")
    return name, int(port)
