"""What a worker counts, for Prometheus. One list: names, what they say, their labels; the reference page is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

Name = Literal[
    "tidewatch_records_total",  # records taken from source topics
    "tidewatch_frames_total",  # frames of the log judged
    "tidewatch_findings_total",  # findings, repeats included
    "tidewatch_alerts_total",  # alerts said, updates included
    "tidewatch_suppressed_total",  # what nobody was told of
    "tidewatch_dead_letters_total",  # records that could not be taken
    "tidewatch_letters_sent_again_total",  # whose account has come
    "tidewatch_lag_records",  # what lies unread
    "tidewatch_unsent_messages",  # waiting for the broker
    "tidewatch_unstored_rows",  # waiting for the warehouse
    "tidewatch_checkpoint_age_seconds",  # since the last one
    "tidewatch_checkpoint_seconds",  # what the last one took
    "tidewatch_paused",  # whether reading waits
    "tidewatch_bank_clock_seconds",  # the bank's time in a shard
    "tidewatch_days_closed_total",  # by this worker
    "tidewatch_assignments_total",  # how often partitions were dealt out
]


@dataclass(frozen=True)
class Metric:
    """What one metric says."""

    kind: type[Counter] | type[Gauge]
    help: str
    labels: tuple[str, ...] = ()


METRICS: dict[Name, Metric] = {
    "tidewatch_records_total": Metric(Counter, "Records taken from source topics; its rate is records a second.", ("stream",)),
    "tidewatch_frames_total": Metric(Counter, "Frames of the log that shards have read.", ("partition",)),
    "tidewatch_findings_total": Metric(Counter, "Findings written, repeats after a restart included.", ("partition",)),
    "tidewatch_alerts_total": Metric(Counter, "Alerts said, updates included.", ("partition",)),
    "tidewatch_suppressed_total": Metric(Counter, "Findings that nobody is told of, on purpose, by reason.", ("reason",)),
    "tidewatch_dead_letters_total": Metric(Counter, "Records that could not be taken, by reason.", ("reason",)),
    "tidewatch_letters_sent_again_total": Metric(Counter, "Dead letters sent again because the account has come that they waited for."),
    "tidewatch_lag_records": Metric(Gauge, "Records (of the log: frames) behind the end of a partition.", ("topic", "partition")),
    "tidewatch_unsent_messages": Metric(Gauge, "Messages that the broker has not confirmed."),
    "tidewatch_unstored_rows": Metric(Gauge, "Facts that wait for the warehouse."),
    "tidewatch_checkpoint_age_seconds": Metric(Gauge, "Seconds since the last checkpoint was stored."),
    "tidewatch_checkpoint_seconds": Metric(Gauge, "What storing the last checkpoint took."),
    "tidewatch_paused": Metric(Gauge, "1 while reading waits for the broker (sources) or the warehouse (log).", ("what",)),
    "tidewatch_bank_clock_seconds": Metric(Gauge, "The bank's time in a shard, seconds since 1970.", ("partition",)),
    "tidewatch_days_closed_total": Metric(Counter, "Day closes that this worker has written."),
    "tidewatch_assignments_total": Metric(Counter, "How often this worker was given partitions: its first time, and every rebalance."),
}  # fmt: skip

assert set(METRICS) == set(get_args(Name))


class Metrics:
    """The metrics of one worker."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = {
            n: Counter(n, m.help, m.labels, registry=self.registry) for n, m in METRICS.items() if m.kind is Counter
        }
        self._gauges = {
            n: Gauge(n, m.help, m.labels, registry=self.registry) for n, m in METRICS.items() if m.kind is Gauge
        }

    def count(self, name: Name, number: float = 1, **labels: object) -> None:
        """Add to a counter."""
        metric = self._counters[name]
        (metric.labels(**_texts(labels)) if labels else metric).inc(number)

    def put(self, name: Name, value: float, **labels: object) -> None:
        """Set a gauge."""
        metric = self._gauges[name]
        (metric.labels(**_texts(labels)) if labels else metric).set(value)

    def serve(self, port: int, host: str = "127.0.0.1") -> None:
        """Answer Prometheus at /metrics, in a thread."""
        start_http_server(port, host, self.registry)


def _texts(labels: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in labels.items()}


def page() -> str:
    """The reference page."""
    head = "# Metrics\n\nWhat a worker says at `/metrics` (`tidewatch worker --metrics-port N`). Made from the code by `make docs`.\n"
    rows = [
        f"| `{name}` | {one.kind.__name__.lower()} | {', '.join(f'`{label}`' for label in one.labels)} | {one.help} |"
        for name, one in METRICS.items()
    ]
    return "\n".join([head, "| metric | kind | labels | what it says |", "|---|---|---|---|", *rows, ""])
