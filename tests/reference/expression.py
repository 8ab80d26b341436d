"""Rule expressions read one row at a time, by the book: SQL's three-valued logic, exact arithmetic, no Polars.

Slow and obvious on purpose: what the compiled expressions are held to. Money is whole fen, ratios are read as the decimals that were written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import sqlglot
from sqlglot import expressions as sql

Row = Mapping[str, Any]
Types = Mapping[str, str]  # column or parameter → money, ratio, count, text, …
ORDER: dict[type, Callable[[Any, Any], bool]] = {
    sql.EQ: lambda a, b: a == b, sql.NEQ: lambda a, b: a != b, sql.GT: lambda a, b: a > b,
    sql.GTE: lambda a, b: a >= b, sql.LT: lambda a, b: a < b, sql.LTE: lambda a, b: a <= b,
}  # fmt: skip


@cache
def _parsed(text: str) -> Any:
    return sqlglot.parse_one(text, dialect="postgres")


def value_of(text: str, row: Row, types: Types) -> Any:
    """The value of an expression for one row; None where it is unknown."""
    return _Reading(row, types).value(_parsed(text))


def holds(text: str, row: Row, types: Types) -> bool:
    """Whether a condition is true; what is unknown is not."""
    return value_of(text, row, types) is True


def _written(column: Any) -> str:
    """`amount`, or `loan.amount` in a sequence."""
    return f"{column.table}.{column.name}" if column.table else str(column.name)


class _Reading:
    def __init__(self, row: Row, types: Types) -> None:
        self.row = row
        self.types = types

    def value(self, node: Any) -> Any:
        found = self._value(node)
        if node.args.get("negate") and found is not None:
            return not found
        return found

    def _value(self, node: Any) -> Any:
        if type(node) in ORDER:
            left, right = self.value(node.this), self.value(node.expression)
            return None if left is None or right is None else ORDER[type(node)](left, right)
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    # ---- names and numbers

    def _column(self, node: Any) -> Any:
        found = self.row.get(_written(node))
        return Fraction(repr(found)) if isinstance(found, float) else found

    def _literal(self, node: Any) -> Any:
        return node.name if node.args["is_string"] else Fraction(node.name)

    def _boolean(self, node: Any) -> Any:
        return bool(node.args["this"])

    def _paren(self, node: Any) -> Any:
        return self.value(node.this)

    def _neg(self, node: Any) -> Any:
        inner = self.value(node.this)
        return None if inner is None else -inner

    def _abs(self, node: Any) -> Any:
        inner = self.value(node.this)
        return None if inner is None else abs(inner)

    # ---- logic

    def _and(self, node: Any) -> Any:
        sides = [self.value(node.this), self.value(node.expression)]
        return False if False in sides else None if None in sides else True

    def _or(self, node: Any) -> Any:
        sides = [self.value(node.this), self.value(node.expression)]
        return True if True in sides else None if None in sides else False

    def _not(self, node: Any) -> Any:
        inner = self.value(node.this)
        return None if inner is None else not inner

    def _is(self, node: Any) -> Any:
        return self.value(node.this) is None

    def _in(self, node: Any) -> Any:
        left, right = self.value(node.this), [self.value(part) for part in node.args["expressions"]]
        if len(right) == 1 and isinstance(right[0], list):
            right = right[0]
        return None if left is None else left in right

    def _between(self, node: Any) -> Any:
        value, low, high = (self.value(node.args[name]) for name in ("this", "low", "high"))
        return None if None in (value, low, high) else low <= value <= high

    def _like(self, node: Any) -> Any:
        value, pattern = self.value(node.this), node.expression.name
        inner = pattern.strip("%")
        if value is None:
            return None
        if pattern.startswith("%") and pattern.endswith("%"):
            return inner in value
        return bool(value.endswith(inner) if pattern.startswith("%") else value.startswith(inner))

    def _case(self, node: Any) -> Any:
        for part in node.args["ifs"]:
            if self.value(part.this) is True:
                return self.value(part.args["true"])
        default = node.args.get("default")
        return self.value(default) if default is not None else None

    # ---- arithmetic

    def _money(self, node: Any) -> bool:
        return any(self.types.get(_written(column)) == "money" for column in node.find_all(sql.Column))

    def _add(self, node: Any) -> Any:
        left, right = self.value(node.this), self.value(node.expression)
        return None if left is None or right is None else left + right

    def _sub(self, node: Any) -> Any:
        left, right = self.value(node.this), self.value(node.expression)
        return None if left is None or right is None else left - right

    def _mul(self, node: Any) -> Any:
        """Money times a ratio is whole fen, rounded down."""
        left, right = self.value(node.this), self.value(node.expression)
        if left is None or right is None:
            return None
        return math.floor(left * right) if self._money(node) else left * right

    def _div(self, node: Any) -> Any:
        left, right = self.value(node.this), self.value(node.expression)
        if left is None or right is None or right == 0:
            return None
        whole = self._money(node.this) and not self._money(node.expression)
        return math.floor(Fraction(left) / Fraction(right)) if whole else Fraction(left) / Fraction(right)

    def _many(self, node: Any) -> list[Any]:
        return [self.value(part) for part in (node.this, *node.expressions)]

    def _greatest(self, node: Any) -> Any:
        parts = self._many(node)
        return None if None in parts else max(parts)

    def _least(self, node: Any) -> Any:
        parts = self._many(node)
        return None if None in parts else min(parts)

    def _coalesce(self, node: Any) -> Any:
        return next((part for part in self._many(node) if part is not None), None)
