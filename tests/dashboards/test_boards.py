"""Promises of the boards: every panel's answer has the columns it needs, Grafana's schema takes them, nothing of the AML desk shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import dashboards
from dashboards.alerting import WATCHES
from dashboards.boards import boards
from dashboards.files import as_json, files
from dashboards.question import Kind, Question, text
from sinks.warehouse import EmbeddedWarehouse
from tests.dashboards.bank import SECRET, answer, asked, empty, small

HOME = Path(dashboards.__path__[0])
SCHEMA = {path.stem: json.loads(path.read_text()) for path in Path(__file__).with_name("grafana_schema").glob("*.json")}
BOARDS = {board.name: json.loads(as_json(board.dashboard)) for board in boards()}
PANELS = [(name, panel) for name, board in BOARDS.items() for panel in board["panels"]]


def _questions() -> dict[str, Question]:
    modules = [__import__(f"dashboards.boards.{board.name}", fromlist=["x"]) for board in boards()]
    return {one.name: one for module in modules for one in vars(module).values() if isinstance(one, Question)}


QUESTIONS = _questions()


@pytest.fixture(scope="module", params=["empty", "small"])
def warehouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("boards"))
    {"empty": empty, "small": small}[request.param](made)
    yield made
    made.close()


FITS = {  # ClickHouse's types as the plugin reads them
    Kind.TIME: re.compile(r"Date(32)?$|DateTime(64)?(\(|$)"),
    Kind.NUMBER: re.compile(r"(U?Int|Float)\d+$|Bool$"),
    Kind.TEXT: re.compile(r"(LowCardinality\()?String\)?$"),
}


def types(warehouse: EmbeddedWarehouse, sql: str) -> dict[str, str]:
    """What ClickHouse says of an answer's columns."""
    said = answer(warehouse, f"DESCRIBE ({sql})").select("name", "type").rows()
    return {
        name: kind.removeprefix("Nullable(").removesuffix(")") if "Nullable" in kind else kind for name, kind in said
    }


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_panel_gets_the_columns_it_needs(name: str, warehouse: EmbeddedWarehouse) -> None:
    question, told = QUESTIONS[name], types(warehouse, QUESTIONS[name].sql)
    assert list(told) == list(question.columns)
    assert not {column: told[column] for column, kind in question.columns.items() if not FITS[kind].match(told[column])}
    for org in ("*", "B1"):
        assert asked(warehouse, question, org=org).columns == list(question.columns)


def test_every_watch_says_one_number(warehouse: EmbeddedWarehouse) -> None:
    for watch in WATCHES:
        found = answer(warehouse, text(watch.question))
        assert found.width == 1
        assert found.dtypes[0].is_numeric(), watch.question


def test_choices_are_values_and_labels(warehouse: EmbeddedWarehouse) -> None:
    assert answer(warehouse, text("organisations")).columns == ["value", "label"]
    assert answer(warehouse, text("managers")).columns == ["value", "label"]


def test_nothing_of_the_anti_money_laundering_desk_shows(warehouse: EmbeddedWarehouse) -> None:
    for question in QUESTIONS.values():
        shown = asked(warehouse, question)
        assert SECRET not in str(shown.to_dicts()), question.name


@pytest.mark.parametrize("path", sorted((HOME / "sql").glob("*.sql")), ids=lambda path: path.stem)
def test_who_reads_findings_or_alerts_says_for_whom(path: Path) -> None:
    said = path.read_text()
    if re.search(r"\b(FROM|JOIN) (finding|alert|suppression|audit)\b", said):
        assert "coalesce(audience, 'aml') IN ('normal', 'risk')" in said


@pytest.mark.parametrize("name", BOARDS)
def test_grafana_takes_the_board(name: str) -> None:
    jsonschema.Draft7Validator(SCHEMA["dashboard"]).validate(BOARDS[name])


@pytest.mark.parametrize(
    ("name", "panel"), PANELS, ids=lambda value: value if isinstance(value, str) else value["title"]
)
def test_grafana_takes_the_panel(name: str, panel: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SCHEMA[panel["type"]]).validate(panel["options"])
    if f"{panel['type']}_field" in SCHEMA:
        custom = panel["fieldConfig"]["defaults"].get("custom", {})
        jsonschema.Draft7Validator(SCHEMA[f"{panel['type']}_field"]).validate(custom)
    assert panel["targets"][0]["datasource"] == panel["datasource"]


@pytest.mark.parametrize("name", BOARDS)
def test_panels_fill_the_grid_without_lying_on_each_other(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARDS[name]["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at.get("x", 0), at.get("x", 0) + at["w"])
            for y in range(at.get("y", 0), at.get("y", 0) + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_the_files_are_what_the_code_says() -> None:
    written = {
        str(path.relative_to(HOME)): path.read_text()
        for kind in ("json", "provisioning")
        for path in (HOME / kind).rglob("*.*")
    }
    assert written == files(), "run: tidewatch boards export dashboards"


def test_every_text_of_sql_is_asked_by_something() -> None:
    parts = {path.stem.removesuffix(".part") for path in (HOME / "sql").glob("*.part.sql")}
    alone = {path.stem for path in (HOME / "sql").glob("*.sql") if not path.stem.endswith(".part")}
    assert alone == {*QUESTIONS, *(watch.question for watch in WATCHES), "organisations", "managers"}
    assert parts == {
        part for path in (HOME / "sql").glob("*.sql") for part in re.findall(r"-- part: (\w+)", path.read_text())
    }


def test_alert_rules_ask_the_same_source_as_panels() -> None:
    group = yaml.safe_load(files()["provisioning/alerting/tidewatch.yaml"])["groups"][0]
    source = yaml.safe_load(files()["provisioning/datasources/tidewatch.yaml"])["datasources"][0]["uid"]
    assert {rule["data"][0]["datasourceUid"] for rule in group["rules"]} == {source}
    assert all(
        rule["condition"] == rule["data"][-1]["refId"] and rule["annotations"]["summary"] for rule in group["rules"]
    )


def test_the_reader_is_granted_what_boards_read(warehouse: EmbeddedWarehouse) -> None:
    tables = set(warehouse.query("SELECT name FROM system.tables WHERE database = currentDatabase()")["name"])
    read = {
        name for path in (HOME / "sql").glob("*.sql") for name in re.findall(r"(?:FROM|JOIN) (\w+)", path.read_text())
    }
    granted = (HOME.parent / "docs" / "boards.md").read_text()
    assert not [name for name in read & tables if name not in granted]
