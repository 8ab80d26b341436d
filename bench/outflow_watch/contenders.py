"""Who takes part: for each contender, the commands that start it and which topic it reads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.outflow_watch.environments import python_of
from streams.kafka_server import free_port

ENGINES = Path(__file__).parent / "engines"


@dataclass(frozen=True)
class Run:
    """What a run is given. `redis`: the socket of a Redis for whoever keeps its rows there."""

    brokers: str
    topic: str
    out: str
    group: str
    redis: str

    @property
    def words(self) -> list[str]:
        """The arguments every job takes."""
        return [self.brokers, self.topic, self.out, self.group]


Command = tuple[list[str], Mapping[str, str]]  # the words, and what is added to the environment


@dataclass(frozen=True)
class Contender:
    """An engine in one of its set-ups. `small`: it reads the small topic, because all would take many minutes."""

    name: str
    commands: Callable[[Run], list[Command]]
    small: bool = False
    store: bool = False  # keeps rows in the run's Redis, which then counts as its own


def _tidewatch(processes: int) -> Callable[[Run], list[Command]]:
    module = "bench.outflow_watch.engines.tidewatch_job"

    def commands(run: Run) -> list[Command]:
        return [([sys.executable, "-m", module, *run.words, run.redis, "worker"], {})] * processes

    return commands


def _script(environment: str, script: str, processes: int = 1, *before: str) -> Callable[[Run], list[Command]]:
    def commands(run: Run) -> list[Command]:
        words = [str(python_of(environment)), str(ENGINES / script), *before, *run.words]
        return [(words, {})] * processes

    return commands


def _bytewax(processes: int) -> Callable[[Run], list[Command]]:
    def commands(run: Run) -> list[Command]:
        python, given = str(python_of("bytewax")), {"JOB": " ".join(run.words[:3]), "PYTHONPATH": str(ENGINES)}
        addresses = ";".join(f"127.0.0.1:{free_port()}" for _ in range(processes))
        apart = [["-i", str(i), "-a", addresses] if processes > 1 else [] for i in range(processes)]
        return [([python, "-m", "bytewax.run", "bytewax_job", *words], given) for words in apart]

    return commands


def _pathway(processes: int) -> Callable[[Run], list[Command]]:
    def commands(run: Run) -> list[Command]:
        python = python_of("pathway")
        spawn = [str(python.parent / "pathway"), "spawn", "--threads", "1", "--processes", str(processes)]
        port = ["--first-port", str(free_port())]
        return [([*spawn, *port, str(python), str(ENGINES / "pathway_job.py"), *run.words], {})]

    return commands


CONTENDERS = (
    Contender("Tidewatch, 1 process", _tidewatch(1), store=True),
    Contender("Tidewatch, 2 processes", _tidewatch(2), store=True),
    Contender("Pathway 0.33, 1 process", _pathway(1)),
    Contender("Pathway 0.33, 2 processes", _pathway(2)),
    Contender("Bytewax 0.21, 1 process", _bytewax(1)),
    Contender("Bytewax 0.21, 2 processes", _bytewax(2)),
    Contender("Quix Streams 3.28, 1 process", _script("quixstreams", "quixstreams_job.py")),
    Contender("Quix Streams 3.28, 2 processes", _script("quixstreams", "quixstreams_job.py", 2)),
    Contender("Faust 0.15, dictionary", _script("faust", "faust_job.py", 1, "dict"), small=True),
    Contender("Faust 0.15, table", _script("faust", "faust_job.py", 1, "table"), small=True),
)
