"""Some rules out of many: what they need to be judged as if all were there, and what they can do without."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from detectors.calendar import Calendar
from detectors.profiles import FED_BY
from detectors.rules import Rule, RuleSet, State
from detectors.rules.compiled import Compiled
from detectors.rules.frames import PROFILE
from streams.shard.stages import CLOSE_KINDS, JUDGED_AS

CLOSE_OF = {
    **{kind: kind for kind in CLOSE_KINDS},
    **{frame: kind for kind, frame in JUDGED_AS.items()},
    "trace": "partners",
}


@dataclass(frozen=True)
class Narrowed:
    """`rules` are judged; those among them that were asked for are `asked`, the others feed them."""

    rules: RuleSet
    asked: frozenset[str]


def narrowed(rules: Mapping[str, Rule], asked: Collection[str], calendar: Calendar) -> Narrowed:
    """The asked rules (shadow ones too) and what feeds them: rules over whose findings a profile sums are judged beside them, and rules that
    only declare a feature they read are there in shadow."""
    live = {name: one for name, one in rules.items() if one.state is not State.RETIRED or name in asked}
    active = {name: one.model_copy(update={"state": State.ACTIVE}) for name, one in live.items()}
    compiled = RuleSet(active.values(), calendar).compiled
    judged = set(asked)
    while more := {feeder for name in judged for feeder in _fed_by(compiled[name]) if feeder in active} - judged:
        judged |= more
    owners = {feature: name for name, one in active.items() for feature in one.features}
    lent = {owners[read] for name in judged for read in _reads(compiled[name]) if read in owners} - judged
    shadow = [active[name].model_copy(update={"state": State.SHADOW}) for name in sorted(lent)]
    return Narrowed(RuleSet([*(active[name] for name in sorted(judged)), *shadow], calendar), frozenset(asked))


def affected(before: Mapping[str, Rule], after: Mapping[str, Rule], calendar: Calendar) -> set[str]:
    """Rules that may find something else after a change: changed, new or gone ones, and those that read what these declare or find."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    for rules in (before, after):
        compiled = RuleSet(rules.values(), calendar).compiled
        declared = {feature for name in changed if name in rules for feature in rules[name].features}
        changed |= {n for n, one in compiled.items() if _fed_by(one) & changed or _reads(one) & declared}
    return changed


def closes_of(rules: RuleSet) -> frozenset[str]:
    """The frames of a day's close that these rules read or are judged on."""
    active = (one for one in rules.compiled.values() if one.rule.state is State.ACTIVE)
    daily = {feature.name for feature in rules.features if feature.by == "customer"}
    return frozenset(kind for one in active for kind in _closes(one, daily))


def _closes(compiled: Compiled, daily: Collection[str]) -> Iterator[str]:
    if not _reads(compiled).isdisjoint(daily):
        yield "taken_back"
    for on in {compiled.on, *(step.on for step in compiled.steps.values())} & CLOSE_OF.keys():
        yield CLOSE_OF[on]
    if _reads(compiled) & PROFILE.keys():
        yield "profile"
    if compiled.rule.needs_complete:
        yield "feed"


def _fed_by(compiled: Compiled) -> set[str]:
    return {FED_BY[name] for name in _reads(compiled) & FED_BY.keys()}


def _reads(compiled: Compiled) -> set[str]:
    """The columns it reads, the names of a sequence's events taken off."""
    steps = {name for step in compiled.steps.values() for name in step.hit.meta.root_names()}
    return {name.rpartition(".")[2] for name in compiled.reads() | steps}
