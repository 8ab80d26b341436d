"""What commands that judge rules over the past share: their options, the past itself, and how figures are shown."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from detectors.calendar import Calendar, Kind
from detectors.rules import CATALOGUE
from events.finding import rows
from streams.backtest import Narrowed, Outcome
from streams.score import Score, score_rows
from tidewatch.commands.show import progress
from tidewatch.past import Past, open_past

Over = Annotated[
    list[str],
    typer.Option("--over", help="event files or folders of them; or a warehouse: the folder of `up` or of a replay, tw://…, clickhouse://…"),
]  # fmt: skip
InForce = Annotated[Path, typer.Option("--rules", help="folder of the rules in force", show_default="the catalogue")]
Parameters = Annotated[Path | None, typer.Option(help="YAML with parameter values of your own: {OPP-01: {floor: …}}")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="minimum=¥1m, floor.T1=¥30m or OPP-01.floor=…; may be given often")
]
Mapping = Annotated[Path | None, typer.Option(help="YAML that says how the files become records")]
From = Annotated[str | None, typer.Option("--from", help="first day that counts, YYYY-MM-DD; what was before is known all the same")]  # fmt: skip
Until = Annotated[str | None, typer.Option(help="last day, YYYY-MM-DD")]
Truth = Annotated[Path | None, typer.Option(help="truth.ndjson of a simulated bank: recall and precision too")]
CalendarKind = Annotated[Kind, typer.Option(case_sensitive=False, help="business days: CN with 调休, or WEEKENDS only")]
Anew = Annotated[bool, typer.Option("--recompute-profiles", help="of a warehouse: work profiles out anew, as of each day, instead of taking those that were stated")]  # fmt: skip
SCORED = ("recall", "precision")
Json = Annotated[bool, typer.Option("--json", help="one JSON object on standard output")]


@dataclass(frozen=True)
class Given:
    """The options that they all have."""

    over: Over
    rules: InForce = CATALOGUE
    parameters: Parameters = None
    set_: Set = None
    mapping: Mapping = None
    since: From = None
    until: Until = None
    truth: Truth = None
    calendar: CalendarKind = Kind.CN
    anew: Anew = False
    json: Json = False

    def asked(self) -> Asked:
        """Checked before anything takes time. Raises ValueError, FileNotFoundError."""
        if self.truth is not None and not self.truth.is_file():
            raise FileNotFoundError(f"--truth {self.truth} is not there")
        days = (_day("--from", self.since), _day("--until", self.until))
        if days[0] and days[1] and days[0] > days[1]:
            raise ValueError(f"--from {self.since} is after --until {self.until}: there is no day between them")
        return Asked(days, self.truth, Calendar(self.calendar))

    @contextmanager
    def past(self, asked: Asked) -> Iterator[Past]:
        """The past, with a folder to work in."""
        with tempfile.TemporaryDirectory(prefix="tidewatch-") as scratch:
            yield open_past(self.over, self.mapping, asked.days[1], asked.calendar, Path(scratch), self.anew)


def over_the_past(command: Callable[..., None]) -> Callable[..., None]:
    """The command line of a command: the fields of `Given`, which come to it as its first argument, then options of its own."""
    shared = inspect.signature(Given, eval_str=True).parameters
    _, *own = inspect.signature(command, eval_str=True).parameters.values()

    def run(**said: Any) -> None:
        command(Given(**{name: said.pop(name) for name in shared}), **said)

    options = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*shared.values(), *own)]
    run.__doc__, run.__annotations__ = command.__doc__, {one.name: one.annotation for one in options}
    run.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]  # what typer reads
    return run


@dataclass(frozen=True)
class Asked:
    """Days and truth, as the command line says."""

    days: tuple[date | None, date | None]
    truth: Path | None
    calendar: Calendar

    def score(self, outcome: Outcome) -> dict[str, Score]:
        """By rule; empty when no truth was given. Only facts of the days count."""
        if self.truth is None:
            return {}
        period = outcome.period
        known = (self.calendar.start_of_day_ms(period.first) / 1000, self.calendar.end_of_day_ms(period.last) / 1000)
        return dict(score_rows(rows(outcome.findings), self.truth, known))


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{option} {text}: write a day as YYYY-MM-DD") from None


def watched(opened: Past, rules: Narrowed, until: date | None, said: str) -> Outcome:
    """Run, with progress on the terminal."""
    with progress() as shown:
        task = shown.add_task(f"records {said}", total=opened.records)

        def step(stream: str, count: int) -> None:
            shown.update(task, advance=count)

        return opened.run(rules, until, step)


def number(value: float | None) -> str:
    """A rate for people."""
    return "–" if value is None else f"{value:,.1f}"


def percent(value: float | None) -> str:
    """A ratio for people."""
    return "–" if value is None else f"{value:.1%}"
