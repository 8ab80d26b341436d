"""One record from its JSON text: the slow and obvious way, with a reason for every refusal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from events.dead_letter import DeadLetterReason
from events.fields import Column
from events.money import NotInMinorUnits, to_minor
from events.scan import MAX_BYTES
from events.streams import defaults, fields, required
from events.times import to_date, to_time

Value = str | int | float | bool | datetime | date | list[str] | None

MAX_DEPTH = 64
CE_HEADERS = {"ce_id": "event_id", "ce_time": "event_time", "ce_source": "source_system"}
CE_ATTRIBUTES = {"id": "event_id", "time": "event_time", "source": "source_system"}


class Refused(ValueError):
    """A record that cannot be taken: why, in a word and in a sentence."""

    def __init__(self, reason: DeadLetterReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Number(float):
    """A JSON number with a fraction or an exponent."""


def decode_one(stream: str, line: bytes, headers: Mapping[str, str], unknown: Counter[str]) -> dict[str, Value]:
    """The typed values of one record; raises Refused. Unknown fields are counted."""
    given = _given(stream, line, unknown)
    for header, name in CE_HEADERS.items():
        if header in headers and given.get(name) is None:
            given[name] = headers[header]
    ccy = str(given.get("ccy") or "CNY")
    values = {name: _value(name, given.get(name), column, ccy) for name, column in fields(stream).items()}
    for name, value in defaults(stream).items():
        if values[name] is None:
            values[name] = value  # type: ignore[assignment]  # defaults are of the field's own type
    for name in required(stream):
        if values[name] is None:
            raise Refused(DeadLetterReason.MISSING_FIELD, f"{stream}.{name} is missing")
    return values


def count_unknown(stream: str, line: bytes, unknown: Counter[str]) -> None:
    """Count the fields of one record that the stream has not; a line that is no record has none."""
    with suppress(Refused):
        _given(stream, line, unknown)


def _given(stream: str, line: bytes, unknown: Counter[str]) -> dict[str, Any]:
    given, known = _unwrapped(stream, _object(line)), fields(stream)
    unknown.update(name for name in given if name not in known and name not in ("stream", "stream_name"))
    return given


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_BYTES:
        raise Refused(DeadLetterReason.TOO_LARGE, f"{len(line):,} bytes; a record may have {MAX_BYTES:,}")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise Refused(DeadLetterReason.NOT_UTF8, f"byte {error.start} is not UTF-8") from None
    try:
        value = json.loads(text, object_pairs_hook=_first_wins, parse_float=_number, parse_constant=_constant)
    except RecursionError:
        raise Refused(DeadLetterReason.TOO_DEEP, "nested too deeply") from None
    except ValueError as error:
        raise Refused(DeadLetterReason.NOT_JSON, str(error)) from None
    if not isinstance(value, dict):
        raise Refused(DeadLetterReason.NOT_AN_OBJECT, f"a record is a JSON object, not {_kind(value)}")
    if _depth(value) > MAX_DEPTH:
        raise Refused(DeadLetterReason.TOO_DEEP, f"nested more than {MAX_DEPTH} deep")
    if not value:
        raise Refused(DeadLetterReason.EMPTY, "the record is empty")
    return value


def _first_wins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def _number(text: str) -> Number:
    value = Number(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"number out of range: {text[:40]}")
    return value


def _constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            child
            for one in level
            for child in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(child, dict | list)
        ]
    return depth


def _unwrapped(stream: str, value: dict[str, Any]) -> dict[str, Any]:
    """The record inside a structured CloudEvent; any other object is the record."""
    if "specversion" not in value:
        return value
    kind = str(value.get("type", "")).removeprefix("tidewatch.")
    if kind != stream:
        raise Refused(
            DeadLetterReason.UNKNOWN_STREAM, f"a CloudEvent of type {value.get('type')!r} on the topic of {stream}"
        )
    data = value.get("data")
    if not isinstance(data, dict):
        raise Refused(DeadLetterReason.NOT_AN_OBJECT, f"the CloudEvent's data is {_kind(data)}, not a JSON object")
    outer = {name: value[attribute] for attribute, name in CE_ATTRIBUTES.items() if attribute in value}
    return {**outer, **{name: one for name, one in data.items() if one is not None}}


def _value(name: str, value: Any, column: Column, ccy: str) -> Value:
    if value is None:
        return None
    try:
        return _READERS[column.kind](value, ccy)
    except NotInMinorUnits as error:
        raise Refused(DeadLetterReason.AMOUNT_NOT_IN_FEN, f"{name}: {error}") from None
    except ValueError as error:
        raise Refused(DeadLetterReason.WRONG_TYPE, f"{name}: {error}") from None


def text_of(value: Any) -> str:
    """A scalar as text: as the columnar reader writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format(Decimal(repr(float(value))), "f")
        return text.removesuffix(".0") if "." in text else text
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        value.encode()  # a lone surrogate is not text
        return value
    raise ValueError(f"{_kind(value)} where a text should be")


def _money(value: Any, ccy: str) -> int:
    if isinstance(value, bool):
        raise ValueError("a truth value where an amount should be")
    return to_minor(text_of(value), ccy)


def _integer(value: Any, _: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{_kind(value)} where a whole number should be")
    if abs(value) >= 2**63:
        raise ValueError("a whole number out of range")
    return value


def _ratio(value: Any, _: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_kind(value)} where a number should be")
    return float(value)


def _flag(value: Any, _: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{_kind(value)} where true or false should be")
    return value


def _texts(value: Any, _: str) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"{_kind(value)} where a list of texts should be")
    return [text_of(one) for one in value]


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")


_READERS: dict[str, Any] = {
    "text": lambda value, _: text_of(value),
    "code": lambda value, _: text_of(value),
    "money": _money,
    "timestamp": lambda value, _: to_time(text_of(value)),
    "day": lambda value, _: to_date(text_of(value)),
    "ratio": _ratio,
    "count": _integer,
    "flag": _flag,
    "texts": _texts,
}
