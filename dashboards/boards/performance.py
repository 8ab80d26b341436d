"""RM performance: who brought what. Deposits are averages without traced loan money (DOMAIN §0.1.6 and 7)."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.board import board, choice, organisation
from dashboards.panels import MONEY, SHARE, bars, rows, series
from dashboards.question import Kind, Question

FOLDER = "Tidewatch"
TIME, NUMBER, TEXT = Kind.TIME, Kind.NUMBER, Kind.TEXT

RANKED_MONEY = ("average", "balance", "change", "net_external", "loans", "retained")
RANKED = Question(
    "managers_ranked",
    {"rm": TEXT, "name": TEXT, **dict.fromkeys(("average", "balance", "change", "net_external", "loans", "closed", "in_time", "retained"), NUMBER)},
)  # fmt: skip
DEPOSITS = Question("manager_deposits", {"time": TIME, "时点 Balance": NUMBER, "月日均 Average": NUMBER})
FLOWS = Question(
    "manager_flows", {"time": TIME, "行外流入 In": NUMBER, "行外流出 Out": NUMBER, "其中同名 Same name": NUMBER}
)
TIERS = Question("tiers", {"tier": TEXT, "存款 Deposits": NUMBER})
INDUSTRIES = Question("industries", {"industry": TEXT, "存款 Deposits": NUMBER})


def made() -> Dashboard:
    """The board."""
    performance = board("tw-performance", "观潮 · 客户经理业绩 RM performance", "日均、流量、处置", "/performance")
    performance.with_variable(organisation()).with_variable(choice("rm", "客户经理", "managers", ("", "")))
    units = {**dict.fromkeys(RANKED_MONEY, MONEY), "in_time": SHARE}
    performance.with_panel(rows("客户经理 RMs", RANKED, units, {"rm": "/performance?rm=${__value.raw}"}, height=12))
    performance.with_panel(series("${rm} 存款 Deposits", DEPOSITS, MONEY))
    performance.with_panel(series("${rm} 行外资金 External money", FLOWS, MONEY))
    performance.with_panel(bars("客户层级 Tiers", TIERS, x="tier", unit=MONEY))
    return performance.with_panel(bars("行业 Industries", INDUSTRIES, x="industry", unit=MONEY))
