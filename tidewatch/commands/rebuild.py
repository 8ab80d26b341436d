"""`tidewatch rebuild`: the shards' saved state made anew: from the log where workers keep it, from the stored facts in a folder of `tidewatch up`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

from events import topics
from sinks.warehouse import Warehouse
from streams.connection import Kafka
from streams.sender import answered
from tidewatch.commands.options import ConfigFile, KafkaAddress, WarehouseAddress
from tidewatch.commands.show import progress
from tidewatch.config import load
from tidewatch.rebuilding import Rebuilding
from tidewatch.wiring import kafka_of, warehouse_of

PATIENCE_SECONDS = 10.0
STATE = ("shard_mark", "shard_state")  # the mark first: rows without one are not read
ADD = "would be made anew: add --yes"


def rebuild(
    config: ConfigFile = None,
    kafka: KafkaAddress = None,
    warehouse: WarehouseAddress = None,
    data: Annotated[Path | None, typer.Option(help="a folder of `tidewatch up`, which has ended: from the stored facts, not from Kafka")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="do it; without this it is only said what would be done")] = False,
) -> None:  # fmt: skip
    """Make the shards' saved state anew, for a changed layout, with all workers ended.

    They, started again, read the log from its beginning. A folder of `tidewatch up` has no such log: its facts are judged once more, which tells
    nobody anything."""
    if data is not None:
        _of_folder(Rebuilding(data, warehouse), yes)
        return
    settings = load(config, {"kafka.brokers": kafka, "warehouse.address": warehouse})
    cluster = kafka_of(settings)
    with answered(cluster.brokers):
        nobody_works(cluster, settings.kafka.group)
        whole_log(cluster)
    store = warehouse_of(settings)
    if yes:
        forget(store)
    print(
        f"the state of {settings.warehouse.address} {'is forgotten: start the workers' if yes else 'would be forgotten: add --yes'}"
    )
    store.close()


def _of_folder(asked: Rebuilding, yes: bool) -> None:
    said = f"the state of {len(asked.customers):,} customers in {asked.data}, as it was on {asked.day},"
    if not yes:
        print(f"{said} {ADD}")
        return
    with progress() as shown:
        task = shown.add_task("facts judged", total=None)
        records = asked.run(lambda _, count: shown.update(task, advance=count))
    print(f"{said} is made anew from {records:,} facts: start it again")


def nobody_works(kafka: Kafka, group: str) -> None:
    """Raises ValueError while a worker of the group is alive."""
    admin = AdminClient(kafka.client())
    described = admin.describe_consumer_groups([group], request_timeout=PATIENCE_SECONDS)[group].result()
    if described.members:
        raise ValueError(f"{len(described.members)} workers of group {group} are at work: end them first")


def whole_log(kafka: Kafka) -> None:
    """Raises ValueError when the log's beginning has gone."""
    consumer = Consumer(kafka.client(**{"group.id": "tidewatch-rebuild", "enable.auto.commit": False}))
    try:
        there = consumer.list_topics(topics.LOG, PATIENCE_SECONDS).topics[topics.LOG].partitions
        for partition in there:
            low, _ = consumer.get_watermark_offsets(TopicPartition(topics.LOG, partition), PATIENCE_SECONDS)
            if low > 0:
                raise ValueError(
                    f"{topics.LOG}/{partition} begins at {low}: what was before has gone, the state cannot be made anew from it; "
                    "start with an empty warehouse and publish the sources again"
                )
    finally:
        consumer.close()


def forget(store: Warehouse) -> None:
    """Empty the tables of the state. Facts, findings, alerts and steps stay."""
    for table in STATE:
        store.execute(f"TRUNCATE TABLE {table}")
