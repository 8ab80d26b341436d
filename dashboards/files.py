"""The files that Grafana reads: boards as JSON, and what provisions the data source, the boards and the alert rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards.alerting import provisioned
from dashboards.boards import boards
from dashboards.question import PLUGIN, SOURCE

MOUNTED = "/etc/grafana/tidewatch/json"  # where a server finds the boards; docker-compose.yml mounts them there
MADE = "# Made by `tidewatch boards export`; change the code, not this.\n"


def as_json(dashboard: Dashboard) -> str:
    """A board as Grafana stores it."""
    said = json.loads(json.dumps(dashboard, cls=JSONEncoder))
    for variable in said["templating"][
        "list"
    ]:  # the SDK puts an interval's fields into all; Grafana's schema has them in none
        for name in ("auto", "auto_min", "auto_count"):
            variable.pop(name, None)
    return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def files() -> dict[str, str]:
    """Every file by its path."""
    made = {f"json/{_place(board.folder)}/{board.name}.json": as_json(board.dashboard) for board in boards()}
    provisioning = {"datasources": _datasource(), "dashboards": _providers(), "alerting": provisioned()}
    return made | {f"provisioning/{kind}/tidewatch.yaml": _yaml(said) for kind, said in provisioning.items()}


def export(folder: Path) -> list[Path]:
    """Write every file below a folder; the paths written."""
    written = []
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        written.append(path)
    return written


def _datasource() -> dict[str, Any]:
    """The warehouse. Its address and its reader's login come from Grafana's environment, the password from a file where one is mounted."""
    said = {
        "host": "${TIDEWATCH_CLICKHOUSE_HOST}", "port": 9000, "protocol": "native", "secure": False,
        "username": "${TIDEWATCH_CLICKHOUSE_USER}", "defaultDatabase": "tidewatch", "queryTimeout": "30",
    }  # fmt: skip
    source = {
        "name": "Tidewatch ClickHouse", "uid": SOURCE, "type": PLUGIN, "access": "proxy", "isDefault": False, "editable": False,
        "jsonData": said, "secureJsonData": {"password": "${TIDEWATCH_CLICKHOUSE_PASSWORD}"},
    }  # fmt: skip
    return {"apiVersion": 1, "datasources": [source]}


def _providers() -> dict[str, Any]:
    """One folder of Grafana's for each of ours, so that who may look is set by folder."""
    folders = sorted({board.folder for board in boards()})
    return {"apiVersion": 1, "providers": [_provider(folder) for folder in folders]}


def _provider(folder: str) -> dict[str, Any]:
    return {
        "name": folder, "folder": folder, "orgId": 1, "type": "file", "disableDeletion": False, "allowUiUpdates": False,
        "updateIntervalSeconds": 30, "options": {"path": f"{MOUNTED}/{_place(folder)}"},
    }  # fmt: skip


def _place(folder: str) -> str:
    return folder.lower().replace(" ", "-")


def _yaml(said: dict[str, Any]) -> str:
    return MADE + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)
