"""Values as SQL literals. Text is quoted; nothing but numbers gets in unquoted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

PLACE = re.compile(r"\{(\w+)\}")


def filled(sql: str, values: Mapping[str, object]) -> str:
    """The statement with its `{name}` places as literals, each looked at once. Raises KeyError for a place without a value."""
    return PLACE.sub(lambda place: literal(values[place[1]]), sql) if values else sql


def literal(value: object) -> str:
    """A SQL literal; raises TypeError for what has none."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "(" + ", ".join(literal(one) for one in value) + ")"
    if isinstance(value, bytes | dict | set | datetime):
        raise TypeError(f"no SQL literal for {type(value).__name__}")
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
