"""A small server that behaves as Grafana's HTTP API does, as far as boards are pushed: tokens, folders, boards by uid with versions."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "glsa_right"


class Grafana(ThreadingHTTPServer):
    """Its boards are in `dashboards` by uid, its folders in `folders` by uid."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folders: dict[str, str] = {}
        self.dashboards: dict[str, dict[str, Any]] = {}
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        """Close the door."""
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Grafana

    def do_GET(self) -> None:
        """Folders."""
        if self._allowed() and self.path == "/api/folders":
            self._say(
                200,
                [{"id": i, "uid": uid, "title": title} for i, (uid, title) in enumerate(self.server.folders.items())],
            )

    def do_POST(self) -> None:
        """A folder or a board."""
        if not self._allowed():
            return
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/folders":
            self._folder(said["title"])
        elif self.path == "/api/dashboards/db":
            self._dashboard(said)

    def _folder(self, title: str) -> None:
        if title in self.server.folders.values():
            return self._say(409, {"message": "a folder with the same name already exists"})
        uid = f"f{len(self.server.folders)}"
        self.server.folders[uid] = title
        return self._say(200, {"id": len(self.server.folders), "uid": uid, "title": title})

    def _dashboard(self, said: dict[str, Any]) -> None:
        board = said["dashboard"]
        if not board.get("title"):
            return self._say(400, {"message": "Dashboard title cannot be empty"})
        if said.get("folderUid") not in self.server.folders:
            return self._say(400, {"message": "folder not found"})
        kept = self.server.dashboards.get(board["uid"])
        if kept and not said.get("overwrite"):
            return self._say(412, {"message": "A dashboard with the same uid already exists", "status": "name-exists"})
        version = kept["version"] + 1 if kept else 1
        self.server.dashboards[board["uid"]] = {
            **board,
            "version": version,
            "folder": self.server.folders[said["folderUid"]],
        }
        return self._say(
            200, {"uid": board["uid"], "url": f"/d/{board['uid']}", "status": "success", "version": version}
        )

    def _allowed(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self._say(401, {"message": "Invalid API key"})
        return False

    def _say(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
