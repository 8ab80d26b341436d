"""Data quality: what could not be taken and why, what was corrected, what came late, which feeds are silent, what nobody owns."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.board import board
from dashboards.panels import MONEY, SHARE, bars, figures, rows, series
from dashboards.question import Kind, Question

FOLDER = "Tidewatch"
TIME, NUMBER, TEXT = Kind.TIME, Kind.NUMBER, Kind.TEXT

LETTERS = Question("dead_letters", {"time": TIME, "reason": TEXT, "letters": NUMBER})
LETTERS_BY_STREAM = Question(
    "dead_letters_by_stream", {"stream": TEXT, "reason": TEXT, "letters": NUMBER, "last_day": TIME, "last_sentence": TEXT}
)  # fmt: skip
CORRECTIONS = Question("corrections", {"time": TIME, "stream": TEXT, "corrected": NUMBER})
FEEDS = Question("feeds", {"stream": TEXT, "last_day": TIME, "records": NUMBER, "usual": NUMBER, "ratio": NUMBER})
UNASSIGNED = Question("unassigned", dict.fromkeys(("无客户经理 No RM", "无层级 No tier", "无行业 No industry"), NUMBER))
LATENESS = Question("lateness", {"days_late": TEXT, "笔数 Entries": NUMBER})


def made() -> Dashboard:
    """The board."""
    quality = board(
        "tw-quality", "观潮 · 数据质量 Data quality", "死信、更正、迟到、断供、无主", "/operator", refresh="5m"
    )
    quality.with_panel(figures("无主存款 Deposits nobody owns", UNASSIGNED, MONEY, width=12, height=8))
    quality.with_panel(bars("迟到 How late entries come", LATENESS, x="days_late"))
    quality.with_panel(series("死信 Dead letters", LETTERS)).with_panel(series("更正与撤销 Corrections", CORRECTIONS))
    quality.with_panel(rows("来源 Feeds", FEEDS, {"ratio": SHARE}, {}, width=12))
    pages = {"reason": "/operator?reason=${__value.raw}"}
    return quality.with_panel(rows("死信按来源 Dead letters by stream", LETTERS_BY_STREAM, {}, pages, width=12))
