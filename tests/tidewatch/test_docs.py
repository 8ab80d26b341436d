"""What the pages of documentation say can be done: every command is one that is there, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tidewatch.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"```(?:sh|bash|console)\n(.*?)```", re.DOTALL)
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)|src=\"(?!https?://)([^\"]+)\"")


def lines() -> list[tuple[str, str]]:
    """(page, command line) of every block of commands."""
    found = []
    for page in PAGES:
        for block in BLOCK.findall(page.read_text("utf-8")):
            joined = block.replace("\\\n", " ")
            found += [(page.name, line.strip()) for line in joined.splitlines() if line.strip()]
    return found


def commands(start: str) -> list[tuple[str, list[str]]]:
    return [(page, shlex.split(line, comments=True)) for page, line in lines() if line.startswith(start + " ")]


@pytest.mark.parametrize(("page", "said"), commands("make"))
def test_every_target_is_in_the_makefile(page: str, said: list[str]) -> None:
    assert {word for word in said[1:] if "=" not in word} <= TARGETS


@pytest.mark.parametrize(("page", "said"), commands("tidewatch"))
def test_every_command_takes_what_is_said(page: str, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    command: Any = typer.main.get_command(app)
    monkeypatch.chdir(tmp_path)
    rest = said[1:]
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    context = command.context_class(command, info_name=said[1])
    command.make_parser(context).parse_args(list(rest))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    there = [a or b for a, b in LINK.findall(page.read_text("utf-8"))]
    assert [link for link in there if not (page.parent / link).exists()] == []


def test_the_table_of_rooms_is_the_rooms() -> None:
    listed = set(re.findall(r"`([a-z]+)/`", (ROOT / "README.md").read_text("utf-8").split("## Where things live")[1]))
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.glob("*.*")) and not path.name.startswith((".", "_"))}  # fmt: skip
    assert rooms - {"out", "scripts", "dist"} <= listed
