"""How long after a record is on Kafka its finding is there: a real worker with all rules, at a steady rate.

Both topics are stamped by the broker (LogAppendTime), so both times are of one clock. The bank has a past, which the worker has judged before the
measurement begins; a few entries of each second are large inflows, and each must be found.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from confluent_kafka import Consumer, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource
from rich.console import Console

from bench import results
from bench.live_bank import past, today
from bench.percentiles import ENOUGH, summary
from bench.usage import Usage
from events import topics
from sinks.ending import end_process
from streams.kafka_server import KafkaServer

BUDGET_MS = 150
WARM_SECONDS = 15.0  # the day that has just begun closes yesterday, and code compiles
QUIET_SECONDS = 15.0  # longer than a day close takes on a busy machine
LIMIT_SECONDS = 300.0
LOG = Path(__file__).parent.parent / ".bench" / "logs" / "latency-worker.log"
say = Console(stderr=True, highlight=False).print


def main(given: list[str]) -> int:
    """Measure; 1 when a planted entry was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=2_000, help="entries a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--planted", type=int, default=20, help="of them must be found")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as folder, KafkaServer(Path(folder) / "kafka") as kafka:
        return _measure(asked, kafka.address, Path(folder))


def _measure(asked: argparse.Namespace, brokers: str, folder: Path) -> int:
    say("the bank's past …")
    models = past(folder / "bank")
    _tidewatch("topics", "--kafka", brokers)
    _stamp_by_broker(brokers, topics.SOURCES["txn"], topics.FINDINGS)
    _tidewatch("publish", str(folder / "bank"), "--kafka", brokers, "--spool", str(folder / "spool"))
    with _worker(brokers, folder / "warehouse") as worker:
        _until_quiet(brokers)
        usage, said = Usage([worker.pid]), _ends(brokers, topics.FINDINGS)
        entries = _ends(brokers, topics.SOURCES["txn"])
        say(f"{asked.rate:,} entries a second for {WARM_SECONDS + asked.seconds:.0f} s …")
        planted = _publish(brokers, today(models, asked.rate, WARM_SECONDS + asked.seconds, asked.planted))
        _until_quiet(brokers)
        cpu_seconds, peak = usage.look()
        usage.close()
    arrived = {_field(m, "event_id"): m.timestamp()[1] for m in _since(brokers, topics.SOURCES["txn"], entries)}
    findings = [(_field(m, "trigger_id"), m.timestamp()[1]) for m in _since(brokers, topics.FINDINGS, said)]
    begin = min(arrived.values()) + WARM_SECONDS * 1_000
    delays = [at - arrived[event] for event, at in findings if event in arrived and arrived[event] >= begin]
    missing = planted - {event for event, _ in findings}
    return _report(asked, delays, missing, cpu_seconds / (WARM_SECONDS + asked.seconds), peak)


def _tidewatch(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "tidewatch", *words], check=True, capture_output=True)


@contextlib.contextmanager
def _worker(brokers: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "tidewatch", "worker", "--kafka", brokers, "--warehouse", str(data)]
    with LOG.open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        yield process
    finally:
        end_process(process, 10)


def _stamp_by_broker(brokers: str, *names: str) -> None:
    stamp = ConfigEntry("message.timestamp.type", "LogAppendTime", incremental_operation=AlterConfigOpType.SET)
    admin = AdminClient({"bootstrap.servers": brokers})
    resources = [ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=[stamp]) for name in names]
    for future in admin.incremental_alter_configs(resources).values():
        future.result(10)


def _publish(brokers: str, groups: Iterator[list]) -> set[str]:  # type: ignore[type-arg]
    """Send what is due when it is due; the ids of the planted entries."""
    producer = Producer({"bootstrap.servers": brokers, "linger.ms": 1, "acks": 1, "partitioner": "murmur2_random"})
    planted = set()
    for group in groups:
        for one in group:
            producer.produce(topics.SOURCES[one.stream], one.value, one.key)
            if one.planted:
                planted.add(one.event_id)
        producer.poll(0)
    producer.flush()
    return planted


# ---- what is on the topics


def _consumer(brokers: str, group: str = "bench-latency") -> Consumer:
    return Consumer({"bootstrap.servers": brokers, "group.id": group, "enable.auto.commit": False, "log_level": 0})


def _ends(brokers: str, topic: str) -> list[TopicPartition]:
    consumer = _consumer(brokers)
    places = [TopicPartition(topic, p) for p in consumer.list_topics(topic, timeout=10).topics[topic].partitions]
    ends = [TopicPartition(topic, p.partition, consumer.get_watermark_offsets(p, timeout=10)[1]) for p in places]
    consumer.close()
    return ends


def _since(brokers: str, topic: str, places: list[TopicPartition]) -> Iterator[Message]:
    consumer = _consumer(brokers)
    for place, end in zip(places, _ends(brokers, topic), strict=True):
        consumer.assign([place])
        at = place.offset
        while at < end.offset:
            for message in consumer.consume(10_000, 2.0):
                at = message.offset() + 1
                yield message
    consumer.close()


def _field(message: Message, name: str) -> str:
    return str(json.loads(message.value())[name])


def _until_quiet(brokers: str) -> None:
    """Until the group has read all entries and the findings have come to an end for a while."""
    until, count, since = time.monotonic() + LIMIT_SECONDS, -1, time.monotonic()
    while time.monotonic() < until:
        time.sleep(0.5)
        now = sum(place.offset for place in _ends(brokers, topics.FINDINGS))
        if now != count or not _all_read(brokers):
            count, since = now, time.monotonic()
        elif time.monotonic() - since > QUIET_SECONDS:
            return
    raise TimeoutError(f"the worker has not read everything after {LIMIT_SECONDS:.0f} s: see {LOG}")


def _all_read(brokers: str) -> bool:
    consumer = _consumer(brokers, "tidewatch")
    ends = _ends(brokers, topics.SOURCES["txn"])
    committed = consumer.committed([TopicPartition(p.topic, p.partition) for p in ends], timeout=10)
    consumer.close()
    return all(done.offset >= end.offset for done, end in zip(committed, ends, strict=True))


# ---- what is said


def _report(asked: argparse.Namespace, delays: list[float], missing: set[str], cores: float, peak: int) -> int:
    if not delays:
        say(f"no finding on an entry of the measured time: see {LOG}")
        return 1
    seen = summary(delays)
    row = {"entries/s": asked.rate, "findings": seen.pop("findings")} | {f"{name} ms": ms for name, ms in seen.items()}
    row |= {"budget p99 ms": BUDGET_MS, "cores used": cores, "peak MB": peak / 2**20, "not found": len(missing)}
    print(json.dumps({"tidewatch": row}) if asked.json else results.table([row]))
    if len(delays) < ENOUGH:
        say(f"{len(delays)} findings are too few for a p99: measure for longer")
    if asked.keep:
        how = f"python -m bench latency --rate {asked.rate} --seconds {asked.seconds:.0f}"
        results.keep(results.Result("latency", "Record on Kafka → finding on Kafka", how, [row], NOTES))
    return 1 if missing else 0


NOTES = [
    "One `tidewatch worker` with the whole catalogue and its embedded warehouse, 2,000 customers with 20 days of past, a real Kafka "
    "beside it on the same cores; both times are the broker's append times."
]
