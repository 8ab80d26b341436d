"""What a replay leaves in its folder (DESIGN §8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from events.finding import FINDING_SCHEMA, lines
from streams.replay import Replay


def write_results(out: Path, replay: Replay, summary: dict[str, Any]) -> None:
    """findings, alerts, suppressions, dead letters as NDJSON, and the summary. Sorted by time, so that two runs compare by `cmp`."""
    engine = replay.engine
    findings = pl.DataFrame(list(engine.findings.values()), schema=FINDING_SCHEMA, orient="row")
    aml = pl.col("audience") == "aml"
    order = ("event_time", "customer_id", "rule_id", "finding_id")
    _lines(out / "findings.ndjson", lines(findings.filter(~aml).sort(order)))
    if findings.filter(aml).height:
        _lines(out / "findings.aml.ndjson", lines(findings.filter(aml).sort(order)))
    alerts = sorted(engine.alerts.values(), key=lambda a: (a["first_fact_time"], a["alert_id"]))
    _lines(out / "alerts.ndjson", (_json(alert) for alert in alerts))
    _lines(out / "suppressions.ndjson", (_json(one) for one in engine.suppressions))
    _lines(out / "dead_letters.ndjson", (letter.model_dump_json().encode() for letter in replay.result.dead_letters))
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _lines(path: Path, rows: Any) -> None:
    with path.open("wb") as file:
        file.writelines(row + b"\n" for row in rows)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
