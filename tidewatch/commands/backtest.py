"""`tidewatch rules backtest`: what rules would have found in the past."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from events.finding import lines
from events.money import short_en
from streams.backtest import Narrowed, Outcome, Period, figures, narrowed
from tidewatch.chosen import Rules, chosen, in_force, with_settings
from tidewatch.commands.charts import bar, by_period, line
from tidewatch.commands.over import SCORED, Asked, Given, number, over_the_past, percent, watched
from tidewatch.commands.show import as_json

OVER_TIME = 14  # letters


@over_the_past
def backtest(
    given: Given,
    what: Annotated[list[str] | None, typer.Argument(metavar="[RULE]...", help="rules by id, by file or by folder; left out, all that are in force")] = None,
    top: Annotated[int, typer.Option(min=0, help="how many customers to name")] = 10,
    out: Annotated[Path | None, typer.Option(help="folder for findings.ndjson and summary.json")] = None,
) -> None:  # fmt: skip
    """What rules would have found in past data: how often, for whom, for how much. Only the rules that are named are judged, with what they read."""
    wanted = given.asked()
    days, last = wanted.calendar, wanted.days[1]
    known, names = named(what or [str(given.rules)], in_force(given.rules, given.parameters, days))
    narrow = narrowed(with_settings(known, names, given.set_ or ()), names, days)
    with given.past(wanted) as opened:
        outcome = watched(opened, narrow, last, "judged").within(wanted.days)
    report = reported(outcome, narrow, wanted, top)
    if out is not None:
        _write(out, outcome, report)
    if given.json:
        as_json(report)
    else:
        _print(report)


def named(what: list[str], beside: Rules) -> tuple[Rules, frozenset[str]]:
    """Several names, one after the other: rules as they are with them, and the ids they name."""
    names: frozenset[str] = frozenset()
    for one in what:
        beside, more = chosen(one, beside)
        names |= more
    return beside, names


def reported(outcome: Outcome, narrow: Narrowed, wanted: Asked, top: int) -> dict[str, Any]:
    """What `--json` prints."""
    scores, calendar = wanted.score(outcome), wanted.calendar
    records, seconds = outcome.replayed.records.total(), outcome.replayed.seconds
    compiled = narrow.rules.compiled
    return {
        "from": outcome.period.first.isoformat(), "until": outcome.period.last.isoformat(), "days": outcome.period.days,
        "customers": outcome.customers.total(), "records": records, "dead_letters": len(outcome.replayed.dead_letters),
        "rules": {
            rule: {
                "version": compiled[rule].rule.version,
                "parameters": {name: one.value for name, one in compiled[rule].rule.parameters.items()},
                **figures(outcome, rule, calendar, top), "score": scores.get(rule),
            }
            for rule in sorted(narrow.asked)
        },
        "seconds": round(seconds, 3), "records_per_second": round(records / seconds) if seconds else 0,
    }  # fmt: skip


def _write(out: Path, outcome: Outcome, report: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "findings.ndjson").open("wb") as file:
        order = ("event_time", "customer_id", "rule_id", "finding_id")
        file.writelines(row + b"\n" for row in lines(outcome.findings.sort(order)))
    (out / "summary.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _print(report: dict[str, Any]) -> None:
    console, rules = Console(), report["rules"]
    period = Period(date.fromisoformat(report["from"]), date.fromisoformat(report["until"]))
    console.print(overview(rules, period))
    if len(rules) == 1:
        _detail(console, next(iter(rules.values())), period)
    console.print(
        f"{report['from']} to {report['until']}: {report['days']} days, {report['customers']:,} customers; {report['records']:,} records in "
        f"{report['seconds']:,.1f} s, {report['records_per_second']:,} a second; dead letters: {report['dead_letters']:,}",
        highlight=False,
    )


def overview(rules: dict[str, Any], period: Period) -> Table:
    """A line for each rule. A single one has a chart of its own."""
    scored, drawn = any(one["score"] for one in rules.values()), len(rules) > 1
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)  # with a score and a chart it has 80 letters to fit into
    table.add_column("rule", no_wrap=True)
    for name in ("findings", "alerts", "per 1,000\ncustomer-\nmonths", "at stake", *(SCORED if scored else ())):
        table.add_column(name, justify="right", no_wrap=True)
    if drawn:
        table.add_column("over time", no_wrap=True, min_width=OVER_TIME)
    for name, one in rules.items():
        score = [percent((one["score"] or {}).get(key)) for key in SCORED] if scored else []
        row = (
            f"{name} v{one['version']}",
            f"{one['findings']:,}",
            f"{one['alerts']:,}",
            number(one["per_1000_customer_months"]),
            short_en(one["money_at_stake"]),
        )
        counts = by_period(one["by_day"], period.first, period.last, OVER_TIME).values()
        table.add_row(*row, *score, *([line(list(counts))] if drawn else []))
    return table


def _detail(console: Console, one: dict[str, Any], period: Period) -> None:
    counts = by_period(one["by_day"], period.first, period.last)
    chart = Table("when", "findings", "", box=None, title="findings over time", title_justify="left")
    for when, count in counts.items():
        chart.add_row(when, f"{count:,}", bar(count, max(counts.values())))
    tiers = Table("tier", "customers", "findings", "per 1,000\ncust.-months", "at stake")
    for tier, of in one["by_tier"].items():
        tiers.add_row(
            tier,
            f"{of['customers']:,}",
            f"{of['findings']:,}",
            number(of["per_1000_customer_months"]),
            short_en(of["money_at_stake"]),
        )
    top = Table("customer", "tier", "findings", "at stake")
    for of in one["top_customers"]:
        top.add_row(of["customer_id"], of["tier"], f"{of['findings']:,}", short_en(of["money_at_stake"]))
    for table in (chart, tiers, top):
        if table.row_count:
            console.print(table)
    console.print(_sentence(one), highlight=False)


def _sentence(one: dict[str, Any]) -> str:
    severities = ", ".join(f"{count:,} {level}" for level, count in one["by_severity"].items()) or "no findings"
    median = "" if one["median_money"] is None else f", median {short_en(one['median_money'])}"
    silent = "".join(f"; nobody told of {count:,}: {reason}" for reason, count in one["suppressed"].items())
    return f"{severities}{median}; {one['retracted']:,} taken back{silent}"
