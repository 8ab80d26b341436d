"""A rule made ready: its expressions compiled, its parameters literals (by tier where they differ)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from detectors.expectations import Within
from detectors.features import Agg, Feature
from detectors.rules.columns import columns, judged_on, step_columns
from detectors.rules.expression import Names, Typed, Wrong, compile_condition, compile_expression, halves
from detectors.rules.frames import FRAMES, POLARS, Type
from detectors.rules.model import ABSENCE, SEQUENCE, Rule, Step
from detectors.rules.parameters import DEFAULT_TIER, TIERS, Parameter
from detectors.rules.places import Place
from detectors.rules.shape import nearest
from detectors.rules.strict import RuleMistake
from detectors.rules.terms import absence_terms, sequence_terms
from detectors.rules.words import Template

TERMS: dict[str, Callable[[Rule], object]] = {ABSENCE: absence_terms, SEQUENCE: sequence_terms}
STEPS_ON = ("txn", "tender", "ruling", "listing", "contract", "account", "day", "due", "counterparty", "contagion")


@dataclass(frozen=True)
class CompiledStep:
    """One event of a sequence: the frame it comes on, and which of the frame's rows it is."""

    on: str
    hit: pl.Expr


@dataclass(frozen=True)
class Compiled:
    """Expressions over the frame `on`. Conditions are true or false, never unknown."""

    rule: Rule
    on: str
    may: pl.Expr  # of every row: whether the rule may hit it
    must: pl.Expr | None  # of those, of which there are few: whether it does. None: all of them
    retract: pl.Expr | None
    severity: pl.Expr
    object: pl.Expr
    trigger: pl.Expr
    cause: pl.Expr
    money: pl.Expr
    evidence: Mapping[str, Typed]
    copies: Mapping[str, pl.Expr]
    titles: tuple[Template, Template]
    shared: Mapping[str, Type]
    steps: Mapping[str, CompiledStep]  # of a sequence: after, then, and unless where there is one

    @property
    def within(self) -> Within:
        """How long a sequence may take."""
        return sequence_terms(self.rule)

    def reads(self) -> set[str]:
        """The columns that its expressions use."""
        own = (self.may, self.severity, self.object, self.trigger, self.cause, self.money)
        sometimes = [one for one in (self.must, self.retract) if one is not None]
        expressions = [*own, *sometimes, *self.copies.values(), *(typed.expr for typed in self.evidence.values())]
        named = {name for expression in expressions for name in expression.meta.root_names()}
        return named | {name for title in self.titles for name in title.types}


def stream_features(rule: Rule) -> list[tuple[Feature, str]]:
    """The rule's features for the kernel, each with the condition that makes its mask."""
    found = []
    for name, declared in rule.features.items():
        agg = {"sum": Agg.SUM, "max": Agg.MAX, "count": Agg.COUNT, "gap": Agg.GAP, "first_seen": Agg.FIRST}[
            declared.kind
        ]
        value = declared.sum or declared.max or ""
        found.append((Feature(name, agg, declared.over, f"{name}__where", value, declared.by), declared.where))
    return found


def names_of(rule: Rule, shared: Mapping[str, Type]) -> dict[str, Typed]:
    """Everything the rule's expressions may name: columns of its frame, features (its own and others'), parameters."""
    on = judged_on(rule)
    if on not in FRAMES:
        raise Wrong(f"{on!r} is not a frame{nearest(on, [*FRAMES, SEQUENCE])}")
    known = columns(rule, shared)
    clash = set(known) & set(rule.parameters)
    if clash:
        raise Wrong(f"parameter {sorted(clash)[0]!r} has the name of a column")
    return {name: Typed(pl.col(name), kind) for name, kind in known.items()} | _parameters(rule, "tier" in known)


def _parameters(rule: Rule, tiered: bool) -> dict[str, Typed]:
    return {name: _parameter(name, parameter, tiered) for name, parameter in rule.parameters.items()}


def _parameter(name: str, parameter: Parameter, tiered: bool) -> Typed:
    try:
        values = parameter.values()
    except ValueError as error:
        raise Wrong(f"parameter {name}: {error}") from None
    kind = Type(parameter.type)
    if isinstance(values[DEFAULT_TIER], list):
        return Typed(pl.lit(pl.Series([values[DEFAULT_TIER]])).first().implode().explode(), kind)
    if len(set(values.values())) == 1 or not tiered:
        return Typed(pl.lit(values[DEFAULT_TIER], dtype=POLARS[kind]), kind)
    chain: Any = pl
    for tier in TIERS[:-1]:
        chain = chain.when(pl.col("tier") == tier).then(pl.lit(values[tier], dtype=POLARS[kind]))
    return Typed(chain.otherwise(pl.lit(values[TIERS[-1]], dtype=POLARS[kind])), kind)


