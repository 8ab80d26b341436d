"""The outflow-watch job (bench/outflow_watch/JOB.md) by Tidewatch and by other Python engines, on one topic of a real Kafka, in one run."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from rich.console import Console
from rich.progress import track

from bench import results
from bench.outflow_watch import findings
from bench.outflow_watch.contenders import CONTENDERS, Contender, Run
from bench.outflow_watch.environments import NotInstalled
from bench.outflow_watch.records import slices
from bench.outflow_watch.reference import Expected, Reference
from bench.usage import Usage
from sinks.desk.server import EmbeddedRedis
from sinks.ending import end_groups
from streams.kafka_server import KafkaServer

BROKER = {
    "group.initial.rebalance.delay.ms": "3000"
}  # Kafka's default: processes that start together join a group in one go
SMALL = 10  # the small topic has a tenth of the records
QUIET_SECONDS = 2.0  # so long after the last finding an engine is taken to have said all it had to say
LIMIT_SECONDS = 420.0
END_SECONDS = 8.0
LOGS = Path(__file__).parent.parent / ".bench" / "logs"
say = Console(stderr=True, highlight=False).print


@dataclass(frozen=True)
class Topic:
    """A filled topic and the right answer to it."""

    name: str
    records: int
    expected: Expected


@dataclass(frozen=True)
class Measured:
    """What a contender did. `error`: why there are no figures."""

    name: str
    topic: Topic
    verdict: findings.Verdict | None = None
    steady: float = 0.0
    whole: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    error: str = ""


def fill(brokers: str, records: int) -> dict[bool, Topic]:
    """Both topics, written and answered by the reference: {small: topic}."""
    _make_topics(brokers, ["tx", "tx_small"])
    producer = Producer(
        {"bootstrap.servers": brokers, "linger.ms": 50, "batch.size": 1_000_000, "compression.type": "lz4",
         "queue.buffering.max.messages": 500_000, "partitioner": "murmur2_random"}
    )  # fmt: skip
    reference, small = Reference(), Reference()
    for keys, values in track(slices(records), "records to Kafka", console=Console(stderr=True)):
        few = max(records // SMALL - reference.read, 0)
        reference.take(values)
        small.take(values[:few])
        for topic, part in (("tx", len(keys)), ("tx_small", few)):
            for key, value in zip(keys[:part], values, strict=False):
                _produce(producer, topic, key, value)
    producer.flush()
    return {
        False: Topic("tx", records, reference.expected),
        True: Topic("tx_small", records // SMALL, small.expected),
    }


def _produce(producer: Producer, topic: str, key: str, value: bytes) -> None:
    while True:
        try:
            return producer.produce(topic, value, key)  # type: ignore[no-any-return]
        except BufferError:
            producer.poll(0.1)


def _make_topics(brokers: str, names: list[str], **config: str) -> None:
    admin = AdminClient({"bootstrap.servers": brokers})
    for future in admin.create_topics([NewTopic(name, 2, 1, config=config) for name in names]).values():
        future.result(30)


def measure(contender: Contender, number: int, brokers: str, topic: Topic, scratch: Path) -> Measured:
    """Run a contender until it has said everything, and read back what it said."""
    run = Run(brokers, topic.name, f"found_{number}", f"bench_{number}", str(scratch / str(number) / "redis.sock"))
    _make_topics(brokers, [run.out], **{"message.timestamp.type": "LogAppendTime"})
    try:
        commands = contender.commands(run)
    except NotInstalled as why:
        return Measured(contender.name, topic, error=f"cannot be installed here: {why}")
    store = EmbeddedRedis(scratch / str(number)) if contender.store else None
    try:
        pids = [int(store.client.info("server")["process_id"])] if store else []  # type: ignore[index]
        return _run(contender, commands, run, topic, pids)
    finally:
        if store:
            store.close()


def _run(contender: Contender, commands: list[Any], run: Run, topic: Topic, pids: list[int]) -> Measured:
    LOGS.mkdir(parents=True, exist_ok=True)
    started = time.time()
    with (LOGS / f"{run.group}.log").open("wb") as log:
        processes = [_start(words, given, log) for words, given in commands]
        usage = Usage([*pids, *(process.pid for process in processes)])
        try:
            error = _wait(run, topic, processes)
            cpu_seconds, peak = usage.look()
        finally:
            usage.close()
            end_groups(processes, END_SECONDS)
    rows = findings.read(run.brokers, run.out)
    if error or not rows:
        return Measured(contender.name, topic, error=error or "wrote no finding", cpu_seconds=cpu_seconds)
    whole = topic.records / (rows[-1][0] / 1_000 - started)
    steady = findings.steady_rate(rows, topic.expected, topic.records)
    return Measured(contender.name, topic, findings.judge(rows, topic.expected), steady, whole, cpu_seconds, peak)


def _start(words: list[str], given: Any, log: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", **given}
    return subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=True)


def _wait(run: Run, topic: Topic, processes: list[subprocess.Popen[bytes]]) -> str:
    """Until all findings are there and no more come; what went wrong, if something did."""
    consumer = Consumer({"bootstrap.servers": run.brokers, "group.id": "bench-watch", "log_level": 0})
    until, count, since = time.monotonic() + LIMIT_SECONDS, 0, time.monotonic()
    try:
        while time.monotonic() < until:
            time.sleep(0.1)
            now = sum(consumer.get_watermark_offsets(TopicPartition(run.out, p), timeout=10)[1] for p in (0, 1))
            if now != count:
                count, since = now, time.monotonic()
            if count >= topic.expected.findings and time.monotonic() - since > QUIET_SECONDS:
                return ""
            if any(process.poll() is not None for process in processes):
                return f"ended with code {processes[0].returncode}: see .bench/logs/{run.group}.log"
        return f"{count:,} of {topic.expected.findings:,} findings after {LIMIT_SECONDS:.0f} s"
    finally:
        consumer.close()


def row(one: Measured, ours: Measured) -> dict[str, Any]:
    """A line of the table."""
    line: dict[str, Any] = {"engine": one.name, "records": one.topic.records}
    if one.error or one.verdict is None:
        return line | dict.fromkeys(COLUMNS) | {"right": one.error}
    verdict, efficiency = one.verdict, one.topic.records / one.cpu_seconds
    said = "yes" if verdict.right else f"NO ({verdict.findings:,} findings, {verdict.different} different)"
    figures = (
        one.steady, one.whole, one.cpu_seconds, efficiency, one.peak_bytes / 2**20, one.steady / ours.steady,
        efficiency / (ours.topic.records / ours.cpu_seconds), said, verdict.repeated,
    )  # fmt: skip
    return line | dict(zip(COLUMNS, figures, strict=True))


COLUMNS = (
    "records/s steady", "records/s whole", "CPU seconds", "records per CPU-second", "peak MB", "ratio to ours",
    "ratio per CPU-second", "right", "written again",
)  # fmt: skip


def as_json(one: Measured, ours: Measured) -> dict[str, Any]:
    """What scripts may rely on (DESIGN §8)."""
    return {
        "records_per_second": round(one.steady), "cpu_seconds": one.cpu_seconds, "peak_memory_bytes": one.peak_bytes,
        "ratio": one.steady / ours.steady if ours.steady else None, "right": bool(one.verdict and one.verdict.right), "error": one.error,
    }  # fmt: skip


def main(given: list[str]) -> int:
    """Run them one after the other; 1 when Tidewatch did not run or its findings are wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2_000_000)
    parser.add_argument("--engines", nargs="*", default=[], help="words of their names; all when none is given")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    asked = parser.parse_args(given)
    wanted = [c for c in CONTENDERS if not asked.engines or any(w.lower() in c.name.lower() for w in asked.engines)]
    with (
        tempfile.TemporaryDirectory() as folder,
        KafkaServer(Path(folder) / "kafka", heap="768m", properties=BROKER) as kafka,
    ):
        topics = fill(kafka.address, asked.records)
        measured = []
        for number, contender in enumerate(wanted):
            say(f"{contender.name} …")
            measured.append(measure(contender, number, kafka.address, topics[contender.small], Path(folder)))
            say(f"  {measured[-1].error or _said(measured[-1])}")
    return _report(measured, asked)


