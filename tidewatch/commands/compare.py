"""`tidewatch rules compare`: two sets of rules over the same past, finding by finding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from events.money import short_en
from streams.backtest import Change, Outcome, affected, differences, figures, narrowed
from tidewatch.chosen import Rules, chosen, in_force, with_settings
from tidewatch.commands.over import SCORED, Asked, Given, number, over_the_past, percent, watched
from tidewatch.commands.show import as_json

TOLD = (Change.NEW, Change.GONE, Change.MOVED, Change.CHANGED)
DIFFERENT = 1
FIGURES = ("findings", "alerts", "per_1000_customer_months", "money_at_stake")


@over_the_past
def compare(
    given: Given,
    one: Annotated[str, typer.Argument(metavar="A", help="a rule's id, a file or a folder")],
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="the same: what A is to become. Left out, A is compared with the rules in force")] = None,
    examples: Annotated[int, typer.Option(min=0, help="how many findings to show of each kind of difference")] = 5,
    out: Annotated[Path | None, typer.Option(help="file for every difference, one JSON object a line")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="exit code 1 when some finding differs")] = False,
) -> None:  # fmt: skip
    """Two sets of rules over the same past: which findings are new, gone, on another day, or of other severity or money.

    `--set` changes the later set. Only rules that can differ are judged."""
    wanted = given.asked()
    days, last = wanted.calendar, wanted.days[1]
    before, after = sides(one, other, in_force(given.rules, given.parameters, days), given.set_ or [])
    changed = sorted(affected(before, after, days))
    report: dict[str, Any] = {"rules": {}, "examples": []}
    if changed:
        with given.past(wanted) as opened:
            was, now = (
                watched(opened, narrowed(side, set(changed) & side.keys(), days), last, said).within(wanted.days)
                for side, said in ((before, "judged before"), (after, "judged after"))
            )
        report = reported((was, now), (before, after), changed, wanted, examples, out)
    if given.json:
        as_json(report)
    else:
        _print(report)
    raise typer.Exit(DIFFERENT if exit_code and _differs(report) else 0)


def sides(one: str, other: str | None, force: Rules, settings: list[str]) -> tuple[Rules, Rules]:
    """The rules before and after. One name alone is what is to come, beside the rules in force."""
    before, names = chosen(one, force)
    after, more = chosen(other, force) if other is not None else (before, names)
    if other is None:
        before = force
    return before, with_settings(after, more, settings)


def reported(
    outcomes: tuple[Outcome, Outcome], rules: tuple[Rules, Rules], changed: list[str], wanted: Asked, examples: int, out: Path | None
) -> dict[str, Any]:  # fmt: skip
    """What `--json` prints."""
    rows = differences(outcomes[0].findings, outcomes[1].findings)
    if out is not None:
        out.write_text(
            "".join(
                json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows if row["change"] != Change.SAME
            )
        )
    scores = [wanted.score(outcome) for outcome in outcomes]
    lines = {}
    for rule in changed:
        kinds = Counter(row["change"] for row in rows if row["rule_id"] == rule)
        both = [figures(outcome, rule, wanted.calendar, 0) for outcome in outcomes]
        lines[rule] = {
            **{str(change): kinds[change] for change in Change},
            **{name: [side[name] for side in both] for name in FIGURES},  # type: ignore[literal-required]  # names of Figures
            "parameters": _parameters(rule, rules), "score": [score.get(rule) for score in scores] if wanted.truth else None,
        }  # fmt: skip
    period = outcomes[0].period
    return {
        "from": period.first.isoformat(), "until": period.last.isoformat(), "days": period.days, "customers": outcomes[0].customers.total(),
        "rules": lines, "examples": [row for change in TOLD for row in _largest(rows, change)[:examples]],
        "seconds": round(sum(outcome.replayed.seconds for outcome in outcomes), 3),
    }  # fmt: skip


def _parameters(rule: str, rules: tuple[Rules, Rules]) -> dict[str, list[Any]]:
    """Those that differ: name → [before, after]."""
    sides = [{name: one.value for name, one in side[rule].parameters.items()} if rule in side else {} for side in rules]
    names = sorted(sides[0].keys() | sides[1].keys())
    return {name: [side.get(name) for side in sides] for name in names if sides[0].get(name) != sides[1].get(name)}


def _largest(rows: list[dict[str, Any]], change: Change) -> list[dict[str, Any]]:
    """The most money first: what a reader wants to look at."""
    own = [row for row in rows if row["change"] == change]
    return sorted(own, key=lambda row: -max(abs(fen or 0) for fen in row["money_at_stake"]))


def _differs(report: dict[str, Any]) -> bool:
    return any(line[change] for line in report["rules"].values() for change in TOLD)


def _print(report: dict[str, Any]) -> None:
    console = Console()
    if not report["rules"]:
        console.print("the rules are the same: nothing to compare")
        return
    for table in _summary(report["rules"]):
        console.print(table)
    for rule, line in report["rules"].items():
        for name, (was, now) in line["parameters"].items():
            console.print(f"{rule} {name}: {was} → {now}", highlight=False, markup=False)
    if report["examples"]:
        console.print(_examples(report["examples"]))
    console.print(
        f"{report['from']} to {report['until']}: {report['days']} days, {report['customers']:,} customers; {report['seconds']:,.1f} s",
        highlight=False,
    )


def _summary(rules: dict[str, Any]) -> Iterator[Table]:
    """What has become of the findings, and the figures of both sides below each other."""
    kinds = Table("rule", *map(str, Change))
    sides = Table("rule", "", "findings", "alerts", "per 1,000\ncust.-months", "at stake", *_scored(rules))
    for rule, line in rules.items():
        kinds.add_row(rule, *(f"{line[change]:,}" for change in Change))
        for side, said in enumerate(("before", "after")):
            found, alerts, rate, money = (line[name][side] for name in FIGURES)
            score = [percent((line["score"][side] or {}).get(key)) for key in _scored(rules)]
            sides.add_row(
                "" if side else rule, said, f"{found:,}", f"{alerts:,}", number(rate), short_en(money), *score
            )
    yield from (kinds, sides)


def _scored(rules: dict[str, Any]) -> tuple[str, ...]:
    return SCORED if any(line["score"] for line in rules.values()) else ()


def _examples(rows: list[dict[str, Any]]) -> Table:
    table = Table(
        "", "rule", "customer", "", "what is said", title="the largest of each", title_justify="left", box=None
    )
    for row in rows:
        money = [None if fen is None else short_en(fen) for fen in row["money_at_stake"]]
        what = "  ".join(map(_pair, (row["day"], row["severity"], money)))
        table.add_row(row["change"], row["rule_id"], row["customer_id"], what, row["title_zh"][1] or row["title_zh"][0])
    return table


def _pair(values: Any) -> str:
    """`3 → 5`; once, where both are alike; the one that is there, where one is not."""
    there = [str(value) for value in values if value is not None]
    return " → ".join(dict.fromkeys(there)) or "–"
