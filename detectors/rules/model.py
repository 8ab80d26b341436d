"""A rule is one file: what it says, typed and strict (DESIGN §2.1). Every threshold is a parameter with a type and a source."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from detectors.rules.frames import Type
from events.money import to_minor

TIERS = ("T1", "T2", "T3", "T4")
DEFAULT_TIER = "T4"  # a customer whose tier nobody has stated


class RuleMistake(ValueError):
    """A rule file that cannot be used: where, what, and what would be right."""


class Strict(BaseModel):
    """No unknown keys: a misspelt one must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """One text in both languages."""

    zh: str
    en: str


class State(StrEnum):
    """Whether a rule counts: shadow rules are judged but alert nobody."""

    ACTIVE = "active"
    SHADOW = "shadow"
    RETIRED = "retired"


def amount(text: object) -> int:
    """Fen of `¥500,000`, `¥20m`, `¥1.5bn` or a plain number of yuan."""
    found = re.fullmatch(r"¥?\s*([\d,.]+)\s*(k|m|bn|万|亿)?", str(text).strip())
    if not found:
        raise ValueError(f"{text!r} is not an amount: write ¥500,000 or ¥20m")
    scale = {None: 1, "k": 10**3, "m": 10**6, "bn": 10**9, "万": 10**4, "亿": 10**8}[found[2]]
    return to_minor(found[1].replace(",", "")) * scale


class Parameter(Strict):
    """A threshold. `value` may differ by tier: {T1: …, T2: …, T3: …, T4: …}."""

    type: Literal["money", "ratio", "count", "text", "texts"]
    value: Any
    source: str = "GK"

    def values(self) -> dict[str, Any]:
        """The value for each tier, in inside units."""
        by_tier = self.value if isinstance(self.value, dict) else dict.fromkeys(TIERS, self.value)
        if set(by_tier) != set(TIERS):
            raise ValueError(f"a value by tier names {', '.join(TIERS)}")
        return {tier: self._inside(value) for tier, value in by_tier.items()}

    def _inside(self, value: Any) -> Any:
        readers: dict[str, Callable[[Any], Any]] = {
            "money": amount,
            "ratio": float,
            "count": int,
            "text": str,
            "texts": list,
        }
        return readers[self.type](value)


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
    """One event of a sequence or absence rule."""

    on: str
    where: str = "true"
    as_: str | None = Field(default=None, alias="as")
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
    features: dict[str, FeatureDeclaration] = {}
    parameters: dict[str, Parameter] = {}
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
    copy_to: dict[str, str] = {}
    task: TaskTemplate
    expires_after: str | None = None
    inhibits: list[str] = []
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
    traps: list[str] = []
    examples: list[Example] = Field(min_length=2)

    @field_validator("cool_down")
    @classmethod
    def _cool_down(cls, text: str) -> str:
        if text != "until_closed" and not re.fullmatch(r"\d+d", text):
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


class RuleLoader(yaml.SafeLoader):
    """YAML 1.2 truth values: `on` is a word here, not True."""


RuleLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
RuleLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))


def tune(rules: dict[str, Rule], path: Path) -> dict[str, Rule]:
    """Rules with parameter values of a bank's own: `{OPP-01: {floor: {T1: ¥5m, …}}}`. Raises RuleMistake naming what is not there."""
    said = yaml.load(path.read_text(encoding="utf-8"), RuleLoader) or {}  # a SafeLoader
    tuned = dict(rules)
    for rule_id, values in said.items():
        if rule_id not in rules:
            raise RuleMistake(f"{path.name}: there is no rule {rule_id}")
        parameters = dict(rules[rule_id].parameters)
        for name, value in values.items():
            if name not in parameters:
                raise RuleMistake(f"{path.name}: {rule_id} has no parameter {name!r}; it has {', '.join(parameters)}")
            parameters[name] = parameters[name].model_copy(update={"value": value, "source": path.name})
        tuned[rule_id] = rules[rule_id].model_copy(update={"parameters": parameters})
    return tuned


def read_rule(path: Path) -> Rule:
    """The rule in a file; raises RuleMistake with the file and the place."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), RuleLoader)  # a SafeLoader
        rule = Rule.model_validate(data)
    except yaml.YAMLError as error:
        raise RuleMistake(f"{path.name}: not YAML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RuleMistake(f"{path.name}: {place}: {first['msg']}") from None
    if not path.stem.startswith(rule.file_stem):
        raise RuleMistake(f"{path.name}: the file of rule {rule.id} must begin with {rule.file_stem}_")
    return rule
