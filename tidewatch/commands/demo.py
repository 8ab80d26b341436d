"""`tidewatch demo`: a live simulated bank through the engine, alerts as they are made."""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.alert import NotifyReason
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
    customers: Annotated[int, typer.Option(min=10)] = 60,
    speed: Annotated[float, typer.Option(help="bank seconds a second; 480 is a bank day in three minutes")] = 480.0,
    data: Annotated[Path | None, typer.Option(help="keep the warehouse here; else in a folder of its own")] = None,
    stop_after: Annotated[int, typer.Option(help="stop after so many alerts, 0 never")] = 0,
) -> None:
    """Feed a simulated bank to the engine and show its alerts live. Ctrl-C stops."""
    console = Console(highlight=False)
    calendar = Calendar()
    rules = RuleSet.load(calendar=calendar)
    with tempfile.TemporaryDirectory(prefix="tidewatch-") as scratch:
        warehouse = EmbeddedWarehouse(data or Path(scratch))
        bank = _Bank(rules, calendar, warehouse)
        console.print("[cyan]观潮 Tidewatch[/cyan]  the simulated bank's past months first, then live. Ctrl-C stops.")
        try:
            _show(bank, live(seed, customers, speed), console, stop_after)
        except KeyboardInterrupt:
            console.print("stopped")
        finally:
            warehouse.close()


def _show(bank: _Bank, records: Iterator[tuple[float, str, dict[str, Any]]], console: Console, stop_after: int) -> None:
    shown = 0
    with console.status("the past") as status:
        for batch in _beats(records):
            for notice in bank.take(batch):
                console.print(bank.line(notice))
                shown += 1
                if shown == stop_after:
                    return
            status.update(f"{bank.day}  {bank.entries:,} entries")


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
        self._calendar = calendar

    def take(self, batch: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
        """Alerts to be told of that this batch of records leads to."""
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
        notices, self.engine.notices = self.engine.notices, []
        return notices

    @property
    def day(self) -> str:
        """The bank day that is open."""
        return str(self.engine.shards[0].day or "the past")

    @property
    def entries(self) -> int:
        """How many account entries the bank has sent."""
        return self._offsets["txn"]

    def line(self, alert: dict[str, Any]) -> str:
        """An alert as one line: how urgent, when, who, what."""
        at = datetime.fromtimestamp(alert["last_fact_time"] / 1000, self._calendar.zone).strftime("%m-%d %H:%M")
        who = (
            self.engine.shards[0]
            .stages.books.of(alert["customer_id"])
            .attributes.get("customer_name", alert["customer_id"])
        )
        gone = " [dim]事实已撤销[/dim]" if alert["notify"] == NotifyReason.RETRACTED else ""
        return f"{SHAPES[alert['severity']]} {at} [bold]{alert['rule_id']}[/bold] {who}  {alert['title_zh']}{gone}"
