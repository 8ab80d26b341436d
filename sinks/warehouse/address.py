"""Which warehouse an address means.

    a folder                                             embedded: chdb in this process, which then has the folder to itself
    tw://127.0.0.1:9010                                  served by another process of this machine
    clickhouse://host:9000,host2:9000[/database]         a ClickHouse server, or replicas of one
    clickhouses://…                                      the same over TLS

User and password are never part of the address, which is printed and logged: they come from TIDEWATCH_WAREHOUSE_USER and
TIDEWATCH_WAREHOUSE_PASSWORD, each with a twin ending in `_FILE` that names a file. TIDEWATCH_WAREHOUSE_CA_FILE names the certificates to trust when they are not the system's.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sinks.warehouse.base import DATABASE, Warehouse
from sinks.warehouse.embedded import EmbeddedWarehouse
from sinks.warehouse.errors import Refused
from sinks.warehouse.served import ServedWarehouse

PREFIX = "TIDEWATCH_WAREHOUSE_"


def open_warehouse(
    address: str, environment: Mapping[str, str] = os.environ, patience_seconds: float = 10.0
) -> Warehouse:
    """The warehouse at an address. Raises WarehouseDown when it does not answer for `patience_seconds`, Refused with a sentence."""
    scheme, found, rest = address.partition("://")
    if not found:
        return EmbeddedWarehouse(Path(address))
    if "@" in rest:
        raise Refused(
            f"{scheme}://…@…: leave user and password out of the address, set {PREFIX}USER and {PREFIX}PASSWORD"
        )
    if scheme == "tw":
        return ServedWarehouse(rest, password_of(environment), patience_seconds)
    if scheme not in ("clickhouse", "clickhouses"):
        raise Refused(f"{address!r} is no warehouse: write a folder, tw://127.0.0.1:9010 or clickhouse://host:9000")
    # its driver takes 0.2 s to load: only who has a server waits for it
    from sinks.warehouse.clickhouse import ClickHouseWarehouse

    hosts, _, database = rest.partition("/")
    user, secure = _given(environment, "USER") or "default", scheme == "clickhouses"
    return ClickHouseWarehouse(
        hosts.split(","), user, password_of(environment), database or DATABASE, secure, patience_seconds,
        ca_file=environment.get(f"{PREFIX}CA_FILE"),
    )  # fmt: skip


def password_of(environment: Mapping[str, str]) -> str:
    """The password, or the token of a served warehouse; empty when none is set."""
    return _given(environment, "PASSWORD")


def _given(environment: Mapping[str, str], name: str) -> str:
    file = environment.get(f"{PREFIX}{name}_FILE")
    if not file:
        return environment.get(PREFIX + name, "")
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise Refused(f"{PREFIX}{name}_FILE names {file}, which cannot be read: {error.strerror}") from None
