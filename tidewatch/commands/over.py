"""What commands that judge rules over the past share: their options, the past itself, and how figures are shown."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detectors.calendar import Calendar, Kind
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


def asked(first: str | None, last: str | None, truth: Path | None, calendar: Calendar) -> Asked:
    """Checked before anything takes time. Raises ValueError, FileNotFoundError."""
    if truth is not None and not truth.is_file():
        raise FileNotFoundError(f"--truth {truth} is not there")
    days = (_day("--from", first), _day("--until", last))
    if days[0] and days[1] and days[0] > days[1]:
        raise ValueError(f"--from {first} is after --until {last}: there is no day between them")
    return Asked(days, truth, calendar)


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{option} {text}: write a day as YYYY-MM-DD") from None


@contextmanager
def past(over: list[str], mapping: Path | None, until: date | None, calendar: Calendar, anew: bool) -> Iterator[Past]:
    """The past, with a folder to work in."""
    with tempfile.TemporaryDirectory(prefix="tidewatch-") as scratch:
        yield open_past(over, mapping, until, calendar, Path(scratch), anew)


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
