"""What a worker is told, and its bounds."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.connection import Kafka
from streams.intake.watermarks import Patience

TICK_SECONDS = 0.02  # how often intake says how far it has read: what a finding waits for at most
TOGETHER = 16  # fetches that are taken at once
ACKNOWLEDGE_SECONDS = 0.2
CHECKPOINT_SECONDS = 1.0
LOOK_SECONDS = 0.1  # how often it is looked whether a day is over, which is not left to wait for the next checkpoint
LETTERS_SECONDS = 1.0
STOP_SECONDS = (
    3.0  # for the last checkpoint when asked to end; what is not saved by then is done again by the next owner
)
WAITING_SECONDS = 60.0  # for a record's account; then the record is a dead letter until the account comes
UNSENT_MESSAGES = 20_000  # waiting for the broker; at 100 kB a frame about 2 GB, at the usual 5 kB about 100 MB
UNSTORED_ROWS = 300_000  # facts waiting for the warehouse: about 150 MB


class CannotStart(RuntimeError):
    """Something the worker needs is not as it must be; the sentence says what and what to do."""


@dataclass
class Settings:
    """`log_partitions`: how many the log must have, when it is to be checked. Times in seconds."""

    kafka: Kafka
    group: str = "tidewatch"
    instance: str | None = None
    log_partitions: int | None = None
    checkpoint_seconds: float = CHECKPOINT_SECONDS
    session_seconds: float = 10.0
    broker_patience_seconds: float = 60.0
    unsent_messages: int = UNSENT_MESSAGES
    unstored_rows: int = UNSTORED_ROWS
    waiting_seconds: float = WAITING_SECONDS
    patience: Patience = field(default_factory=lambda: Patience(idle_seconds=1.0))
