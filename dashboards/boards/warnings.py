"""Early warnings: what was opened, what stands open and for how long, what was done. Read by leads and the risk desk, never with AML facts."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.board import board, organisation
from dashboards.panels import COUNT, MONEY, SHARE, bars, figures, rows, series
from dashboards.question import Kind, Question

FOLDER = "Tidewatch Risk"
TIME, NUMBER, TEXT = Kind.TIME, Kind.NUMBER, Kind.TEXT

WORK = Question("warnings_work", dict.fromkeys(("新增 Opened", "确认 Acknowledged", "办结 Closed"), NUMBER))
IN_TIME = Question("warnings_in_time", {"及时率 In time": NUMBER})
RETAINED = Question("warnings_retained", {"挽回资金 Retained": NUMBER})
SEVERITY = Question("warnings_by_severity", {"time": TIME, "severity": TEXT, "opened": NUMBER})
RULES = Question("warnings_by_rule", {"rule": TEXT, "opened": NUMBER, "closed": NUMBER, "last_day": TIME})
AGES = Question("warnings_ages", {"age_group": TEXT, "▲P1": NUMBER, "◆P2": NUMBER, "●P3": NUMBER})
OPEN = Question(
    "warnings_open",
    {"severity": TEXT, "rule": TEXT, "customer": TEXT, "title": TEXT, "at_stake": NUMBER, "since_when": TIME, "alert": TEXT},
)  # fmt: skip


def made() -> Dashboard:
    """The board."""
    warnings = board("tw-warnings", "观潮 · 预警 Early warnings", "新增、在办、时效、挽回", "/risk")
    warnings.with_variable(organisation())
    warnings.with_panel(figures("本期工作 Work", WORK, COUNT, width=12))
    warnings.with_panel(figures("及时率 In time", IN_TIME, SHARE)).with_panel(figures("挽回 Retained", RETAINED, MONEY))
    warnings.with_panel(series("每日新增 Opened by day", SEVERITY))
    warnings.with_panel(bars("在办时长 How long they stand", AGES, x="age_group", stacked=True))
    pages = {"alert": "/alerts/${__value.raw}", "customer": "/customers/${__value.raw}"}
    warnings.with_panel(rows("在办预警 Standing open", OPEN, {"at_stake": MONEY}, pages, width=16))
    return warnings.with_panel(rows("按规则 By detector", RULES, {}, {}, width=8))
