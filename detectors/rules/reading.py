"""Reading a rule file: a rule, or everything that is wrong with the file's shape, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from detectors.rules.model import Rule
from detectors.rules.places import Places, QuickRuleLoader
from detectors.rules.shape import sentences
from detectors.rules.strict import RuleMistake
from events.yaml_text import without_aliases

HINTS = {
    "mapping values are not allowed here": "a text with a colon in it needs quotes",
    "found character '\\t' that cannot start any token": "indent with spaces, not tabs",
    "expected ',' or '}', but got": "a {…} is not closed, or a text inside it needs quotes",
    "expected ',' or ']', but got": "a […] is not closed, or a text inside it needs quotes",
    "found unexpected end of stream": "a quote is not closed",
    "could not find expected ':'": "a field is `name: value`",
    "*": "write it out, or in quotes where it is a text",
    "expected <block end>, but found": "the fields of one mapping are indented alike",
}


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a rule, and where: a file, a line from 1, the rule's id where it is known."""

    file: str
    line: int
    message: str
    rule: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule + ': ' if self.rule else ''}{self.message}"


@dataclass(frozen=True)
class RuleFile:
    """A rule and where its parts are written."""

    path: Path
    rule: Rule
    places: Places


def read_rule(path: Path) -> Rule:
    """The rule in a file; raises RuleMistake with the file, the line and what would be right."""
    found = read_file(path)
    if isinstance(found, list):
        raise RuleMistake("\n".join(str(mistake) for mistake in found))
    return found.rule


def read_file(path: Path) -> RuleFile | list[Mistake]:
    """The rule in a file, or what keeps it from being one."""
    try:
        text = without_aliases(path.read_text(encoding="utf-8"))
        places = Places(text)
        data = yaml.load(text, QuickRuleLoader)  # a SafeLoader
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return [Mistake(path.name, line, "not UTF-8: save the file as UTF-8")]
    except yaml.YAMLError as error:
        return [_not_yaml(path, error)]
    if not isinstance(data, dict):
        return [
            Mistake(path.name, 1, "the file is empty" if data is None else "a rule is a mapping: id: …, version: …")
        ]
    named = str(data["id"]) if "id" in data else None
    wrong = [Mistake(path.name, line, said, named) for line, said in _twice(places)]
    try:
        rule = Rule.model_validate(data)
    except ValidationError as error:
        return wrong + [
            Mistake(path.name, places.line(place), _at(place, said), named) for place, said in sentences(error)
        ]
    if not path.stem.startswith(rule.file_stem):
        said = f"the file of this rule must begin with {rule.file_stem}_"
        wrong.append(Mistake(path.name, places.line(("id",)), said, rule.id))
    return wrong or RuleFile(path, rule, places)


def _twice(places: Places) -> Iterator[tuple[int, str]]:
    for key, line, first in places.twice():
        yield line, f"{key!r} is there twice (line {first} too), and only the last would count"


def _not_yaml(path: Path, error: yaml.YAMLError) -> Mistake:
    where = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    hint = next((hint for start, hint in HINTS.items() if said.startswith(start)), None)
    column = f" (column {where.column + 1})" if where else ""
    return Mistake(
        path.name, where.line + 1 if where else 1, f"not YAML: {said}{column}" + (f"; {hint}" if hint else "")
    )


def _at(place: tuple[str | int, ...], said: str) -> str:
    names = [str(part) for part in place]
    return (
        said
        if not names or said.startswith(("field ", "there is no field", names[-1]))
        else f"{'.'.join(names)}: {said}"
    )
