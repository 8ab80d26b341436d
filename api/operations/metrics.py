"""Every metric there is, and its line in Prometheus' text. Nothing of a customer, and nothing of anti-money-laundering, is counted here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from api.services import Services

Name = Literal[
    "tidewatch_records_total",  # records that intake has read, by source
    "tidewatch_source_lag_seconds",  # how far a source's latest record is behind the bank's clock
    "tidewatch_source_waiting",  # records that are accepted and not yet judged, by source
    "tidewatch_dead_letters",  # records that could not be taken and were not sent again, by reason
    "tidewatch_records_per_second",  # over the last ten seconds
    "tidewatch_findings",  # findings since the process began
    "tidewatch_alerts",  # alerts stated since the process began
    "tidewatch_store_up",  # 1 when a store answers
    "tidewatch_streams_open",  # open inbox streams of this process
    "tidewatch_desk_waiting",  # alerts that wait for somebody, by severity
]
KINDS: dict[Name, tuple[Literal["counter", "gauge"], str]] = {
    "tidewatch_records_total": ("counter", "Records that intake has read"),
    "tidewatch_source_lag_seconds": ("gauge", "How far a source's latest record is behind the bank's clock"),
    "tidewatch_source_waiting": ("gauge", "Records accepted and not yet judged"),
    "tidewatch_dead_letters": ("gauge", "Records that could not be taken and were not sent again"),
    "tidewatch_records_per_second": ("gauge", "Records a second over the last ten seconds"),
    "tidewatch_findings": ("counter", "Findings since the process began"),
    "tidewatch_alerts": ("counter", "Alerts stated since the process began"),
    "tidewatch_store_up": ("gauge", "1 when a store answers"),
    "tidewatch_streams_open": ("gauge", "Open inbox streams of this process"),
    "tidewatch_desk_waiting": ("gauge", "Alerts that wait for somebody"),
}
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
        kind, words = KINDS[name]
        head = [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
        inside = ",".join(f'{label}="{_escaped(word)}"' for label, word in labels.items())
        lines.setdefault(name, head).append(f"{name}{{{inside}}} {value}" if inside else f"{name} {value}")
    return "\n".join(line for some in lines.values() for line in some) + "\n"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
