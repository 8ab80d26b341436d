"""What a shard wants done outside: the driver (Faust worker, replay, test) does it, in the order that loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from streams.log import Frame


@dataclass
class Outbox:
    """Effects collected since the driver last took them.

    `findings`, `alerts` and `suppressions` go to their topics; `to_log` are frames for log partitions (this shard's own too);
    `facts` are rows for the warehouse by table. All are absolute and carry derived ids: doing any of it twice changes nothing.
    """

    findings: list[pl.DataFrame] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    suppressions: list[dict[str, Any]] = field(default_factory=list)
    to_log: list[tuple[int, Frame]] = field(default_factory=list)
    facts: list[tuple[str, pl.DataFrame]] = field(default_factory=list)

    def take(self) -> Outbox:
        """Hand over what has collected, and start empty."""
        taken = Outbox(self.findings, self.alerts, self.suppressions, self.to_log, self.facts)
        self.__init__()  # type: ignore[misc]  # the same five empty lists as a new one
        return taken
