"""A rule is one file: what it says, typed and strict (DESIGN §2.1). Every threshold is a parameter with a type and a source."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from detectors.rules.frames import Type
from detectors.rules.parameters import Parameter
from detectors.rules.strict import Strict

SEQUENCE, ABSENCE = "sequence", "absence"
FIRST = "first"  # what the first event of a sequence is called where the rule gives it no name
AGGREGATES = ("sum", "max", "count", "gap", "first_seen")


class Words(Strict):
    """One text in both languages."""

    zh: str
    en: str


class State(StrEnum):
    """Whether a rule counts. A shadow rule is judged by a backtest alone; what it declares is kept up, so that it can be made active at any time."""

    ACTIVE = "active"
    SHADOW = "shadow"
    RETIRED = "retired"


class FeatureDeclaration(Strict):
    """A stream feature: exactly one of sum, count, max, gap, first_seen; each names the column or the condition it is over."""

    sum: str | None = None
    max: str | None = None
    count: Literal[True] | None = None
    gap: Literal[True] | None = None
    first_seen: Literal[True] | None = None
    where: str = "true"
    over: str
    by: Literal["customer", "counterparty"] = "customer"

    @model_validator(mode="after")
    def _one_aggregate(self) -> Self:
        named = [name for name in AGGREGATES if getattr(self, name)]
        if len(named) != 1:
            raise ValueError(
                f"a feature is exactly one of {', '.join(AGGREGATES)}, not {' and '.join(named) or 'none'}"
            )
        return self

    @property
    def kind(self) -> str:
        """Which of sum, max, count, gap, first_seen it is."""
        return next(name for name in AGGREGATES if getattr(self, name))

    @property
    def type(self) -> Type:
        """Sums and maxima are money, the rest are counts."""
        return Type.MONEY if self.sum or self.max else Type.COUNT


class TaskTemplate(Strict):
    """What to do, how to say it, by when. `due`: `4h working`, `1bd`, `1bd 10:00`. `proof`: what shows that it was done, where that is asked for."""

    zh: str
    en: str
    script: str | None = None
    due: str = "1bd"
    proof: Words | None = None


class Step(Strict):
    """One event of a sequence or absence rule. `as`: by which name other expressions speak of it (`loan.principal`)."""

    on: str
    where: str = "true"
    as_: str | None = Field(default=None, alias="as", pattern=r"^[a-z][a-z_0-9]*$")
    expected: str | None = None


class Lasting(Strict):
    """What a rule looks at each day may last: the rule says so when it begins and when it gets worse, not on every day that it holds.

    It has ended when it has not held for `ends_after` days. Worse: a higher severity, or the money at stake grown by the share `grows`.
    """

    ends_after: str = Field(default="1d", pattern=r"^\d+d$")
    grows: float = Field(default=0.5, gt=0)
    because: str

    @property
    def ends_after_days(self) -> int:
        """`ends_after` as a number."""
        return int(self.ends_after[:-1])


class Example(Strict):
    """A row (or dated events) and what must come of it: `none`, `retracted`, or the values a finding must carry."""

    name: str
    given: dict[str, Any] | list[dict[str, Any]]
    then: Literal["none", "retracted"] | dict[str, Any]


class Rule(Strict):
    """One detector."""

    id: str = Field(pattern=r"^(OPP|OUT|MAT|RSK|SVC)-\d{2}$")
    version: int = Field(ge=1)
    state: State = State.ACTIVE
    name: Words
    on: str
    refresh: str = ""
    source: str = ""
    features: dict[str, FeatureDeclaration] = Field(default_factory=dict)
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    where: str = "true"
    when: str = "true"
    severity: dict[Literal["P1", "P2", "P3", "P4"], str]
    object: str | None = None
    trigger: str = "event_id"
    cause: str | None = None
    cool_down: str = "until_closed"
    evidence: list[str]
    money_at_stake: str | None = None
    title: Words
    to: list[str]
    copy_to: dict[str, str] = Field(default_factory=dict)
    task: TaskTemplate
    expires_after: str | None = None
    inhibits: list[str] = Field(default_factory=list)
    plannable: bool = False
    lasting: Lasting | None = None
    audience: Literal["normal", "risk", "aml"] = "normal"
    retract_when: str | None = None
    after: Step | None = None
    then: Step | None = None
    unless: Step | None = None
    within: str | None = None
    give_up: str | None = None
    needs_complete: str | None = None
    traps: list[str] = Field(default_factory=list)
    examples: list[Example] = Field(min_length=2)

    @model_validator(mode="before")
    @classmethod
    def _trigger_of_a_sequence(cls, data: Any) -> Any:
        """A sequence is triggered by both of its events: taking either back takes back what was found."""
        if not isinstance(data, dict) or data.get("on") != SEQUENCE or "trigger" in data:
            return data
        after = data.get("after")
        name = (after.get("as") if isinstance(after, dict) else None) or FIRST
        return {**data, "trigger": f"{name}.event_id + event_id"}

    @field_validator("cool_down")
    @classmethod
    def _cool_down(cls, text: str) -> str:
        if text != "until_closed" and not re.fullmatch(r"[1-9]\d*d", text):
            raise ValueError(f"{text!r} is not a cool-down: write 7d or until_closed")
        return text

    @property
    def cool_down_days(self) -> int | None:
        """None: as long as the alert is there."""
        return None if self.cool_down == "until_closed" else int(self.cool_down[:-1])

    @property
    def file_stem(self) -> str:
        """How its file's name begins: `out_01`."""
        return self.id.lower().replace("-", "_")
