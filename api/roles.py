"""What people do at the bank. A module of its own: settings name roles, and must not load the API for it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody does at the bank."""

    RM = "rm"
    LEAD = "lead"
    BRANCH = "branch"
    HQ = "hq"
    RISK = "risk"
    AML = "aml"
    OPERATOR = "operator"
    AUDITOR = "auditor"