def _said(one: Measured) -> str:
    right = one.verdict is not None and one.verdict.right
    return f"{one.steady:,.0f}/s steady, {one.cpu_seconds:.1f} CPU-seconds, {'right' if right else 'WRONG'}"


def _report(measured: list[Measured], asked: argparse.Namespace) -> int:
    ours = next((one for one in measured if one.verdict), measured[0])  # the first that ran
    rows = [row(one, ours) for one in measured]
    print(json.dumps({one.name: as_json(one, ours) for one in measured}) if asked.json else results.table(rows))
    if asked.keep:
        how, some = f"python -m bench compare --records {asked.records}", " ".join(asked.engines)
        place = ("compare", "The same job by other engines")
        if some:  # has its own place: the others' figures stay
            how, place = f"{how} --engines {some}", ("compare_alone", f"The same job, {some} alone")
        results.keep(results.Result(*place, how, rows, NOTES))
    return 0 if all(one.verdict and one.verdict.right for one in measured if "Tidewatch" in one.name) else 1


NOTES = [
    "The job, what is fair, and how rates are taken from the broker's stamps: bench/outflow_watch/JOB.md. Ratios are to the first line.",
    "The broker runs on the same cores and is not counted in CPU seconds; in the two-process runs it takes its share of them.",
]
