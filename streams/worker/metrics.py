"""What a worker counts, answered to Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from events.metrics import METRICS, Name


class Metrics:
    """The metrics of one worker."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        mine = {name: one for name, one in METRICS.items() if "worker" in one.of}
        self._counters = {
            name: Counter(name, one.help, one.labels, registry=self.registry)
            for name, one in mine.items()
            if one.kind == "counter"
        }
        self._gauges = {
            name: Gauge(name, one.help, one.labels, registry=self.registry)
            for name, one in mine.items()
            if one.kind == "gauge"
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
