"""What the API needs of the rest: given to it by the composition root, so that it never reaches for the engine itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.engine import Engine
from api.identity import Identity
from detectors.rules import RuleSet
from sinks.desk import Desk, Roster
from sinks.warehouse import Warehouse
from sinks.warehouse.questions import Questions


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
    lists: Callable[[str], bool]  # whether customers may be listed by a tag
    demo: bool = False
    mappings: Path | None = None  # folder of NAME.yaml: how delimited bodies become records
    proofs: Path | None = None  # folder of files that show that a task was done
    browsers: Browsers | None = None
    stores_since: dict[str, tuple[bool, int]] = field(
        default_factory=dict
    )  # whether a store answers, since when (epoch ms)
