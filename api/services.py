"""What the API needs of the rest: given to it by the composition root, so that it never reaches for the engine itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from detectors.rules import RuleSet
from sinks.desk import Desk, Roster
from sinks.warehouse import Warehouse
from sinks.warehouse.questions import Questions

if TYPE_CHECKING:
    from api.identity import Identity

Record = tuple[bytes | None, bytes | None, dict[str, str]]


class EngineDown(ConnectionError):
    """Records cannot be taken now: nothing is promised of this call's, sending them again changes nothing."""


class Engine(Protocol):
    """The engine's front door. Calls may block for some milliseconds; none waits for detection. Raises EngineDown."""

    @property
    def clock(self) -> int:
        """The bank's present moment, epoch ms."""

    def accept(self, stream: str, records: Sequence[Record]) -> int:
        """Records on their way: durable when this returns; the offset of the first."""

    def operations(self) -> dict[str, Any]:
        """What the operator's page shows of sources and shards."""

    def dead_letters(self, reason: str | None, after: int, limit: int) -> list[dict[str, Any]]:
        """Records that could not be taken, newest first."""

    def reasons(self) -> dict[str, int]:
        """How many of them nobody has sent again, by reason."""

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send one again; False when there is none of that number."""


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
    api_keys: Mapping[str, frozenset[str]] | None = None  # sha256 of the key → streams it may send
