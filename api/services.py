"""What the API needs of the rest: given to it by the composition root, so that it never reaches for the engine itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from api.customers.names import Names
from detectors.rules import RuleSet
from sinks.desk import Desk, Roster
from sinks.warehouse import Warehouse
from sinks.warehouse.questions import Questions

if TYPE_CHECKING:
    from api.identity import Identity

Record = tuple[bytes | None, bytes | None, dict[str, str]]


class EngineDown(ConnectionError):
    """Records cannot be taken now: nothing is promised of this call's, sending them again changes nothing."""


class Backpressure(RuntimeError):
    """More is waiting than may wait: nothing was taken, send it again after so many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too much is waiting; again in {retry_after} s")
        self.retry_after = retry_after


class Engine(Protocol):
    """The engine's front door. Calls may block for some milliseconds; none waits for detection. Raises EngineDown."""

    @property
    def clock(self) -> int:
        """The bank's present moment, epoch ms."""

    def accept(self, stream: str, records: Sequence[Record]) -> int:
        """Records on their way: durable when this returns; the offset of the first. Raises Backpressure."""

    def operations(self) -> dict[str, Any]:
        """What the operator's page shows of sources and shards."""

    def dead_letters(self, reason: str | None, after: int, limit: int) -> list[dict[str, Any]]:
        """Records that could not be taken, newest first."""

    def reasons(self) -> dict[str, int]:
        """How many of them nobody has sent again, by reason."""

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send one again; False when there is none of that number."""


@dataclass(frozen=True)
class Browsers:
    """Pushes to browsers: our public key (base64url), and the push services that may be called."""

    key: str
    hosts: frozenset[str]


@dataclass
class Services:
    """The parts. `demo`: anyone on this machine may pick who to be."""

    engine: Engine
    desk: Desk
    warehouse: Warehouse
    rules: RuleSet
    questions: Questions
    roster: Callable[[], Roster]
    identities: Callable[[], Mapping[str, Identity]]
    tags_of: Callable[[str, frozenset[str]], list[dict[str, Any]]]
    tagged: Callable[[str], list[str]]
    demo: bool = False
    mappings: Path | None = None  # folder of NAME.yaml: how delimited bodies become records
    proofs: Path | None = None  # folder of files that show that a task was done
    browsers: Browsers | None = None
    stores_since: dict[str, tuple[bool, int]] = field(
        default_factory=dict
    )  # whether a store answers, since when (epoch ms)

    @cached_property
    def names(self) -> Names:
        """Customers by the sound of their names."""
        return Names(self.warehouse)
