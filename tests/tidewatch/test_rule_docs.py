"""Promises of docs/rules.md: its rules are rules, their examples hold, and no field of a rule goes without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from detectors.rules.lint import lint
from detectors.rules.model import Example, FeatureDeclaration, Lasting, Rule, Step, TaskTemplate
from detectors.rules.parameters import Parameter

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
FENCED = re.compile(r"```\w*\n.*?```", re.DOTALL)
CODE = [*FENCED.findall(PAGE), *re.findall(r"`[^`]+`", FENCED.sub("", PAGE))]
SHOWN = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if block.startswith("id:")]


@pytest.mark.parametrize("text", SHOWN, ids=[text.split()[1] for text in SHOWN])
def test_a_rule_that_the_page_shows_lints_and_passes_its_examples(text: str, tmp_path: Path) -> None:
    name = text.split()[1].lower().replace("-", "_")
    (tmp_path / f"{name}_shown.yaml").write_text(text, encoding="utf-8")
    assert [str(mistake) for mistake in lint(tmp_path)] == []


@pytest.mark.parametrize("model", [Rule, Parameter, FeatureDeclaration, TaskTemplate, Step, Lasting, Example])
def test_every_field_is_spoken_of(model: type[BaseModel]) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert names - set(re.findall(r"\w+", " ".join(CODE))) == set()
