"""What all boards share: the bank's time, the organisation, the way back to Tidewatch."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import ConstantVariable, Dashboard, DashboardLink, QueryVariable
from grafana_foundation_sdk.models.dashboard import DashboardLinkType, VariableOption, VariableRefresh

from dashboards.question import WHOLE_BANK, datasource, text

BANK_ZONE = "Asia/Shanghai"
TIDEWATCH = "http://localhost:8000"  # where its pages are; `tidewatch boards … --tidewatch URL` says otherwise


def board(uid: str, title: str, description: str, page: str, refresh: str = "1m", period: str = "now-30d") -> Dashboard:
    """An empty board. `page` is the page of Tidewatch that shows the same."""
    made = Dashboard(title).uid(uid).description(description).tags(["tidewatch"]).timezone(BANK_ZONE)
    made.refresh(refresh).time(period, "now").readonly().week_start("monday")
    made.link(_link("Tidewatch", f"${{tidewatch}}{page}")).link(_others())
    return made.with_variable(ConstantVariable("tidewatch").value(TIDEWATCH))


def choice(name: str, label: str, question: str, first: tuple[str, str]) -> QueryVariable:
    """A variable whose values are the answer's first column, shown as its second; `first` is chosen until somebody chooses."""
    chosen = VariableOption(selected=True, text=first[1], value=first[0])
    made = QueryVariable(name).label(label).datasource(datasource()).query(text(question))
    return made.refresh(VariableRefresh.ON_DASHBOARD_LOAD).current(chosen)


def organisation() -> QueryVariable:
    """Which organisation, with all below it."""
    return choice("org", "机构", "organisations", (WHOLE_BANK, "全行"))


def _link(title: str, url: str) -> DashboardLink:
    return DashboardLink(title).type(DashboardLinkType.LINK).url(url).target_blank(True)


def _others() -> DashboardLink:
    others = DashboardLink("观潮看板").type(DashboardLinkType.DASHBOARDS).tags(["tidewatch"])
    return others.as_dropdown(True).keep_time(True).include_vars(True)
