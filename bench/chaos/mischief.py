"""What is done to them, drawn at random: which process, how, after how long, and when it comes back."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

from bench.chaos.cast import Cast
from bench.chaos.office import Office

# (name, weight): workers die most, for they hold the state; then the desk and the pushes. `emptied` is FLUSHALL, `lost` is SIGKILL and no file left
WAYS = (
    ("worker SIGKILL", 30), ("worker SIGTERM", 12), ("worker frozen", 3), ("warehouse SIGKILL", 7), ("warehouse SIGTERM", 3),
    ("broker SIGKILL", 3), ("broker SIGTERM", 3), ("redis SIGKILL", 7), ("redis emptied", 3), ("redis lost", 2),
    ("desk SIGKILL", 9), ("desk SIGTERM", 3), ("push SIGKILL", 7), ("push SIGTERM", 2), ("api SIGKILL", 4), ("gateway away", 2),
)  # fmt: skip
LONGEST_AWAY = 4.0
FROZEN_SECONDS = 9.0  # longer than the session: its partitions go to the other
BY_ITSELF = "ended by itself, started again"
AT_REST = "of them when the bank had been read to its end"


class Mischief:
    """One at a time; what was ended is started again before the next. Each way once, in any order; then as they are drawn."""

    def __init__(self, cast: Cast, office: Office, rng: random.Random, longest_life: float) -> None:
        self._cast, self._office, self._rng, self._longest_life = cast, office, rng, longest_life
        self._first = rng.sample([name for name, _ in WAYS], len(WAYS))
        self.done: Counter[str] = Counter()
        self.said = "all run"

    @property
    def kills(self) -> int:
        """How many times something was taken away."""
        return sum(self.done[name] for name, _ in WAYS)

    def next(self) -> None:
        """Let them work a while, then do one thing."""
        time.sleep(self._rng.uniform(0.2, self._longest_life))
        self._revive()
        self.said = self._drawn()
        self.done[self.said] += 1
        self.done[AT_REST] += self._cast.unread() == 0
        who, how = self.said.split()
        own = {"worker": self._worker, "warehouse": self._warehouse, "broker": self._broker, "redis": self._redis}
        if who == "gateway":
            self._gateway()
        elif who in own:
            own[who](how)
        else:
            self._process(who, how)

    def _drawn(self) -> str:
        if self._first:
            return self._first.pop()
        return self._rng.choices([name for name, _ in WAYS], [weight for _, weight in WAYS])[0]

    def calm(self) -> None:
        """Everything runs again."""
        self._revive()

    def _away(self) -> None:
        time.sleep(self._rng.uniform(0, LONGEST_AWAY))

    def _worker(self, how: str) -> None:
        number = self._rng.randrange(len(self._cast.workers))
        worker = self._cast.workers[number]
        if how == "frozen":
            worker.freeze(FROZEN_SECONDS)
            return
        worker.end(signal.Signals[how])
        self._away()
        self._start(number)

    def _start(self, number: int) -> None:
        """Half of the time as the member it was, so that nothing moves; else as a new one, so that everything is dealt anew."""
        static = self._rng.random() < 0.5
        self._cast.workers[number].start(*(["--instance", f"worker-{number}"] if static else []))

    def _warehouse(self, how: str) -> None:
        self._cast.warehouse.end(signal.Signals[how])
        self._away()
        self._cast.start_warehouse()

    def _broker(self, how: str) -> None:
        if how == "SIGKILL":
            self._cast.kafka.kill()
        else:
            self._cast.kafka.stop()
        self._away()
        self._cast.kafka.start()

    def _redis(self, how: str) -> None:
        if how == "emptied":
            self._office.empty_redis()
            return
        self._office.end_redis(lost=how == "lost")
        self._away()
        self._office.start_redis()

    def _process(self, name: str, how: str) -> None:
        process = self._office.processes[name]
        process.end(signal.Signals[how])
        self._away()
        process.start()

    def _gateway(self) -> None:
        self._office.gateway.away = True
        self._away()
        self._office.gateway.away = False

    def _revive(self) -> None:
        """Who has ended by itself (a worker could not reach its broker, say) is started again, as a service manager would."""
        for number, worker in enumerate(self._cast.workers):
            if not worker.alive:
                self.done[BY_ITSELF] += 1
                self._start(number)
        for process in self._office.processes.values():
            if not process.alive:
                self.done[BY_ITSELF] += 1
                process.start()
