"""Every metric there is, for Prometheus: one list for the processes that count, the reference page and whoever alerts on them.

Nothing of a customer, and nothing of anti-money-laundering, is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Name = Literal[
    "tidewatch_records_total",
    "tidewatch_frames_total",
    "tidewatch_findings_total",
    "tidewatch_alerts_total",
    "tidewatch_suppressed_total",
    "tidewatch_dead_letters_total",
    "tidewatch_letters_sent_again_total",
    "tidewatch_lag_records",
    "tidewatch_unsent_messages",
    "tidewatch_unstored_rows",
    "tidewatch_checkpoint_age_seconds",
    "tidewatch_checkpoint_seconds",
    "tidewatch_paused",
    "tidewatch_bank_clock_seconds",
    "tidewatch_days_closed_total",
    "tidewatch_assignments_total",
    "tidewatch_source_lag_seconds",
    "tidewatch_source_waiting",
    "tidewatch_dead_letters",
    "tidewatch_records_per_second",
    "tidewatch_findings",
    "tidewatch_alerts",
    "tidewatch_store_up",
    "tidewatch_streams_open",
    "tidewatch_desk_waiting",
]
Process = Literal["worker", "api"]


@dataclass(frozen=True)
class Metric:
    """What one metric says, and which processes say it."""

    kind: Literal["counter", "gauge"]
    help: str
    labels: tuple[str, ...] = ()
    of: tuple[Process, ...] = ("worker",)


API: tuple[Process, ...] = ("api",)
METRICS: dict[Name, Metric] = {
    "tidewatch_records_total": Metric("counter", "Records taken from source topics; its rate is records a second.", ("source",), ("worker", "api")),
    "tidewatch_frames_total": Metric("counter", "Frames of the log that shards have read.", ("partition",)),
    "tidewatch_findings_total": Metric("counter", "Findings written, repeats after a restart included.", ("partition",)),
    "tidewatch_alerts_total": Metric("counter", "Alerts said, updates included.", ("partition",)),
    "tidewatch_suppressed_total": Metric("counter", "Findings that nobody is told of, on purpose, by reason.", ("reason",)),
    "tidewatch_dead_letters_total": Metric("counter", "Records that could not be taken, by reason.", ("reason",)),
    "tidewatch_letters_sent_again_total": Metric("counter", "Dead letters sent again because the account has come that they waited for."),
    "tidewatch_lag_records": Metric("gauge", "Records (of the log: frames) behind the end of a partition.", ("topic", "partition")),
    "tidewatch_unsent_messages": Metric("gauge", "Messages that the broker has not confirmed."),
    "tidewatch_unstored_rows": Metric("gauge", "Facts that wait for the warehouse."),
    "tidewatch_checkpoint_age_seconds": Metric("gauge", "Seconds since the last checkpoint was stored."),
    "tidewatch_checkpoint_seconds": Metric("gauge", "What storing the last checkpoint took."),
    "tidewatch_paused": Metric("gauge", "1 while reading waits for the broker (sources) or the warehouse (log).", ("what",)),
    "tidewatch_bank_clock_seconds": Metric("gauge", "The bank's time in a shard, seconds since 1970.", ("partition",)),
    "tidewatch_days_closed_total": Metric("counter", "Day closes that this worker has written."),
    "tidewatch_assignments_total": Metric("counter", "How often this worker was given partitions: its first time, and every rebalance."),
    "tidewatch_source_lag_seconds": Metric("gauge", "How far a source's latest record is behind the bank's clock.", ("source",), API),
    "tidewatch_source_waiting": Metric("gauge", "Records accepted and not yet judged.", ("source",), API),
    "tidewatch_dead_letters": Metric("gauge", "Records that could not be taken and were not sent again.", ("reason",), API),
    "tidewatch_records_per_second": Metric("gauge", "Records a second over the last ten seconds.", (), API),
    "tidewatch_findings": Metric("counter", "Findings since the process began.", (), API),
    "tidewatch_alerts": Metric("counter", "Alerts since the process began.", (), API),
    "tidewatch_store_up": Metric("gauge", "1 when a store answers.", ("store",), API),
    "tidewatch_streams_open": Metric("gauge", "Open inbox streams of this process.", (), API),
    "tidewatch_desk_waiting": Metric("gauge", "Alerts that wait for somebody.", ("severity",), API),
}  # fmt: skip


def page() -> str:
    """The reference page."""
    head = (
        "# Metrics\n\nWhat a worker says at `/metrics` (`tidewatch worker --metrics-port N`) and the API at `/v1/metrics`. "
        "Made from the code by `make docs`.\n"
    )
    rows = [
        f"| `{name}` | {', '.join(one.of)} | {one.kind} | {', '.join(f'`{label}`' for label in one.labels)} | {one.help} |"
        for name, one in METRICS.items()
    ]
    return "\n".join([head, "| metric | of | kind | labels | what it says |", "|---|---|---|---|---|", *rows, ""])
