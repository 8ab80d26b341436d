"""The mapping language for delimited files: one YAML says how rows become records. Misspelt keys are refused."""

from __future__ import annotations

import difflib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from events.streams import STREAMS, fields
from events.yaml_text import place_of, without_aliases


class MappingMistake(ValueError):
    """A mapping that cannot be used: where, what, and what would be right."""


class Strict(BaseModel):
    """No unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldRule(Strict):
    """How one field of the record is made: exactly one of column, constant, template. Then `values`, `scale`, `format` in that order."""

    column: str | None = None
    constant: Any = None
    template: str | None = Field(default=None, description="`{column}` places; `{row}` is the row's number")
    values: dict[str, Any] | None = Field(default=None, description="value → what it means; `*` for any other")
    format: Literal["yymmdd", "yyyymmdd", "iso"] | None = Field(
        default=None, description="a date, as the bank writes it"
    )
    as_time: bool = Field(
        default=False, description="the date as an instant, plus a millisecond a row: file order is kept"
    )
    plus_months: str | None = Field(default=None, description="column with months to add to the date")
    absolute: bool = False
    optional: bool = Field(default=False, description="an empty value gives no field")


class Join(Strict):
    """A column looked up in another file of the folder."""

    file: str
    key: str
    by: str
    columns: dict[str, str] = Field(description="column of the other file → name here")


class FileRule(Strict):
    """One record of one stream for each row of one file."""

    file: str
    stream: str
    fields: dict[str, FieldRule | str]
    join: list[Join] = []
    skip_when: dict[str, list[str]] = {}


class Mapping(Strict):
    """How a folder of delimited files becomes records."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    zone: str = Field(default="+08:00", description="of dates without one")
    century: int = Field(default=1900, description="added to two-digit years")
    files: list[FileRule]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file; raises MappingMistake or FileNotFoundError."""
    try:
        mapping = Mapping.model_validate(yaml.safe_load(without_aliases(path.read_text(encoding="utf-8"))))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingMistake(f"{path.name}: {place_of(error)}") from None
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            raise MappingMistake(f"{path.name}: a mapping says `files:`, see docs/examples") from None
        raise MappingMistake(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    for rule in mapping.files:
        _check(path, rule)
    return mapping


def _check(path: Path, rule: FileRule) -> None:
    if rule.stream not in STREAMS:
        raise MappingMistake(
            f"{path.name}: {rule.file}: no stream is called {rule.stream!r}; there are {', '.join(sorted(STREAMS))}"
        )
    for name in rule.fields:
        if name not in fields(rule.stream):
            near = difflib.get_close_matches(name, fields(rule.stream), 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise MappingMistake(f"{path.name}: {rule.file}: {rule.stream} has no field {name!r}{hint}")


def to_date(text: str, how: str, century: int) -> date:
    """A date as the bank writes it; raises ValueError."""
    if how == "iso":
        return date.fromisoformat(text)
    if how == "yyyymmdd":
        return datetime.strptime(text, "%Y%m%d").date()
    if len(text) != 6 or not text.isdigit():
        raise ValueError(f"{text!r} is not a date YYMMDD")
    return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