def compile_rule(rule: Rule, shared: Mapping[str, Type]) -> Compiled:
    """Compile; raises RuleMistake naming the rule and the field."""
    made: dict[Place, Any] = {}
    place: Place = ("on",)
    try:
        names = names_of(rule, shared)
        for place, make in pieces(rule, names, shared):
            made[place] = make()
    except Wrong as error:
        raise RuleMistake(f"{rule.id}: {'.'.join(map(str, place))}: {error}") from None
    guard, (compared, worked_out) = made[("where",)], halves(rule.when)  # compiled whole above, for its mistakes
    evidence = {name: made[("evidence", i)] for i, name in enumerate(rule.evidence)}
    return Compiled(
        rule, rule.on, guard & compile_condition(compared, names), compile_condition(worked_out, names) if worked_out else None,
        guard & made[("retract_when",)] if rule.retract_when else None, _severity({level: made[("severity", level)] for level in rule.severity}),
        made[("object",)], made[("trigger",)], made[("cause",)], made[("money_at_stake",)],
        evidence | {name: made[("parameters", name)] for name in thresholds_of(rule)},
        {who: made[("copy_to", who)] for who in rule.copy_to}, (made[("title", "zh")], made[("title", "en")]), shared,
        {name: CompiledStep(step.on, made[(name, "where")]) for name, step in steps_of(rule).items()},
    )  # fmt: skip


def pieces(rule: Rule, names: Names, shared: Mapping[str, Type]) -> Iterator[tuple[Place, Callable[[], object]]]:
    """Every part of a rule that is an expression, with how it is compiled: what lint reports one by one."""
    conditions: dict[Place, str | None] = {
        ("where",): rule.where, ("when",): rule.when, ("retract_when",): rule.retract_when,
        **{("severity", level): text for level, text in rule.severity.items()},
        **{("copy_to", who): text for who, text in rule.copy_to.items()},
    }  # fmt: skip
    yield from (
        (place, partial(compile_condition, text, names)) for place, text in conditions.items() if text is not None
    )
    for field in ("object", "trigger", "cause"):
        yield (field,), partial(_text, getattr(rule, field), names)
    yield ("money_at_stake",), partial(_money, rule, names)
    yield from ((("evidence", i), partial(compile_expression, name, names)) for i, name in enumerate(rule.evidence))
    yield from ((("parameters", name), partial(compile_expression, name, names)) for name in thresholds_of(rule))
    yield ("title", "zh"), partial(Template, rule.title.zh, names)
    yield ("title", "en"), partial(Template, rule.title.en, names)
    if rule.on in TERMS:
        yield ("within",), partial(TERMS[rule.on], rule)
    yield from (((name, "where"), partial(_step, rule, step, shared)) for name, step in steps_of(rule).items())


def steps_of(rule: Rule) -> dict[str, Step]:
    """The events of a sequence rule by what they do: after, then, unless."""
    steps = {"after": rule.after, "then": rule.then, "unless": rule.unless} if rule.on == SEQUENCE else {}
    return {name: step for name, step in steps.items() if step is not None}


def _step(rule: Rule, step: Step, shared: Mapping[str, Type]) -> pl.Expr:
    """Which rows of its frame the step is."""
    if step.on not in STEPS_ON:
        raise Wrong(f"{step.on!r} is nothing that a sequence can wait for{nearest(step.on, STEPS_ON)}", step.on)
    known = step_columns(rule, step, shared)
    names = {name: Typed(pl.col(name.rpartition(".")[2]), kind) for name, kind in known.items()}
    return compile_condition(step.where, names | _parameters(rule, "tier" in known))


def thresholds_of(rule: Rule) -> list[str]:
    """Parameters that a finding states with its evidence: the thresholds in force for this customer (DOMAIN §2.6)."""
    return [name for name, one in rule.parameters.items() if one.type != "texts" and name not in rule.evidence]


def mask_of(rule: Rule, where: str) -> pl.Expr:
    """A feature's condition: columns of the txn frame and parameters that are the same for every tier."""
    names = {name: Typed(pl.col(name), kind) for name, kind in FRAMES["txn"].items()}
    same = {name: one for name, one in rule.parameters.items() if not isinstance(one.value, dict)}
    return compile_condition(where, names | {name: _parameter(name, one, False) for name, one in same.items()})


def _severity(levels: Mapping[str, pl.Expr]) -> pl.Expr:
    chain: Any = pl
    for level, condition in levels.items():
        chain = chain.when(condition).then(pl.lit(level))
    return chain.otherwise(pl.lit(None, pl.String))  # no level holds: not a finding


def _text(text: str | None, names: Names) -> pl.Expr:
    if text is None:
        return pl.lit(None, pl.String)
    return pl.concat_str(
        [compile_expression(part.strip(), names).expr.cast(pl.String) for part in text.split("+")], separator="/"
    )


def _money(rule: Rule, names: Names) -> pl.Expr:
    if rule.money_at_stake is None:
        return pl.lit(None, pl.Int64)
    typed = compile_expression(rule.money_at_stake, names)
    if typed.type is not Type.MONEY:
        raise Wrong(f"{rule.money_at_stake!r} is a {typed.type}, not money")
    return typed.expr
