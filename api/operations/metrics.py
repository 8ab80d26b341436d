"""What the API process counts, as Prometheus' text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.services import Services
from events.metrics import METRICS, Name

Sample = tuple[Name, dict[str, str], float]


def samples(parts: Services, stores: list[dict[str, Any]], streams: int, waiting: dict[str, int]) -> Iterable[Sample]:
    """What there is to count now."""
    said = parts.engine.operations()
    for one in said["sources"]:
        source = {"source": one["source"]}
        yield "tidewatch_records_total", source, one["records"]
        yield "tidewatch_source_lag_seconds", source, one["lag_seconds"]
        yield "tidewatch_source_waiting", source, one["waiting"]
    for reason, n in parts.engine.reasons().items():
        yield "tidewatch_dead_letters", {"reason": reason}, n
    rates = said["rates"]
    yield "tidewatch_records_per_second", {}, rates["records_per_second"]
    yield "tidewatch_findings", {}, rates["findings"]
    yield "tidewatch_alerts", {}, rates["alerts"]
    for store in stores:
        yield "tidewatch_store_up", {"store": store["name"]}, int(store["up"])
    for severity in ("P1", "P2", "P3", "P4"):
        if severity in waiting:
            yield "tidewatch_desk_waiting", {"severity": severity}, waiting[severity]
    yield "tidewatch_streams_open", {}, streams


def text(found: Iterable[Sample]) -> str:
    """Prometheus' exposition format: each metric's help and type once, then its samples."""
    lines: dict[str, list[str]] = {}
    for name, labels, value in found:
        one = METRICS[name]
        head = [f"# HELP {name} {one.help}", f"# TYPE {name} {one.kind}"]
        inside = ",".join(f'{label}="{_escaped(word)}"' for label, word in labels.items())
        lines.setdefault(name, head).append(f"{name}{{{inside}}} {value}" if inside else f"{name} {value}")
    return "\n".join(line for some in lines.values() for line in some) + "\n"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
