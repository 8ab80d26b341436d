"""`tidewatch dead-letters`: what could not be taken, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from events.dead_letter import DeadLetter
from tidewatch.commands.show import as_json

app = typer.Typer(help="List and show refused records.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="folder of a replay")]


def read(folder: Path) -> list[DeadLetter]:
    """The dead letters of a replay; raises FileNotFoundError."""
    path = folder / "dead_letters.ndjson"
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there: name the --out folder of a replay")
    return [DeadLetter.model_validate_json(line) for line in path.read_bytes().splitlines()]


@app.command("list")
def list_letters(folder: Folder, json: Annotated[bool, typer.Option("--json")] = False, limit: int = 20) -> None:
    """How many by reason, and the first of them."""
    letters = read(folder)
    reasons = Counter(str(letter.reason) for letter in letters)
    if json:
        as_json({"total": len(letters), "by_reason": reasons})
        return
    table = Table("no", "reason", "where", "offset", "detail")
    for i, letter in enumerate(letters[:limit]):
        table.add_row(str(i), letter.reason, letter.topic, str(letter.offset), letter.detail)
    Console().print(table)
    print(f"{len(letters)} dead letters")


@app.command()
def show(folder: Folder, number: int) -> None:
    """One dead letter with the record as it came."""
    letters = read(folder)
    if not 0 <= number < len(letters):
        raise ValueError(f"there is no dead letter {number}: there are {len(letters)}, from 0")
    letter = letters[number]
    print(f"{letter.reason}: {letter.detail}\n{letter.topic} {letter.partition}:{letter.offset}")
    print(letter.bytes().decode(errors="backslashreplace"))
