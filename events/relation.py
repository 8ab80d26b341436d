"""S15 relation: edges of the relation graph (DOMAIN §6.1), effective-dated."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from events.fields import Code, Day, Money, Ratio, Text
from events.record import Record


class RelationType(StrEnum):
    """What connects the two. GUARANTEE runs guarantor → borrower, SHAREHOLD holder → company."""

    SHAREHOLD = "SHAREHOLD"
    CONTROL = "CONTROL"
    LEGAL_REP = "LEGAL_REP"
    EXEC = "EXEC"
    FAMILY = "FAMILY"
    GUARANTEE = "GUARANTEE"
    SUPPLY = "SUPPLY"
    PLEDGE = "PLEDGE"
    SAME_GROUP = "SAME_GROUP"


class Relation(Record):
    """One edge. Ids are customer ids where both are ours, else USCC or hashed person ids."""

    stream_name: ClassVar[str] = "relation"
    natural_key: ClassVar[tuple[str, ...]] = ("src_id", "dst_id", "type", "valid_from", "event_time")

    src_id: Code
    dst_id: Code
    type: Code = Field(description="one of " + ", ".join(RelationType))
    weight: Ratio | None = Field(default=None, description="share held, share of flow, …")
    amount: Money | None = Field(default=None, description="guaranteed, invested, 12-month flow")
    share: Ratio | None = None
    src_equity: Money | None = Field(default=None, description="net assets of src")
    dst_equity: Money | None = None
    confidence: Ratio = 1.0
    source: Text | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
