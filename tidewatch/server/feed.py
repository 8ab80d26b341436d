"""The simulated bank as a source system: its records onto Kafka at their pace, its place kept there too."""

from __future__ import annotations

import json
import logging
import threading
from collections import defaultdict

from events import topics
from events.outage import Outage
from streams.connection import Kafka
from streams.reading import Reading
from streams.sender import BrokerDown, Record, Sender
from streams.simulate import live

log = logging.getLogger(__name__)

GROUP = "tidewatch-simulator"
PLACE = (topics.SOURCES["txn"], 0)  # under the simulator's group this offset counts the records it has sent
BATCH = 5_000
BEAT_SECONDS = 0.2


def feed_kafka(kafka: Kafka, seed: int, customers: int, speed: float, stop: threading.Event) -> None:
    """Until `stop`. A crash repeats the last beat's records under the same ids, which changes nothing."""
    sender, place = Sender(kafka), Reading(kafka, GROUP, [PLACE[0]])
    outage = Outage(log, "the simulated bank")
    done = max(place.stood().get(PLACE, 0), 0)
    batch: dict[str, list[Record]] = defaultdict(list)
    owed = 0.0
    for count, (wait, stream, record) in enumerate(live(seed, customers, speed)):
        if count < done:
            continue
        owed += wait
        if owed >= BEAT_SECONDS or sum(map(len, batch.values())) >= BATCH:
            _send(sender, place, batch, count, stop, outage)
            if stop.wait(owed):
                break
            owed = 0.0
        batch[stream].append((None, json.dumps(record, ensure_ascii=False).encode(), {}))
    sender.close()
    place.close()


def _send(
    sender: Sender, place: Reading, batch: dict[str, list[Record]], count: int, stop: threading.Event, outage: Outage
) -> None:  # fmt: skip
    while batch and not stop.is_set():
        try:
            for stream, records in batch.items():
                sender.send(topics.SOURCES[stream], records)
            place.commit({PLACE: count})
        except BrokerDown as error:
            outage.met(error)
            stop.wait(1.0)
        else:
            batch.clear()
            outage.over()
