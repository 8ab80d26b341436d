"""Alert rules for the engine itself, as Grafana provisions them: each is a question whose first number must stay below a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.question import PLUGIN, SOURCE, TABLE, text

FOLDER = "Tidewatch"
EVERY = "1m"
PERIOD_SECONDS = 3600
EXPRESSIONS = "__expr__"  # Grafana's own data source, of conditions


@dataclass(frozen=True)
class Watch:
    """One rule. `above`: the number from which it fires, when it has stayed there `lasting`."""

    uid: str
    title: str
    question: str
    above: float
    lasting: str
    severity: str
    sentence: str

    def rule(self) -> dict[str, Any]:
        """As provisioning files have it. No data is an alert too: an engine that says nothing has stopped."""
        return {
            "uid": self.uid, "title": self.title, "condition": "B", "data": [self._query(), self._condition()],
            "noDataState": "Alerting", "execErrState": "Error", "for": self.lasting, "isPaused": False,
            "labels": {"severity": self.severity, "service": "tidewatch"},
            "annotations": {"summary": self.sentence, "__dashboardUid__": "tw-operations"},
        }  # fmt: skip

    def _query(self) -> dict[str, Any]:
        source = {"type": PLUGIN, "uid": SOURCE}
        model = {"refId": "A", "datasource": source, "editorType": "sql", "queryType": "table", "format": TABLE, "rawSql": text(self.question)}  # fmt: skip
        return {
            "refId": "A",
            "datasourceUid": SOURCE,
            "relativeTimeRange": {"from": PERIOD_SECONDS, "to": 0},
            "model": model,
        }

    def _condition(self) -> dict[str, Any]:
        condition = {"evaluator": {"type": "gt", "params": [self.above]}}
        model = {
            "refId": "B", "type": "threshold", "expression": "A", "conditions": [condition],
            "datasource": {"type": EXPRESSIONS, "uid": EXPRESSIONS},
        }  # fmt: skip
        return {"refId": "B", "datasourceUid": EXPRESSIONS, "relativeTimeRange": {"from": 0, "to": 0}, "model": model}


WATCHES = (
    Watch("tw-checkpoint", "检查点过久 Checkpoint too old", "watch_checkpoint", 60, "2m", "critical",
          "A shard has not checkpointed for over a minute: the worker is down, or the warehouse does not take rows."),
    Watch("tw-lag", "处理滞后 Engine lags", "watch_lag", 120, "5m", "critical",
          "The slowest shard's clock lies over two minutes behind the furthest record that has been read."),
    Watch("tw-watermark", "来源停滞 Source is stale", "watch_watermark", 900, "10m", "warning",
          "A source that holds the clock has said nothing for a quarter of an hour while others went on: absence detectors wait for it."),
    Watch("tw-dead-letters", "死信增多 Dead letters", "watch_dead_letters", 100, "0s", "warning",
          "More than a hundred records of the last hour could not be taken; see their reasons on the data quality board."),
)  # fmt: skip


def provisioned() -> dict[str, Any]:
    """The alerting file: one group of all rules."""
    rules = [watch.rule() for watch in WATCHES]
    group = {"orgId": 1, "name": "tidewatch-engine", "folder": FOLDER, "interval": EVERY, "rules": rules}
    return {"apiVersion": 1, "groups": [group]}
