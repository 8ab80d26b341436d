"""What is done to them, drawn at random: which process, how, after how long, and when it comes back."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

from bench.chaos.cast import Cast

# (name, weight): workers die most, for they hold the state
WAYS = (("worker SIGKILL", 50), ("worker SIGTERM", 28), ("worker frozen", 4), ("warehouse SIGKILL", 8), ("warehouse SIGTERM", 4),
        ("broker SIGKILL", 3), ("broker SIGTERM", 3))  # fmt: skip
LONGEST_AWAY = 4.0
FROZEN_SECONDS = 9.0  # longer than the session: its partitions go to the other


class Mischief:
    """One at a time; what was ended is started again before the next."""

    def __init__(self, cast: Cast, rng: random.Random, longest_life: float) -> None:
        self._cast, self._rng, self._longest_life = cast, rng, longest_life
        self.done: Counter[str] = Counter()
        self.said = "all run"
        self.slowest_end = 0.0

    @property
    def kills(self) -> int:
        """How many times something was ended or frozen."""
        return sum(times for name, times in self.done.items() if name.split()[0] in ("worker", "warehouse", "broker"))

    def next(self) -> None:
        """Let them work a while, then do one thing."""
        time.sleep(self._rng.uniform(0.2, self._longest_life))
        self._revive()
        (way,) = self._rng.choices([name for name, _ in WAYS], [weight for _, weight in WAYS])
        self.said = way
        self.done[way] += 1
        who, how = way.split()
        {"worker": self._worker, "warehouse": self._warehouse, "broker": self._broker}[who](how)

    def calm(self) -> None:
        """Everything runs again."""
        self._revive()

    def _worker(self, how: str) -> None:
        number = self._rng.randrange(len(self._cast.workers))
        worker = self._cast.workers[number]
        if how == "frozen":
            worker.freeze(FROZEN_SECONDS)
            return
        took = worker.end(signal.Signals[how])
        if how == "SIGTERM":
            self.slowest_end = max(self.slowest_end, took)
        time.sleep(self._rng.uniform(0, LONGEST_AWAY))
        self._start(number)

    def _start(self, number: int) -> None:
        """Half of the time as the member it was, so that nothing moves; else as a new one, so that everything is dealt anew."""
        static = self._rng.random() < 0.5
        self._cast.workers[number].start(*(["--instance", f"worker-{number}"] if static else []))

    def _warehouse(self, how: str) -> None:
        self._cast.warehouse.end(signal.Signals[how])
        time.sleep(self._rng.uniform(0, LONGEST_AWAY))
        self._cast.start_warehouse()

    def _broker(self, how: str) -> None:
        if how == "SIGKILL":
            self._cast.kafka.kill()
        else:
            self._cast.kafka.stop()
        time.sleep(self._rng.uniform(0, LONGEST_AWAY))
        self._cast.kafka.start()

    def _revive(self) -> None:
        """A worker that has ended by itself (it could not reach its broker, say) is started again, as a service manager would."""
        for number, worker in enumerate(self._cast.workers):
            if not worker.alive:
                self.done["ended by itself, started again"] += 1
                self._start(number)
