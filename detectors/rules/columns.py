"""Which columns a rule's expressions may name: those of the frame it is judged on, declared features, and the events of a sequence."""

from __future__ import annotations

from collections.abc import Mapping

from detectors.rules.frames import FRAMES, Type
from detectors.rules.model import FIRST, SEQUENCE, Rule, Step

TXN = "txn"  # the frame that stream features are columns of
BETWEEN = {"days_after": Type.COUNT, "bd_after": Type.COUNT}  # from the first event's day to the second's


def features_of(rule: Rule) -> dict[str, Type]:
    """Columns that the rule's own features add to the entries of accounts."""
    return {name: declared.type for name, declared in rule.features.items()}


def judged_on(rule: Rule) -> str:
    """The frame whose rows the rule is judged on: a sequence is judged on what completes it."""
    return rule.then.on if rule.on == SEQUENCE and rule.then else rule.on


def first_name(rule: Rule) -> str:
    """What the first event of a sequence is called."""
    return (rule.after.as_ if rule.after else None) or FIRST


def frame_columns(rule: Rule, on: str, shared: Mapping[str, Type] | None = None) -> dict[str, Type]:
    """The columns of a frame, with the rule's own features and the `shared` ones of other rules. Empty when there is no such frame."""
    return {**FRAMES.get(on, {}), **({**(shared or {}), **features_of(rule)} if on == TXN else {})}


def columns(rule: Rule, shared: Mapping[str, Type] | None = None) -> dict[str, Type]:
    """Every column the rule's expressions may name, as written: `amount`, and in a sequence `loan.principal` and `days_after` too."""
    own = frame_columns(rule, judged_on(rule), shared)
    if rule.on != SEQUENCE or rule.after is None or rule.then is None:
        return own
    second = _named(rule.then.as_, own) if rule.then.as_ else {}
    return {**own, **BETWEEN, **second, **_named(first_name(rule), frame_columns(rule, rule.after.on, shared))}


def step_columns(rule: Rule, step: Step, shared: Mapping[str, Type] | None = None) -> dict[str, Type]:
    """The columns that a step's `where` may name: its own frame's."""
    own = frame_columns(rule, step.on, shared)
    return {**own, **(_named(step.as_, own) if step.as_ else {})}


def _named(name: str, own: Mapping[str, Type]) -> dict[str, Type]:
    return {f"{name}.{column}": kind for column, kind in own.items()}
