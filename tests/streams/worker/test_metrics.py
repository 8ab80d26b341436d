"""One list of metrics: for Prometheus, for the reference page."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from prometheus_client import generate_latest

from events.metrics import METRICS, Name, page
from streams.worker.metrics import Metrics

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"


def test_what_is_counted_is_answered_with_its_labels() -> None:
    metrics = Metrics()
    metrics.count("tidewatch_dead_letters_total", 3, reason="NOT_JSON")
    metrics.put("tidewatch_lag_records", 7, topic="tidewatch.txn", partition=1)
    said = generate_latest(metrics.registry).decode()
    assert 'tidewatch_dead_letters_total{reason="NOT_JSON"} 3.0' in said
    assert 'tidewatch_lag_records{partition="1",topic="tidewatch.txn"} 7.0' in said


def test_the_reference_page_has_them_all() -> None:
    assert set(METRICS) == set(get_args(Name))
    assert PAGE.read_text(encoding="utf-8") == page()
    assert all(f"`{name}`" in page() for name in METRICS)
