"""`tidewatch rules`: the catalogue of detectors."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from detectors.rules import CATALOGUE, RuleSet, run_examples
from detectors.rules.lint import lint as lint_rules
from tidewatch.commands.later import commands
from tidewatch.commands.show import as_json

app = typer.Typer(
    help="List, show, lint and test the rules; judge changed ones over the past.",
    no_args_is_help=True,
    add_completion=False,
    cls=commands({"backtest": ("backtest", "backtest"), "compare": ("compare", "compare")}),
)
Folder = Annotated[Path, typer.Option(help="folder of rule files", show_default="the catalogue")]
Json = Annotated[bool, typer.Option("--json", help="one JSON value on standard output")]


@app.command("list")
def list_rules(rules: Folder = CATALOGUE, json: Json = False) -> None:
    """Every rule with its version, state and frame."""
    found = RuleSet.load(rules).rules.values()
    rows = [
        {"id": r.id, "version": r.version, "state": str(r.state), "on": r.on, "name": r.name.model_dump()}
        for r in found
    ]
    if json:
        as_json(rows)
        return
    table = Table("id", "version", "state", "on", Column("名称", overflow="fold"), "name")
    for r in found:
        table.add_row(r.id, str(r.version), r.state, r.on, r.name.zh, r.name.en)
    Console().print(table)


@app.command()
def show(rule_id: str, rules: Folder = CATALOGUE) -> None:
    """One rule as its file has it."""
    found = sorted(rules.glob(f"{rule_id.lower().replace('-', '_')}_*.yaml"))
    if not found:
        raise ValueError(f"there is no rule {rule_id} in {rules}")
    print(found[0].read_text(encoding="utf-8"))


@app.command()
def lint(
    rules: Annotated[
        Path, typer.Option(help="folder of rule files, or one file", show_default="the catalogue")
    ] = CATALOGUE,
    json: Json = False,
) -> None:
    """What is wrong, where (file:line), and what would be right."""
    mistakes = lint_rules(rules)
    if json:
        as_json({"mistakes": [asdict(mistake) for mistake in mistakes]})
    else:
        for mistake in mistakes:
            print(mistake)
        files = len({mistake.file for mistake in mistakes})
        print(f"mistakes: {len(mistakes)}, in files: {files}" if mistakes else "no mistakes")
    raise typer.Exit(1 if mistakes else 0)


@app.command("test")
def run_tests(rules: Folder = CATALOGUE, json: Json = False) -> None:
    """Run every example of every rule."""
    report = run_examples(RuleSet.load(rules))
    if json:
        as_json(report)
    else:
        for failure in report["failures"]:
            print(failure)
        print(
            f"{report['rules']} rules, {report['examples']} examples: {report['passed']} passed, {report['failed']} failed"
        )
    raise typer.Exit(1 if report["failed"] else 0)
