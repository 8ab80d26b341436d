"""`tidewatch rules lint`: mistakes in rule files as sentences that say what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from detectors.rules.checks import Said, check
from detectors.rules.columns import features_of
from detectors.rules.examples import mistake
from detectors.rules.frames import Type
from detectors.rules.reading import Mistake, RuleFile, read_file
from detectors.rules.ruleset import RuleSet


def lint(where: Path, beside: Mapping[str, Type] | None = None) -> list[Mistake]:
    """Every mistake in a folder of rules, or in one file; an empty list when there is none. `beside`: features of rules that are not in it.
    Raises FileNotFoundError."""
    read = [read_file(path) for path in rule_files(where)]
    files = [one for one in read if isinstance(one, RuleFile)]
    mistakes = [mistake for one in read if isinstance(one, list) for mistake in one]
    for file in files:
        others = {**(beside or {}), **_shared(one for one in files if one is not file)}
        mistakes += [_mistake(file, said) for said in [*_among(file, files), *check(file.rule, others)]]
    if not mistakes:
        rules = RuleSet((file.rule for file in files), known=beside)
        mistakes = [_mistake(file, said) for file in files for said in _examples(file, rules)]
    return sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line))


def rule_files(where: Path) -> list[Path]:
    """The rule files of a folder, or the one file. Raises FileNotFoundError when there are none."""
    found = [where] if where.is_file() else sorted(where.glob("*.yaml"))
    if not found:
        raise FileNotFoundError(f"{where} holds no rule files (*.yaml)" if where.exists() else f"{where} is not there")
    return found


def _mistake(file: RuleFile, said: Said) -> Mistake:
    return Mistake(file.path.name, file.places.line(said.place, said.word), said.sentence, file.rule.id)


def _shared(files: Iterator[RuleFile]) -> dict[str, Type]:
    return {name: kind for file in files for name, kind in features_of(file.rule).items()}


def _among(file: RuleFile, files: list[RuleFile]) -> Iterator[Said]:
    """What is wrong beside the rules before it: an id or a feature's name that is taken."""
    for other in files[: files.index(file)]:
        if other.rule.id == file.rule.id:
            yield Said(("id",), f"the id is there twice: {_at(other, ('id',))} has it; give this rule one of its own")
            continue
        for name in file.rule.features.keys() & other.rule.features.keys():
            said = f"feature {name!r} is declared twice: use that of {_at(other, ('features', name))}, or give this one another name"
            yield Said(("features", name), said)


def _at(file: RuleFile, place: tuple[str, ...]) -> str:
    return f"{file.path.name}:{file.places.line(place)}"


def _examples(file: RuleFile, rules: RuleSet) -> Iterator[Said]:
    """Examples that contradict their rule. A retired rule has none that count."""
    compiled = rules.compiled.get(file.rule.id)
    for i, example in enumerate(file.rule.examples if compiled else ()):
        assert compiled is not None
        if said := mistake(rules, compiled, example):
            yield Said(("examples", i, "then"), f"example “{example.name}” contradicts the rule: it {said}")
