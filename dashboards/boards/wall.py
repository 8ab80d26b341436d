"""The branch wall: how an organisation stands today. Counters only, so that it answers in an instant however large the bank."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.board import board, organisation
from dashboards.panels import COUNT, MONEY, bars, day_curve, figures, rows, series
from dashboards.question import Kind, Question

FOLDER = "Tidewatch"
TIME, NUMBER, TEXT = Kind.TIME, Kind.NUMBER, Kind.TEXT

DEPOSITS = Question(
    "wall_deposits", dict.fromkeys(("时点 Now", "较昨日 Day", "较月初 Month", "月日均 Average"), NUMBER)
)
FLOWS = Question("wall_flows", dict.fromkeys(("净流入 Net", "流入 In", "流出 Out", "笔数 Entries"), NUMBER))
ALERTS = Question("wall_alerts", dict.fromkeys(("▲P1", "◆P2", "●P3", "办结 Closed", "及时率 In time"), NUMBER))
MINUTES = Question("wall_minutes", dict.fromkeys(("hour", "今日流入", "今日流出", "昨日流入", "昨日流出"), NUMBER))
BRANCHES = Question("wall_branches", {"branch": TEXT, "存款 Deposits": NUMBER, "较昨日 Day": NUMBER})
MATURITIES = Question(
    "wall_maturities", {"due": TEXT, "贷款 Loans": NUMBER, "存款 Deposits": NUMBER, "票据 Bills": NUMBER}
)
MOVEMENTS = Question("wall_movements", {"time": TIME, "customer": TEXT, "amount": NUMBER, "counterparty": TEXT})
TREND = Question("deposits_by_day", {"time": TIME, "时点 Balance": NUMBER, "月日均 Average": NUMBER})
PRODUCTS = Question("products", {"time": TIME, "product": TEXT, "amount": NUMBER})


def made() -> Dashboard:
    """The board."""
    wall = board(
        "tw-wall", "观潮 · 支行大屏 Branch wall", "存款、流量、预警、到期", "/wall", refresh="10s", period="now-45d"
    )
    wall.with_variable(organisation())
    wall.with_panel(figures("存款 Deposits", DEPOSITS, MONEY, width=12))
    wall.with_panel(figures("今日资金 Today", FLOWS, MONEY, width=7)).with_panel(
        figures("预警 Alerts", ALERTS, COUNT, width=5)
    )
    wall.with_panel(day_curve("流入/流出 分钟曲线 Money by the minute", MINUTES, x="hour"))
    wall.with_panel(bars("各机构存款 Deposits by branch", BRANCHES, x="branch", unit=MONEY))
    wall.with_panel(bars("未来30天到期 Due in 30 days", MATURITIES, x="due", unit=MONEY, stacked=True))
    wall.with_panel(series("存款走势 Deposits by day", TREND, MONEY))
    links = {"customer": "/customers/${__value.raw}"}
    wall.with_panel(rows("最新大额 Largest entries", MOVEMENTS, {"amount": MONEY}, links, width=12, height=8))
    return wall.with_panel(series("产品 Products", PRODUCTS, MONEY))
