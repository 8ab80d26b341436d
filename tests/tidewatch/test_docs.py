"""Promises of the docs: every command they show exists, with every option they show; every make target too."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tidewatch.cli import app

HERE = Path(__file__).parents[2]
PAGES = [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))]
SHOWN = re.compile(r"(?:^|`)(tidewatch [a-z][^`\n#]*)", re.MULTILINE)
TARGETS = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)


def shown() -> list[str]:
    """Commands in the pages, without their files and values."""
    return sorted({found.strip() for page in PAGES for found in SHOWN.findall(page.read_text(encoding="utf-8"))})


@cache
def help_of(words: tuple[str, ...]) -> str:
    """What --help says; an empty text when there is no such command."""
    ran = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "300"})
    return ran.stdout if ran.exit_code == 0 else ""


@pytest.mark.parametrize("command", shown())
def test_a_command_that_the_docs_show_exists(command: str) -> None:
    words = command.split()[1:]
    first, second = words[0], words[1] if len(words) > 1 and re.fullmatch("[a-z][a-z-]*", words[1]) else None
    text = (second and help_of((first, second))) or help_of((first,))
    assert text, f"there is no such command: {command}"
    missing = [option for option in re.findall(r"--[a-z-]+", command) if option not in text]
    assert not missing, f"{command}: no option {missing}"


def test_every_make_target_that_the_docs_show_exists() -> None:
    targets = {name for page in PAGES for name in TARGETS.findall(page.read_text(encoding="utf-8"))}
    assert targets <= set(re.findall(r"^([a-z-]+):", (HERE / "Makefile").read_text(), re.MULTILINE))
