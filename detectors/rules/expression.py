"""Rule expressions: SQL boolean expressions, type-checked, compiled to Polars. No eval, nothing but columns and arithmetic.

Subset: AND OR NOT, = <> < <= > >=, IN, BETWEEN, IS NULL, + - * /, GREATEST LEAST COALESCE ABS, CASE, LIKE. An unknown value (NULL) makes a
comparison unknown, and what is unknown does not fire. Money times a ratio is money, rounded down to the fen; a count times a ratio is a count;
money over money is a ratio.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import polars as pl
import sqlglot
from sqlglot import expressions as sql
from sqlglot.errors import SqlglotError

from detectors.rules.frames import Type

NUMERIC = (Type.MONEY, Type.RATIO, Type.COUNT)


class Wrong(ValueError):
    """What is wrong with an expression, as a sentence; `word` is the name in it that is wrong."""

    def __init__(self, sentence: str, word: str = "") -> None:
        super().__init__(sentence)
        self.word = word


@dataclass(frozen=True)
class Typed:
    """An expression with its type; `bare` marks a number written in the rule itself."""

    expr: pl.Expr
    type: Type
    bare: bool = False
    zero: bool = False  # 0 is 0 in every unit


Names = Mapping[str, Typed]


def parse(text: str) -> Any:
    """The syntax tree of an expression; raises Wrong."""
    try:
        return sqlglot.parse_one(text, dialect="postgres")
    except SqlglotError as error:
        raise Wrong(f"not an expression: {text!r}{_where(error)}") from None


def _where(error: SqlglotError) -> str:
    """After which column something is missing or in the wrong place; the parser's own words name its classes."""
    column = next((one.get("col") for one in getattr(error, "errors", ()) if one.get("col")), None)
    return "" if column is None else f": something is missing or does not belong there, at column {column}"


def compile_expression(text: str, names: Names) -> Typed:
    """Compile with these columns and parameters; raises Wrong."""
    return _typed(parse(text), names)


def compile_condition(text: str, names: Names) -> pl.Expr:
    """Compile an expression that must be true or false; unknown counts as false."""
    typed = compile_expression(text, names)
    if typed.type is not Type.BOOL:
        raise Wrong(f"{text!r} is a {typed.type}, not a condition")
    return typed.expr.fill_null(False)


def columns_of(text: str) -> set[str]:
    """Names that an expression uses."""
    return {_written(column) for column in parse(text).find_all(sql.Column)}


def conditions_of(text: str) -> list[str]:
    """The parts that must all hold, for explaining."""
    tree = parse(text)
    parts = list(tree.flatten()) if isinstance(tree, sql.And) else [tree]
    return [part.sql(dialect="postgres") for part in parts]


def halves(text: str) -> tuple[str, str | None]:
    """A condition as two that must both hold: what compares, and what is worked out first, if any of it is."""
    parts = conditions_of(text)
    worked_out = [part for part in parts if parse(part).find(sql.Case, sql.Greatest, sql.Least)]
    compared = [part for part in parts if part not in worked_out]
    return _all(compared) or "true", _all(worked_out) or None


def _all(parts: Sequence[str]) -> str:
    return " AND ".join(f"({part})" for part in parts)


def _typed(node: sql.Expression, names: Names) -> Typed:
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise Wrong(f"{node.sql()!r}: {type(node).__name__} is not in the rule language")
    typed = handler(node, names)
    return Typed(~typed.expr, Type.BOOL) if node.args.get("negate") else typed


def _written(column: sql.Expression) -> str:
    """A column as rules write it: `amount`, or `loan.amount` in a sequence."""
    table = getattr(column, "table", "")
    return f"{table}.{column.name}" if table else column.name


