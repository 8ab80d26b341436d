"""`tidewatch demo`: a live simulated bank through the engine, findings as they are made."""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.streams import STREAMS
from sinks.warehouse import EmbeddedWarehouse
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.local import LocalEngine
from streams.log import Frame, Header
from streams.replay import Lines
from streams.simulate import live

SHAPES = {
    "P1": "[red]▲ P1[/red]",
    "P2": "[dark_orange]◆ P2[/dark_orange]",
    "P3": "[yellow]● P3[/yellow]",
    "P4": "[blue]○ P4[/blue]",
}
BEAT_SECONDS = 0.2


def demo(
    seed: Annotated[int, typer.Option(help="which bank")] = 1,
    customers: Annotated[int, typer.Option(min=10)] = 120,
    speed: Annotated[float, typer.Option(help="bank seconds a second; 480 is a bank day in three minutes")] = 480.0,
    data: Annotated[Path | None, typer.Option(help="keep the warehouse here; else in a folder of its own")] = None,
    stop_after: Annotated[int, typer.Option(help="stop after so many findings, 0 never")] = 0,
) -> None:
    """Feed a simulated bank to the engine and show its findings live. Ctrl-C stops."""
    console = Console()
    calendar = Calendar()
    rules = RuleSet.load(calendar=calendar)
    warehouse = EmbeddedWarehouse(data or Path(tempfile.mkdtemp(prefix="tidewatch-")))
    bank = _Bank(rules, calendar, warehouse)
    console.print("[cyan]观潮 Tidewatch[/cyan]: the simulated bank's past 120 days first, then live. Ctrl-C stops.")
    shown = 0
    try:
        for batch in _beats(live(seed, customers, speed)):
            for finding in bank.take(batch):
                console.print(_line(finding))
                shown += 1
            if stop_after and shown >= stop_after:
                break
    except KeyboardInterrupt:
        console.print("stopped")
    finally:
        warehouse.close()


def _beats(records: Iterator[tuple[float, str, dict[str, Any]]]) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Records in small batches, at their pace."""
    batch: list[tuple[str, dict[str, Any]]] = []
    owed = 0.0
    for wait, stream, record in records:
        owed += wait
        if owed >= BEAT_SECONDS or len(batch) >= 20_000:
            yield batch
            batch = []
            time.sleep(owed)
            owed = 0.0
        batch.append((stream, record))


class _Bank:
    """The engine fed by hand: every batch is read to its end, so nothing waits."""

    def __init__(self, rules: RuleSet, calendar: Calendar, warehouse: EmbeddedWarehouse) -> None:
        self.engine = LocalEngine(rules, calendar, warehouse)
        self.intake = Intake(Directory(calendar), 1)
        self._offsets: dict[str, int] = defaultdict(int)
        self._told: set[str] = set()

    def take(self, batch: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
        """New findings that this batch of records leads to."""
        by_stream: dict[str, list[bytes]] = defaultdict(list)
        for stream, record in batch:
            by_stream[stream].append(json.dumps(record, ensure_ascii=False).encode())
        latest = None
        for stream in sorted(
            by_stream,
            key=lambda name: list(STREAMS).index(name) if name not in ("account", "customer", "reference") else -1,
        ):
            taken = self.intake.take(Lines(stream, by_stream[stream], self._offsets[stream]), time.time())
            self._offsets[stream] += len(by_stream[stream])
            latest = max((t for t in (latest, taken.latest_ms) if t is not None), default=None)
            for partition, frames in taken.frames.items():
                for name, frame in frames:
                    self.engine.write(
                        partition, Frame(Header(name, topics.SOURCES[name], holds=True, watermark=-(2**61)), frame)
                    )
        if latest is not None:
            for stream in by_stream:
                self.engine.watermark(topics.SOURCES[stream], latest, holds=False)
        return self._news()

    def _news(self) -> list[dict[str, Any]]:
        fresh = [f for key, f in self.engine.findings.items() if key not in self._told and f["state"] == "open"]
        self._told.update(f["finding_id"] for f in fresh)
        return fresh


def _line(finding: dict[str, Any]) -> str:
    at = finding["event_time"].astimezone().strftime("%m-%d %H:%M")
    return f"{SHAPES[finding['severity']]} {at} [bold]{finding['rule_id']}[/bold] {finding['customer_id']} {finding['title_zh']}"
