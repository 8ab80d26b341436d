"""Delimited files by a mapping: every row becomes one record or one refusal."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from events.adapters.items import Item, Origin, Parsed, Rejected
from events.adapters.mapping import FieldRule, FileRule, Join, Mapping, MappingMistake, add_months, to_date
from events.dead_letter import DeadLetterReason

Row = dict[str, str]


def read(folder: Path, mapping: Mapping) -> Iterator[Item]:
    """Every file of the mapping, in its order. Raises MappingMistake, FileNotFoundError."""
    for rule in mapping.files:
        path = folder / rule.file
        if not path.exists():
            raise FileNotFoundError(f"the mapping names {rule.file}, which is not in {folder}")
        yield from _File(path, rule, mapping, folder).items()


class _File:
    """One file under one rule."""

    def __init__(self, path: Path, rule: FileRule, mapping: Mapping, folder: Path) -> None:
        self.path, self.rule, self.mapping = path, rule, mapping
        self.fields = {n: FieldRule(column=f) if isinstance(f, str) else f for n, f in rule.fields.items()}
        self.joins = [(join, _table(folder / join.file, join, mapping)) for join in rule.join]

    def items(self) -> Iterator[Item]:
        with self.path.open(encoding=self.mapping.encoding, newline="") as file:
            head = _cells(file.readline(), self.mapping)
            self._check(head)
            for number, line in enumerate(file, 2):
                yield self._item(line, head, Origin(self.path.name, number))

    def _check(self, head: list[str]) -> None:
        joined = [name for join, _ in self.joins for name in join.columns.values()]
        wanted = {f.column for f in self.fields.values() if f.column} | {
            f.plus_months for f in self.fields.values() if f.plus_months
        }
        for column in sorted(wanted | set(self.rule.skip_when)):
            if column not in head and column not in joined:
                near = difflib.get_close_matches(column, [*head, *joined], 1)
                hint = f"did you mean {near[0]!r}? " if near else ""
                raise MappingMistake(f"{self.path.name} has no column {column!r}; {hint}it has {', '.join(head)}")

    def _item(self, line: str, head: list[str], origin: Origin) -> Item:
        raw = line.rstrip("\r\n").encode(self.mapping.encoding)
        try:
            cells = _cells(line, self.mapping)
        except csv.Error as error:
            return Rejected(DeadLetterReason.BROKEN_LINE, str(error), raw, origin)
        if len(cells) != len(head):
            said = f"{len(cells)} columns where the head has {len(head)}"
            return Rejected(DeadLetterReason.BROKEN_LINE, said, raw, origin)
        row = dict(zip(head, cells, strict=True))
        for join, table in self.joins:
            found = table.get(row[join.by], {})
            row |= {here: found.get(there, "") for there, here in join.columns.items()}
        for column, values in self.rule.skip_when.items():
            if row[column] in values:
                return Rejected(
                    DeadLetterReason.UNMAPPED, f"{column} is {row[column]!r}: the mapping leaves it out", raw, origin
                )
        try:
            record = self._record(row, origin.number)
        except (ValueError, KeyError) as error:
            return Rejected(DeadLetterReason.WRONG_TYPE, str(error), raw, origin)
        return Parsed(self.rule.stream, record, origin)

    def _record(self, row: Row, number: int) -> dict[str, Any]:
        record: dict[str, Any] = {"stream": self.rule.stream}
        for name, rule in self.fields.items():
            value = self._value(rule, row, number)
            if value is None and not rule.optional and rule.values is None:
                raise ValueError(f"{name}: the column {rule.column!r} is empty")
            if value is not None:
                record[name] = value
        return record

    def _value(self, rule: FieldRule, row: Row, number: int) -> Any:
        if rule.constant is not None:
            return rule.constant
        text: Any = rule.template.format(row=number, **row) if rule.template else row[rule.column or ""].strip()
        if rule.values is not None:
            text = rule.values.get(text, rule.values.get("*"))
        if text in (None, ""):
            return None
        if rule.format:
            return self._date(rule, str(text), row, number)
        return text.removeprefix("-") if rule.absolute else text

    def _date(self, rule: FieldRule, text: str, row: Row, number: int) -> str:
        day = to_date(text, rule.format or "iso", self.mapping.century)
        if rule.plus_months:
            day = add_months(day, int(row[rule.plus_months]))
        if not rule.as_time:
            return day.isoformat()
        at = datetime(day.year, day.month, day.day) + timedelta(milliseconds=number)
        return at.isoformat(timespec="milliseconds") + self.mapping.zone


def _cells(line: str, mapping: Mapping) -> list[str]:
    reader = csv.reader([line], delimiter=mapping.delimiter, quotechar=mapping.quote, strict=True)
    return next(reader, [])


def _table(path: Path, join: Join, mapping: Mapping) -> dict[str, Row]:
    if not path.exists():
        raise FileNotFoundError(f"the mapping joins {join.file}, which is not in {path.parent}")
    with path.open(encoding=mapping.encoding, newline="") as file:
        head = _cells(file.readline(), mapping)
        missing = [name for name in (join.key, *join.columns) if name not in head]
        if missing:
            raise MappingMistake(f"{path.name} has no column {missing[0]!r}; it has {', '.join(head)}")
        rows = (
            dict(zip(head, cells, strict=True)) for line in file if len(cells := _cells(line, mapping)) == len(head)
        )
        return {row[join.key]: row for row in rows}
