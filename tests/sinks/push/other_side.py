"""A small HTTP server that is the other side of a push: it keeps what it is sent, and answers what it is told to."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


class OtherSide(ThreadingHTTPServer):
    """Answers `answers` one after the other, (status, headers, body); then 200 with `body`."""

    daemon_threads = True

    def __init__(self, body: bytes = b"{}") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body, self.heard = body, list[Heard]()
        self.answers: deque[tuple[int, dict[str, str], bytes]] = deque()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}/push"

    def stop(self) -> None:
        """Close the door."""
        self.shutdown()
        self.server_close()
        self._thread.join()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: OtherSide

    def do_POST(self) -> None:
        """Keep it and answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(Heard(self.path, dict(self.headers), body))
        status, headers, said = self.server.answers.popleft() if self.server.answers else (200, {}, self.server.body)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(said))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
