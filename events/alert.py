"""Alerts: what a finding becomes for people (DOMAIN §2.6), and the words for why somebody was told or not."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class AlertState(StrEnum):
    """Where an alert is in its life."""

    OPEN = "open"
    ACKED = "acked"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    RETRACTED = "retracted"
    EXPIRED = "expired"


class NotifyReason(StrEnum):
    """Why somebody is told."""

    OPENED = "OPENED"
    WORSENED = "WORSENED"
    RETRACTED = "RETRACTED"
    ESCALATED = "ESCALATED"
    DIGEST = "DIGEST"


class SuppressReason(StrEnum):
    """Why nobody is told. The ledger's word, and the answer to "why was I not told?"."""

    COOLDOWN = "COOLDOWN"
    INHIBITED = "INHIBITED"
    GROUPED = "GROUPED"
    BUDGET = "BUDGET"
    SILENCED = "SILENCED"
    QUIET_HOURS = "QUIET_HOURS"
    EXPIRED = "EXPIRED"
    PLANNED = "PLANNED"
    FEED_INCOMPLETE = "FEED_INCOMPLETE"
    NOTHING_OPEN = "NOTHING_OPEN"
    SHADOW = "SHADOW"


class Alert(BaseModel):
    """One alert. Times are epoch ms UTC, money is fen, evidence is JSON."""

    model_config = ConfigDict(extra="forbid")

    alert_id: str
    rule_id: str
    rule_version: int
    customer_id: str
    object_id: str | None
    severity: str
    state: AlertState
    first_fact_time: int
    last_fact_time: int
    last_update: int
    title_zh: str
    title_en: str
    money_at_stake: int | None
    evidence: str
    recipients: list[str]
    due_at: int | None
    expires_at: int | None
    cause_id: str | None
    audience: str
    findings: list[str]
    suppressed_by: str | None
    confidence: float = 1.0
