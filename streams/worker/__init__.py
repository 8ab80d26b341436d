"""The worker: intake and shards on Kafka, any number of processes in one consumer group."""

from streams.worker.broker import topic_names
from streams.worker.settings import CannotStart, Settings
from streams.worker.worker import Worker, build

__all__ = ["CannotStart", "Settings", "Worker", "build", "topic_names"]
