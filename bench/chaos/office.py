"""Where alerts become people's work: Redis, the desk, the pushes and their gateway, the API and those who use it. Each a process of its own."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from kafka.errors import KafkaError
from redis.backoff import NoBackoff
from redis.retry import Retry

from bench.chaos.cast import GROUP, Cast
from bench.chaos.gateway import Gateway, Heard
from bench.chaos.people import People, Step
from bench.chaos.process import READY_SECONDS, Process, own, wait_for
from detectors.calendar import Calendar
from sinks.desk import Desk
from sinks.desk.notices import READER
from sinks.desk.store import NOTICES, OUTBOX
from streams.kafka_server import free_port
from tidewatch.house.working import BankHours
from tidewatch.server.demo import redis_command
from tidewatch.server.desk import TABLES

EMPTIED_WHEN_DRAINED = "if redis.call('XLEN', KEYS[1]) > 0 then return 0 end redis.call('FLUSHALL') return 1"
NOT_STORED = "the desk does not store what people do"
STILL_MS = 10_000
QUIET = 4  # looks, a second apart
PROCESSES = ("desk", "push", "api")
SHELVES = ("live", "folded", "snoozed", "done")  # of a box: what its lists show
SETTINGS = """\
[kafka]
brokers = "{kafka}"
group = "{group}"
[warehouse]
address = "{warehouse}"
[redis]
address = "unix://{redis}"
[desk]
lease_seconds = 3
roster_seconds = 1
[api]
port = {api}
demo = true
session_secret = "chaos chaos chaos chaos chaos chaos"
[push]
allowed_hosts = ["127.0.0.1"]
[[push.channels]]
name = "gateway"
kind = "webhook"
url = "{gateway}"
secret = "chaos chaos chaos"
"""


@dataclass(frozen=True)
class Kept:
    """What Redis holds at the end, what the gateway was sent, what people have been answered."""

    rows: Mapping[str, dict[str, Any]]  # alert → its row
    shelves: frozenset[tuple[str, str]]  # (shelf of a box, alert)
    in_digest: frozenset[str]  # alerts that wait for the next morning
    heard: tuple[Heard, ...]
    done: tuple[Step, ...]


class Office:
    """All of them."""

    def __init__(self, cast: Cast) -> None:
        self._cast, self._home = cast, cast.home / "office"
        self._data, self._port = self._home / "redis", free_port()
        self._home.mkdir()
        self.gateway = Gateway()
        self.people = People(self.gateway, f"http://127.0.0.1:{self._port}")
        environment = {**cast.environment, "TIDEWATCH_CONFIG": str(self._settled())}
        self.redis = Process(redis_command(self._data), self._home / "redis.log", cast.environment)
        self.processes = {name: Process(own(name), self._home / f"{name}.log", environment) for name in PROCESSES}
        self.client = redis.Redis(
            unix_socket_path=str(self._data / "redis.sock"), decode_responses=True, retry=Retry(NoBackoff(), 1)
        )

    def _settled(self) -> Path:
        said = {
            "kafka": self._cast.kafka.address,
            "warehouse": self._cast.warehouse_address,
            "gateway": self.gateway.url,
        }
        file = self._home / "tidewatch.toml"
        file.write_text(SETTINGS.format(redis=self._data / "redis.sock", api=self._port, group=GROUP, **said))
        return file

    def begin(self) -> None:
        """Redis first; the pushes are set up before the first alert comes."""
        self.start_redis()
        self.processes["push"].start()
        _until(lambda: self.client.exists(NOTICES), "push has not begun")
        for name in ("desk", "api"):
            self.processes[name].start()
        wait_for(self._port, self._home / "api.log")
        self.people.start()

    # ---- Redis

    def start_redis(self) -> None:
        """Start and wait until it answers."""
        self._data.mkdir(exist_ok=True)
        self.redis.start()
        _until(self._answers, "Redis does not answer")

    def _answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(self.client.ping())
        return False

    def end_redis(self, lost: bool = False) -> None:
        """SIGKILL; `lost`: its files go too, once what people had been answered has left it."""
        if lost:
            with self.people.still:
                _until(self._drained_and_still, NOT_STORED)
                self.redis.end(signal.SIGKILL)
                shutil.rmtree(self._data)
        else:
            self.redis.end(signal.SIGKILL)

    def empty_redis(self) -> None:
        """FLUSHALL."""
        with self.people.still:
            _until(lambda: self.client.eval(EMPTIED_WHEN_DRAINED, 1, OUTBOX), NOT_STORED)

    def _drained_and_still(self) -> bool:
        """Nobody writes any more, and the desk has stored everything. A step is in Redis alone until then, half a second: that much a bank may lose
        with Redis, and no more; a push that ends is a step too."""
        self.client.client_pause(STILL_MS, all=False)
        if self.client.xlen(OUTBOX):
            self.client.client_unpause()
            return False
        return True

    # ---- the end

    def wait_until_quiet(self, seconds: float) -> None:
        """Until every alert has been taken, everybody told and everything stored, for some looks. Raises TimeoutError with everybody's last words."""
        until, calm = time.monotonic() + seconds, 0
        while calm < QUIET:
            time.sleep(1.0)
            calm = calm + 1 if self._at_rest() else 0
            if time.monotonic() > until:
                words = [f"---- {name}\n{one.words}" for name, one in self.processes.items()]
                raise TimeoutError(f"the office is not at rest after {seconds} s\n" + "\n".join(words))

    def _at_rest(self) -> bool:
        try:
            unread = self._cast.unread_by(f"{GROUP}-desk", list(TABLES))
        except KafkaError:
            return False
        return not unread and not self._untold() and not self.client.xlen(OUTBOX) and self.people.idle

    def _untold(self) -> bool:
        """Whether notices wait for the process that pushes, or have been given to it and are not done."""
        (group,) = (one for one in self.client.xinfo_groups(NOTICES) if one["name"] == READER)
        return bool(group["pending"] or self.client.xrange(NOTICES, min=f"({group['last-delivered-id']}", count=1))

    def stop(self) -> None:
        """Politely; Redis stays."""
        self.people.end()
        for one in self.processes.values():
            one.end(signal.SIGTERM)

    def collect(self) -> Kept:
        """What there is at the end."""
        desk = Desk(self.client, BankHours(Calendar()))
        rows, shelves, waiting = kept(desk)
        return Kept(rows, shelves, waiting, tuple(self.gateway.heard), tuple(self.people.done))

    def end(self) -> None:
        """Everything, whatever its state."""
        for one in self.processes.values():
            one.end(signal.SIGKILL)
        self.redis.end(signal.SIGTERM)
        self.gateway.shutdown()
        self.gateway.server_close()


def kept(desk: Desk) -> tuple[dict[str, dict[str, Any]], frozenset[tuple[str, str]], frozenset[str]]:
    """Rows, what lies on the shelves that lists show, and what waits for the morning."""
    client = desk.redis
    names = [key.removeprefix("alert:") for key in client.scan_iter("alert:*", 1000)]
    rows = {name: row for name in names if (row := desk.get(name)) is not None}
    boxes = [key for key in client.scan_iter("box:*", 1000) if key.rpartition(":")[2] in SHELVES]
    shelves = frozenset((key, alert) for key in boxes for alert in client.zrange(key, 0, -1))
    waiting = [alert for owner in client.smembers("digests") for alert in client.smembers(f"digest:{owner}")]
    return rows, shelves, frozenset(waiting)


def _until(done: Callable[[], object], why: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"{why} after {READY_SECONDS:.0f} s")
        time.sleep(0.05)
