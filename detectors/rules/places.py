"""Where things lie in a YAML file: the line of every field, for mistakes that say where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from events.yaml_text import QuickLoader

Place = tuple[str | int, ...]  # ("severity", "P1"), ("examples", 2, "then")


class RuleLoader(yaml.SafeLoader):
    """YAML 1.2 truth values: `on` is a word here, not True."""


RuleLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
RuleLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))


class QuickRuleLoader(QuickLoader):
    """The same in a tenth of the time; what is wrong with a text it says in other words."""

    yaml_implicit_resolvers = RuleLoader.yaml_implicit_resolvers


class Places:
    """The fields of one YAML text and their lines, from 1. Raises yaml.YAMLError, in RuleLoader's words."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        try:
            self._root = yaml.compose(text, QuickRuleLoader)
        except yaml.YAMLError:
            self._root = yaml.compose(text, RuleLoader)

    def line(self, place: Place, word: str = "") -> int:
        """The line of a field, as far down as it is there; of `word` inside it, where the field goes over several lines."""
        node, at = self._root, 1
        for part in place:
            key, below = _below(node, part)
            if key is None:
                break
            node, at = below, key.start_mark.line + 1
        return self._line_of_word(node, word) or at

    def _line_of_word(self, node: yaml.Node | None, word: str) -> int | None:
        if not word or node is None:
            return None
        first, last = node.start_mark.line, min(node.end_mark.line + 1, len(self._lines))
        return next((i + 1 for i in range(first, last) if re.search(rf"\b{re.escape(word)}\b", self._lines[i])), None)

    def twice(self) -> Iterator[tuple[str, int, int]]:
        """Keys that one mapping has twice, where YAML would silently take the last: (key, line, line of the first)."""
        waiting = [self._root] if self._root else []
        while waiting:
            node = waiting.pop()
            yield from _repeated(node)
            waiting += [below for _, below in _children(node)]


def _children(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        return list(node.value)
    return [(one, one) for one in node.value] if isinstance(node, yaml.SequenceNode) else []


def _below(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The node that names a part of this one, and the part."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key, value
    return None, None


def _repeated(node: yaml.Node) -> Iterator[tuple[str, int, int]]:
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if isinstance(key.value, str) and first.setdefault(key.value, line) != line:
                yield key.value, line, first[key.value]
