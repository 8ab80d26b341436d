"""The bank's message gateway: an HTTP server that takes pushes, keeps every one it is sent, and is away when it is told to be."""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Heard:
    """One push as it came."""

    id: str
    to: tuple[str, ...]
    why: str
    link: str


class Gateway(ThreadingHTTPServer):
    """Answers 200, or 503 while it is `away`; the first time that it hears of something, it says so to `news`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.away = False
        self.heard: list[Heard] = []  # repeats too
        self.news: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._known: set[str] = set()
        self._turn = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}/push"

    def take(self, said: Heard) -> None:
        """One push."""
        with self._turn:
            self.heard.append(said)
            if said.id not in self._known:
                self._known.add(said.id)
                self.news.put(said)


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        """Keep it, unless we are away. The key that tells a repeat is the message's own id."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.server.away:
            self.server.take(Heard(self.headers["Idempotency-Key"], tuple(said["to"]), said["why"], said["link"]))
        self.send_response(503 if self.server.away else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
