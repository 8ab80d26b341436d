"""The house's panels: each of one shape, one question, one way of writing money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from grafana_foundation_sdk.builders import barchart, stat, table, timeseries, trend
from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizLegendOptions
from grafana_foundation_sdk.models import common as grafana
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue, GridPos

from dashboards.question import Question, datasource

MONEY = "currency:¥"  # values come as yuan; Grafana shortens them
COUNT, SHARE, SECONDS, BYTES = "short", "percentunit", "s", "bytes"


class Shaped(Protocol):
    """What every panel builder of Grafana's can do."""

    def title(self, title: str) -> Any: ...
    def datasource(self, datasource: Any) -> Any: ...
    def grid_pos(self, grid_pos: GridPos) -> Any: ...
    def with_target(self, target: Any) -> Any: ...
    def unit(self, unit: str) -> Any: ...
    def no_value(self, no_value: str) -> Any: ...


Panel = TypeVar("Panel", bound=Shaped)


def _shaped(panel: Panel, title: str, question: Question, unit: str, width: int, height: int) -> Panel:
    panel.title(title).datasource(datasource()).grid_pos(GridPos(h=height, w=width))
    panel.with_target(question).unit(unit).no_value("–")
    return panel


def figures(title: str, question: Question, unit: str = COUNT, width: int = 6, height: int = 4) -> stat.Panel:
    """One big number for each column of the answer's only row."""
    panel = _shaped(stat.Panel(), title, question, unit, width, height)
    panel.graph_mode(grafana.BigValueGraphMode.NONE).color_mode(grafana.BigValueColorMode.NONE)
    return panel.reduce_options(ReduceDataOptions().calcs(["lastNotNull"]).values(False))


def series(title: str, question: Question, unit: str = COUNT, width: int = 12, height: int = 8) -> timeseries.Panel:
    """Lines over the period; a column of text after the time makes a line for each of its values."""
    panel = _shaped(timeseries.Panel(), title, question, unit, width, height)
    return panel.legend(_legend()).fill_opacity(10).show_points(grafana.VisibilityMode.NEVER)


def day_curve(
    title: str, question: Question, x: str, unit: str = MONEY, width: int = 12, height: int = 8
) -> trend.Panel:
    """Lines over the hours of a day: today's and yesterday's on one axis."""
    panel = _shaped(trend.Panel(), title, question, unit, width, height)
    yesterday = [DynamicConfigValue("custom.lineStyle", {"fill": "dash", "dash": [6, 6]})]
    return panel.x_field(x).legend(_legend()).override_by_regexp("昨.*", yesterday)


def bars(
    title: str, question: Question, x: str, unit: str = COUNT, width: int = 12, height: int = 8, stacked: bool = False
) -> barchart.Panel:
    """A bar for each row, named by column `x`; several numbers stand side by side or on each other."""
    panel = _shaped(barchart.Panel(), title, question, unit, width, height)
    mode = grafana.StackingMode.NORMAL if stacked else grafana.StackingMode.NONE
    return panel.x_field(x).legend(_legend()).stacking(mode)


def rows(
    title: str,
    question: Question,
    units: Mapping[str, str],
    links: Mapping[str, str],
    width: int = 24,
    height: int = 10,
) -> table.Panel:
    """A table. `units` by column; `links` by column: pages of Tidewatch, the cell's value is `${__value.raw}`."""
    panel = _shaped(table.Panel(), title, question, COUNT, width, height)
    for column in {**units, **links}:
        said = [DynamicConfigValue("unit", units[column])] if column in units else []
        url = links.get(column)
        page = [{"title": "Tidewatch", "url": f"${{tidewatch}}{url}", "targetBlank": True}] if url else []
        panel.override_by_name(column, said + ([DynamicConfigValue("links", page)] if page else []))
    return panel.cell_height(grafana.TableCellHeight.SM)


def _legend() -> VizLegendOptions:
    bottom = VizLegendOptions().show_legend(True).placement(grafana.LegendPlacement.BOTTOM)
    return bottom.display_mode(grafana.LegendDisplayMode.LIST).calcs([])
