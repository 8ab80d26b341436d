"""Engine operations: shards, sources, rates, what was found and why nobody was told, what the warehouse holds."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.board import board
from dashboards.panels import BYTES, SECONDS, bars, figures, rows, series
from dashboards.question import Kind, Question

FOLDER = "Tidewatch"
TIME, NUMBER, TEXT = Kind.TIME, Kind.NUMBER, Kind.TEXT

NOW = Question("engine_now", dict.fromkeys(("检查点 Checkpoint age", "分片时差 Shards apart", "分片 Shards"), NUMBER))
SHARDS = Question(
    "engine_shards", {"partition": NUMBER, "position": NUMBER, "clock": TIME, "day": TEXT, "checkpoint_age": NUMBER}
)
SOURCES = Question(
    "engine_sources", {"source": TEXT, "watermark": TIME, "behind": NUMBER, "holds": NUMBER, "read_to": NUMBER}
)
STORED = Question("engine_stored", {"time": TIME, "入库 Entries": NUMBER})
RECORDS = Question("engine_records", {"time": TIME, "stream": TEXT, "records": NUMBER})
FOUND = Question("engine_findings", {"time": TIME, **dict.fromkeys(("检出 Findings", "抑制 Suppressed", "死信 Dead letters"), NUMBER)})  # fmt: skip
SUPPRESSED = Question("suppressed", {"reason": TEXT, "抑制 Suppressed": NUMBER})
STORAGE = Question("storage", {"name": TEXT, "row_count": NUMBER, "size": NUMBER, "parts": NUMBER, "written": TIME})


def made() -> Dashboard:
    """The board."""
    operations = board(
        "tw-operations", "观潮 · 引擎运行 Engine operations", "分片、来源、速率、死信", "/operator", refresh="10s"
    )
    operations.with_panel(figures("引擎 Engine", NOW, width=8, height=8))
    operations.with_panel(series("入库 Entries stored by the minute", STORED, width=16))
    operations.with_panel(rows("分片 Shards", SHARDS, {"checkpoint_age": SECONDS}, {}, width=12, height=8))
    operations.with_panel(rows("来源 Sources", SOURCES, {"behind": SECONDS}, {}, width=12, height=8))
    operations.with_panel(series("记录 Records by day", RECORDS)).with_panel(series("检出 Findings by day", FOUND))
    operations.with_panel(bars("为什么没有提醒 Why nobody was told", SUPPRESSED, x="reason", width=10))
    return operations.with_panel(rows("存储 Storage", STORAGE, {"size": BYTES}, {}, width=14, height=8))
