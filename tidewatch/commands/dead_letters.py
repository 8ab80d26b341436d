"""`tidewatch dead-letters`: what could not be taken, and why; mended and sent again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import click
import typer
from rich.console import Console
from rich.table import Table

from tidewatch.commands.options import ConfigFile, KafkaAddress
from tidewatch.commands.show import as_json
from tidewatch.config import load
from tidewatch.letters import Letters, OfKafka, letters_in
from tidewatch.wiring import kafka_of

app = typer.Typer(
    help="List, show and requeue refused records: of a replay, of `tidewatch up`, or of Kafka.",
    no_args_is_help=True,
    add_completion=False,
)
Data = Annotated[Path | None, typer.Option("--data", help="folder of a replay or of `tidewatch up`")]
FolderAndNumber = Annotated[list[str], typer.Argument(metavar="[FOLDER] NUMBER")]


@app.command("list")
def list_letters(
    folder: Annotated[Path | None, typer.Argument(help="folder of a replay or of `tidewatch up`")] = None,
    data: Data = None,
    kafka: KafkaAddress = None,
    config: ConfigFile = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    limit: int = 20,
) -> None:
    """How many by reason, and some of them with their numbers."""
    letters = list(_where(folder or data, kafka, config).all())
    reasons = Counter(str(letter.reason) for _, letter in letters)
    if json:
        as_json({"total": len(letters), "by_reason": reasons})
        return
    table = Table("no", "reason", "where", "offset", "detail")
    for number, letter in letters[:limit]:
        table.add_row(str(number), letter.reason, letter.topic, str(letter.offset), letter.detail)
    Console().print(table)
    print(f"{len(letters)} dead letters")


@app.command()
def show(words: FolderAndNumber, data: Data = None, kafka: KafkaAddress = None, config: ConfigFile = None) -> None:
    """One dead letter with the record as it came."""
    folder, number = _said(words)
    letter = _where(folder or data, kafka, config).one(number)
    print(f"{letter.reason}: {letter.detail}\n{letter.topic} {letter.partition}:{letter.offset}")
    print(letter.bytes().decode(errors="backslashreplace"))


@app.command()
def requeue(
    words: FolderAndNumber,
    data: Data = None,
    kafka: KafkaAddress = None,
    config: ConfigFile = None,
    edit: Annotated[bool, typer.Option(help="mend it in $EDITOR first")] = False,
    record: Annotated[Path | None, typer.Option(help="file that holds the mended record")] = None,
) -> None:
    """Send one again, mended or as it was."""
    folder, number = _said(words)
    letters = _where(folder or data, kafka, config)
    mended = record.read_bytes() if record is not None else _edited(letters.one(number).bytes()) if edit else None
    letters.requeue(number, mended)
    print(f"dead letter {number} sent again{'' if mended is None else ', mended'}")


def _edited(record: bytes) -> bytes:
    said = click.edit(record.decode(errors="backslashreplace"), extension=".json", require_save=True)
    if said is None:
        raise ValueError("not saved in the editor: nothing was sent")
    return said.strip().encode()


def _said(words: list[str]) -> tuple[Path | None, int]:
    folder, number = (Path(words[0]), words[1]) if len(words) == 2 else (None, words[0])
    if len(words) > 2 or not number.isdigit():
        raise ValueError(
            f"{' '.join(words)!r}: write the folder, unless --data or --kafka is given, and the letter's number"
        )
    return folder, int(number)


def _where(folder: Path | None, kafka: str | None, config: Path | None) -> Letters:
    if folder is not None:
        return letters_in(folder)
    if kafka is None and config is None:
        raise ValueError("whose dead letters? name a folder, --data FOLDER or --kafka ADDRESS")
    return OfKafka(kafka_of(load(config, {"kafka.brokers": kafka})))
