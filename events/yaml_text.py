"""YAML as fast as libyaml reads it: every process reads the catalogues when it starts, half a second of CPU in plain Python."""

from __future__ import annotations

import re
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as QuickLoader
except ImportError:  # a PyYAML that was built without libyaml
    from yaml import SafeLoader as QuickLoader  # type: ignore[assignment]

__all__ = ["AliasFound", "QuickLoader", "place_of", "read_yaml", "without_aliases"]


class AliasFound(yaml.MarkedYAMLError):
    """A value that stands for another one."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem=problem, problem_mark=mark)


MAY_BE_ALIAS = re.compile(r"\*\S")


def read_yaml(text: str) -> Any:
    """What `yaml.safe_load` reads; raises yaml.YAMLError, in libyaml's words."""
    return yaml.load(text, QuickLoader)


def without_aliases(text: str) -> str:
    """The text. Raises yaml.YAMLError where it has an alias: one that holds itself is read without end, and ten of ten are a thousand million."""
    if MAY_BE_ALIAS.search(text):
        for event in yaml.parse(text, QuickLoader):
            if isinstance(event, yaml.AliasEvent):
                raise AliasFound(f"*{event.anchor}: aliases are not read", event.start_mark)
    return text


def place_of(error: yaml.YAMLError | UnicodeDecodeError) -> str:
    """What is wrong with a text, and where, in one line."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8: save the file as UTF-8"
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None) or str(error)
    return f"not YAML: {problem}" + (f" (line {mark.line + 1}, column {mark.column + 1})" if mark else "")
