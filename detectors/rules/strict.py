"""What every part of a rule file has in common, and the error all of them raise."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class RuleMistake(ValueError):
    """A rule file that cannot be used: where, what, and what would be right."""


class Strict(BaseModel):
    """No unknown keys: a misspelt one must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