def _column(node: sql.Expression, names: Names) -> Typed:
    name = _written(node)
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        raise Wrong(f"unknown column {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""), name)
    return names[name]


def _literal(node: sql.Expression, _: Names) -> Typed:
    if node.args["is_string"]:
        return Typed(pl.lit(node.name), Type.TEXT)
    return (
        Typed(pl.lit(float(node.name)), Type.RATIO, True)
        if "." in node.name
        else Typed(pl.lit(int(node.name)), Type.COUNT, True, int(node.name) == 0)
    )


def _boolean(node: sql.Expression, _: Names) -> Typed:
    return Typed(pl.lit(bool(node.args["this"])), Type.BOOL)


def _logic(join: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[[sql.Expression, Names], Typed]:
    def handler(node: sql.Expression, names: Names) -> Typed:
        sides = [_typed(side, names) for side in (node.this, node.expression)]
        for side, part in zip(sides, (node.this, node.expression), strict=True):
            if side.type is not Type.BOOL:
                raise Wrong(f"{part.sql()!r} is a {side.type}, not a condition")
        return Typed(join(sides[0].expr, sides[1].expr), Type.BOOL)

    return handler


def _not(node: sql.Expression, names: Names) -> Typed:
    inner = _typed(node.this, names)
    if inner.type is not Type.BOOL:
        raise Wrong(f"NOT {node.this.sql()}: that is a {inner.type}, not a condition")
    return Typed(~inner.expr, Type.BOOL)


def _comparison(join: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[[sql.Expression, Names], Typed]:
    def handler(node: sql.Expression, names: Names) -> Typed:
        left, right = _typed(node.this, names), _typed(node.expression, names)
        _same(node, left, right)
        return Typed(join(left.expr, right.expr), Type.BOOL)

    return handler


def _same(node: sql.Expression, left: Typed, right: Typed) -> None:
    if (left.zero and right.type in NUMERIC) or (right.zero and left.type in NUMERIC):
        return
    if Type.MONEY in (left.type, right.type) and (left.bare or right.bare):
        raise Wrong(f"{node.sql()!r} has a bare amount: make it a parameter of type money")
    if left.type is not right.type and not _number_like(left, right):
        raise Wrong(f"{node.sql()!r} compares {left.type} with {right.type}")


def _number_like(left: Typed, right: Typed) -> bool:
    """A number written in the rule goes with counts and ratios alike."""
    kinds = {left.type, right.type}
    return kinds <= {Type.COUNT, Type.RATIO} and (left.bare or right.bare)


def _sum(join: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[[sql.Expression, Names], Typed]:
    def handler(node: sql.Expression, names: Names) -> Typed:
        left, right = _typed(node.this, names), _typed(node.expression, names)
        _same(node, left, right)
        kind = Type.RATIO if Type.RATIO in (left.type, right.type) else left.type
        if kind not in NUMERIC:
            raise Wrong(f"{node.sql()!r}: a {kind} cannot be added or subtracted")
        return Typed(join(left.expr, right.expr), kind, left.bare and right.bare)

    return handler


def _product(node: sql.Expression, names: Names) -> Typed:
    left, right = _typed(node.this, names), _typed(node.expression, names)
    kinds = {left.type, right.type}
    if not kinds <= set(NUMERIC) or kinds == {Type.MONEY}:
        raise Wrong(f"{node.sql()!r} multiplies {left.type} by {right.type}")
    if Type.MONEY in kinds:
        # 0.29 × 100 fen is 28.999…96 in doubles: a ten-thousandth of a fen makes the product what was meant
        return Typed((left.expr.cast(pl.Float64) * right.expr + 1e-4).floor().cast(pl.Int64), Type.MONEY)
    # a share of a count is compared with counts: 0.8 × 30 payments
    return Typed(left.expr * right.expr, Type.COUNT if Type.COUNT in kinds else Type.RATIO, left.bare and right.bare)


def _quotient(node: sql.Expression, names: Names) -> Typed:
    left, right = _typed(node.this, names), _typed(node.expression, names)
    if (
        left.type not in NUMERIC
        or right.type not in NUMERIC
        or (right.type is Type.MONEY and left.type is not Type.MONEY)
    ):
        raise Wrong(f"{node.sql()!r} divides {left.type} by {right.type}")
    divisor = pl.when(right.expr != 0).then(right.expr).cast(pl.Float64)  # by zero is unknown
    if left.type is Type.MONEY and right.type is not Type.MONEY:
        return Typed((left.expr / divisor).floor().cast(pl.Int64), Type.MONEY)
    return Typed(left.expr / divisor, Type.RATIO)


def _many(join: Callable[..., pl.Expr]) -> Callable[[sql.Expression, Names], Typed]:
    def handler(node: sql.Expression, names: Names) -> Typed:
        parts = [_typed(part, names) for part in (node.this, *node.expressions)]
        for part in parts[1:]:
            _same(node, parts[0], part)
        kind = Type.RATIO if any(p.type is Type.RATIO for p in parts) else parts[0].type
        return Typed(join(*(p.expr for p in parts)), kind)

    return handler


def _known(join: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]:
    """GREATEST and LEAST of something unknown are unknown, so that a missing profile never loosens a threshold."""

    def joined(*parts: pl.Expr) -> pl.Expr:
        unknown = pl.any_horizontal(*(part.is_null() for part in parts))
        return pl.when(~unknown).then(join(*parts))

    return joined


def _abs(node: sql.Expression, names: Names) -> Typed:
    inner = _typed(node.this, names)
    if inner.type not in NUMERIC:
        raise Wrong(f"{node.sql()!r}: a {inner.type} has no absolute value")
    return Typed(inner.expr.abs(), inner.type)


def _in(node: sql.Expression, names: Names) -> Typed:
    left = _typed(node.this, names)
    right = [_typed(part, names) for part in node.args["expressions"]]
    if len(right) == 1 and right[0].type is Type.TEXTS:
        return Typed(left.expr.is_in(right[0].expr), Type.BOOL)
    for part in right:
        _same(node, left, part)
    return Typed(reduce(lambda a, b: a | b, [left.expr == part.expr for part in right]), Type.BOOL)


def _between(node: sql.Expression, names: Names) -> Typed:
    value, low, high = (_typed(node.args[name], names) for name in ("this", "low", "high"))
    _same(node, value, low)
    _same(node, value, high)
    return Typed((value.expr >= low.expr) & (value.expr <= high.expr), Type.BOOL)


def _is(node: sql.Expression, names: Names) -> Typed:
    if not isinstance(node.expression, sql.Null):
        raise Wrong(f"{node.sql()!r}: only IS NULL and IS NOT NULL")
    return Typed(_typed(node.this, names).expr.is_null(), Type.BOOL)


def _like(node: sql.Expression, names: Names) -> Typed:
    left, pattern = _typed(node.this, names), node.expression
    if left.type is not Type.TEXT or not isinstance(pattern, sql.Literal):
        raise Wrong(f"{node.sql()!r}: LIKE compares a text with a written pattern")
    text = pattern.name
    inner = text.strip("%")
    if "%" in inner or "_" in inner:
        raise Wrong(f"{node.sql()!r}: only %…%, …% and %… are patterns")
    if text.startswith("%") and text.endswith("%"):
        return Typed(left.expr.str.contains(inner, literal=True), Type.BOOL)
    return Typed(
        left.expr.str.ends_with(inner) if text.startswith("%") else left.expr.str.starts_with(inner), Type.BOOL
    )


def _case(node: sql.Expression, names: Names) -> Typed:
    branches = [(_typed(part.this, names), _typed(part.args["true"], names)) for part in node.args["ifs"]]
    other = _typed(node.args["default"], names) if node.args.get("default") else None
    chain: Any = pl
    for condition, value in branches:
        chain = chain.when(condition.expr.fill_null(False)).then(value.expr)
    return Typed(chain.otherwise(other.expr) if other else chain, branches[0][1].type)


def _paren(node: sql.Expression, names: Names) -> Typed:
    return _typed(node.this, names)


def _negative(node: sql.Expression, names: Names) -> Typed:
    inner = _typed(node.this, names)
    return Typed(-inner.expr, inner.type, inner.bare)


_HANDLERS: dict[type[sql.Expression], Callable[[sql.Expression, Names], Typed]] = {
    sql.Column: _column, sql.Literal: _literal, sql.Boolean: _boolean, sql.Paren: _paren, sql.Neg: _negative,
    sql.And: _logic(lambda a, b: a & b), sql.Or: _logic(lambda a, b: a | b), sql.Not: _not,
    sql.EQ: _comparison(lambda a, b: a == b), sql.NEQ: _comparison(lambda a, b: a != b),
    sql.GT: _comparison(lambda a, b: a > b), sql.GTE: _comparison(lambda a, b: a >= b),
    sql.LT: _comparison(lambda a, b: a < b), sql.LTE: _comparison(lambda a, b: a <= b),
    sql.Add: _sum(lambda a, b: a + b), sql.Sub: _sum(lambda a, b: a - b), sql.Mul: _product, sql.Div: _quotient,
    sql.Greatest: _many(_known(pl.max_horizontal)), sql.Least: _many(_known(pl.min_horizontal)), sql.Coalesce: _many(pl.coalesce),
    sql.Abs: _abs, sql.In: _in, sql.Between: _between, sql.Is: _is, sql.Like: _like, sql.Case: _case,
}  # fmt: skip
