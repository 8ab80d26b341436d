"""What may be wrong with one rule, each check by itself: places in its file and sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from detectors.calendar import Calendar
from detectors.rules.columns import TXN, columns, judged_on
from detectors.rules.compiled import mask_of, names_of, pieces, stream_features, thresholds_of
from detectors.rules.deadlines import due_at, expires_at
from detectors.rules.examples import PLACING, event_columns, moment, wrong_value
from detectors.rules.expression import Wrong
from detectors.rules.frames import FRAMES, Type
from detectors.rules.model import SEQUENCE, Rule
from detectors.rules.places import Place
from detectors.rules.shape import nearest

RECIPIENTS = (
    "RM",
    "RM2",
    "TL",
    "RISK",
    "PM",
    "AML",
    "COMP",
    "HQ",
    "分行",
    "数据运维",
)  # DOMAIN §0.3; PM-x and HQ-x name a desk
DAILY = ("day", "counterparty", "feed")  # frames whose rows state again each day what may have been so the day before
ID = re.compile(r"(OPP|OUT|MAT|RSK|SVC)-\d{2}")
SOME_DAY = datetime(2026, 3, 3, 2, tzinfo=UTC)


class Said(NamedTuple):
    """A sentence about a place of the file; `word` is what to look for there."""

    place: Place
    sentence: str
    word: str = ""


def check(rule: Rule, shared: Mapping[str, Type]) -> Iterator[Said]:
    """Everything that is wrong with a rule by itself. `shared`: types of the features that other rules declare."""
    thresholds = list(_parameters(rule))
    yield from thresholds
    yield from _windows(rule)
    yield from _ladder(rule)
    yield from _people(rule)
    yield from _examples_wanted(rule)
    yield from _given(rule)
    if rule.on in DAILY and rule.lasting is None:
        said = f"{rule.on!r} is judged every day: say lasting: {{because: …}}, or it says the same again daily"
        yield Said(("on",), said)
    if not thresholds:  # an expression cannot be checked while its thresholds have no type
        yield from _expressions(rule, shared)


def _parameters(rule: Rule) -> Iterator[Said]:
    known = columns(rule)
    for name, parameter in rule.parameters.items():
        yield from (Said(("parameters", name), f"{name}: {mistake}") for mistake in parameter.mistakes())
        if name in known:
            yield Said(("parameters", name), f"parameter {name!r} has the name of a column: give it another")


def _windows(rule: Rule) -> Iterator[Said]:
    for feature, _ in stream_features(rule):
        if mistake := feature.mistake():
            yield Said(("features", feature.name), mistake)
    for place, read in _times(rule):
        try:
            read()
        except ValueError as error:
            yield Said(place, str(error))


def _times(rule: Rule) -> Iterator[tuple[Place, Callable[[], object]]]:
    calendar = Calendar()
    yield ("task", "due"), partial(due_at, rule.task.due, SOME_DAY, calendar)
    yield ("expires_after",), partial(expires_at, rule.expires_after, SOME_DAY, calendar)


def _ladder(rule: Rule) -> Iterator[Said]:
    """The first level that holds counts, so the more urgent ones stand first and nothing stands behind `true`."""
    if not rule.severity:
        yield Said(("severity",), 'a rule says how urgent it is: {P2: "true"}')
    levels = list(rule.severity)
    for before, level in pairwise(levels):
        if rule.severity[before].strip().lower() == "true":
            yield Said(("severity", level), f"{level} is never reached: {before} before it always holds")
        elif level < before:
            yield Said(
                ("severity", level), f"{level} is more urgent than {before}: it stands before it, or it is never seen"
            )


def _people(rule: Rule) -> Iterator[Said]:
    named: dict[Place, str] = {("to", i): who for i, who in enumerate(rule.to)}
    for place, who in (named | {("copy_to", who): who for who in rule.copy_to}).items():
        if who.split("-")[0] not in RECIPIENTS:
            yield Said(place, f"{who!r} is nobody's role{nearest(who, RECIPIENTS)}")
    for i, other in enumerate(rule.inhibits):
        if not ID.fullmatch(other):
            yield Said(("inhibits", i), f"{other!r} is not a rule's id: write OUT-04")


def _examples_wanted(rule: Rule) -> Iterator[Said]:
    if not any(isinstance(example.then, dict) for example in rule.examples):
        yield Said(("examples",), "no example fires: give a row and `then: {severity: …}`")
    if not any(example.then in ("none", "retracted") for example in rule.examples):
        yield Said(("examples",), "no example stays silent: give a row and `then: none`")
    carried = {*rule.evidence, *thresholds_of(rule), "severity", "to"}
    for i, example in enumerate(rule.examples):
        for name in example.then if isinstance(example.then, dict) else ():
            if name not in carried:
                said = f"a finding carries no {name!r}: name it in evidence{nearest(name, carried)}"
                yield Said(("examples", i, "then"), said, name)


def _given(rule: Rule) -> Iterator[Said]:
    """Rows of examples that name columns which are not there, or give them values of another type."""
    for i, example in enumerate(rule.examples):
        rows = example.given if isinstance(example.given, list) else [example.given]
        for j, row in enumerate(rows):
            place: Place = ("examples", i, "given", j) if isinstance(example.given, list) else ("examples", i, "given")
            on, known = event_columns(rule, row) if rule.on == SEQUENCE else (rule.on, columns(rule))
            said = {name: value for name, value in row.items() if rule.on != SEQUENCE or name not in PLACING}
            if on not in FRAMES:
                yield from (Said(place, f"{on!r} is not a frame{nearest(on, FRAMES)}"),) if on != rule.on else ()
                continue
            yield from _given_row(place, on, known, said)
            yield from _given_at(place, row) if rule.on == SEQUENCE else ()


def _given_at(place: Place, row: Mapping[str, object]) -> Iterator[Said]:
    try:
        moment(row.get("at"))
    except ValueError:
        yield Said(
            (*place, "at"),
            f"an event of a sequence happens at: 2026-03-03, or at: 2026-03-03 10:21, not {row.get('at')!r}",
        )


def _given_row(place: Place, on: str, known: Mapping[str, Type], row: Mapping[str, object]) -> Iterator[Said]:
    for name, value in row.items():
        if name not in known:
            yield Said((*place, name), f"{on} has no column {name!r}{nearest(name, known)}", name)
        elif wrong := wrong_value(value, known[name]):
            yield Said((*place, name), f"{name}: {wrong}", name)


# ---- expressions


def _expressions(rule: Rule, shared: Mapping[str, Type]) -> Iterator[Said]:
    yield from _features(rule)
    try:
        names = names_of(rule, shared)
    except Wrong as error:
        yield Said(("on",), str(error))
        return
    for place, make in pieces(rule, names, shared):
        try:
            make()
        except Wrong as error:
            yield Said(place, f"{'.'.join(map(str, place))}: {error}", error.word)
    yield from (Said(("parameters", name), f"parameter {name!r} is used nowhere") for name in _unused(rule))


def _features(rule: Rule) -> Iterator[Said]:
    if rule.features and TXN not in (judged_on(rule), rule.after.on if rule.after else None):
        yield Said(
            ("features",),
            f"stream features are columns of txn, and this rule reads {rule.on}: use a profile column, or on: txn",
        )
    for name, declared in rule.features.items():
        if name in FRAMES["txn"]:
            yield Said(("features", name), f"feature {name!r} has the name of a column of txn: give it another")
        value = declared.sum or declared.max
        if value and FRAMES["txn"].get(value) is not Type.MONEY:
            amounts = [column for column, kind in FRAMES["txn"].items() if kind is Type.MONEY]
            yield Said(
                ("features", name),
                f"{declared.kind}: {value!r} is not an amount of txn{nearest(value, amounts)}",
                value,
            )
        try:
            mask_of(rule, declared.where)
        except Wrong as error:
            yield Said(("features", name, "where"), f"features.{name}.where: {error}", error.word)


def _unused(rule: Rule) -> list[str]:
    texts = [rule.where, rule.when, rule.retract_when, rule.money_at_stake, *rule.severity.values(), *rule.copy_to.values(), *rule.evidence,
             *(one.where for one in rule.features.values()), *(step.where for step in (rule.after, rule.then, rule.unless) if step),
             rule.title.zh, rule.title.en]  # fmt: skip
    named = {word for text in texts if text for word in re.findall(r"\w+", text)}
    return [name for name in rule.parameters if name not in named]
