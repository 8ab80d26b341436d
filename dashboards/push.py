"""Boards to a running Grafana over its API (grafana-api): folders first, then boards, each at its uid. Doing it twice changes nothing."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import requests
from grafana_api.grafana_api import GrafanaClientError, GrafanaException
from grafana_api.grafana_face import GrafanaFace

from dashboards.boards import Board, boards
from dashboards.files import as_json


class PushRefused(RuntimeError):
    """Grafana does not answer, or has said no; the sentence says what to do."""


def push(url: str, token: str, tidewatch: str | None = None) -> list[str]:
    """Put every board into Grafana; returns their addresses. `tidewatch`: where the boards' links lead. Raises PushRefused."""
    grafana = _face(url, token)
    try:
        known = {folder["title"]: folder["uid"] for folder in grafana.folder.get_all_folders()}
        return [_put(grafana, board, known, tidewatch) for board in boards()]
    except GrafanaClientError as error:
        raise PushRefused(_sentence(url, error)) from None
    except requests.ConnectionError:
        raise PushRefused(f"Grafana at {url} does not answer: start it, or correct --grafana") from None
    except (GrafanaException, requests.RequestException) as error:
        raise PushRefused(f"Grafana at {url} does not answer as it should: {error}") from None


def _face(url: str, token: str) -> GrafanaFace:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PushRefused(f"{url!r} is not an address: write for example https://grafana.bank.example")
    port = str(parts.port or (443 if parts.scheme == "https" else 80))
    return GrafanaFace(auth=token, host=parts.hostname, port=port, protocol=parts.scheme, url_path_prefix=parts.path.strip("/") + "/" if parts.path.strip("/") else "", timeout=30)  # fmt: skip


def _put(grafana: GrafanaFace, board: Board, known: dict[str, str], tidewatch: str | None) -> str:
    if board.folder not in known:
        known[board.folder] = grafana.folder.create_folder(board.folder)["uid"]
    said = json.loads(as_json(board.dashboard))
    if tidewatch:
        _lead_to(said, tidewatch.rstrip("/"))
    order = {"dashboard": said, "folderUid": known[board.folder], "overwrite": True, "message": "tidewatch boards push"}
    return str(grafana.dashboard.update_dashboard(order)["url"])


def _lead_to(dashboard: dict[str, object], tidewatch: str) -> None:
    """Give the links' variable its address."""
    variables = dashboard["templating"]["list"]  # type: ignore[index]  # a dashboard of ours has variables
    for one in variables:
        if one["name"] == "tidewatch":
            one["query"] = tidewatch


def _sentence(url: str, error: GrafanaClientError) -> str:
    if error.status_code in (401, 403):
        return f"Grafana at {url} refuses the token ({error.status_code}): it needs a service account with the role Editor, and one that lives"
    return f"Grafana at {url} refuses a board: {error.message}"
