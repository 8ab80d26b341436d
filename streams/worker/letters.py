"""Dead letters once they are written: kept in the warehouse for operators, and sent again by themselves when the account has come that
they waited for. By the worker that has log partition 0.

dead-letter topic → warehouse → position committed          account known → retry topic → marked as sent again

A crash in between does the last step once more: the shard drops a record that it has by its event_id.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from confluent_kafka import Message

from events import topics
from events.dead_letter import DeadLetter
from events.outage import Outage
from sinks.warehouse import Warehouse, WarehouseDown
from sinks.warehouse.letters import SCHEMA, TABLE, frame, letter_of, row_of, sent_again
from streams.intake.pool import Pool
from streams.reading import Reading, positions_of
from streams.requeue import for_retry, number_of
from streams.sender import BrokerDown
from streams.worker.metrics import Metrics
from streams.worker.sender import Sender
from streams.worker.settings import Settings

log = logging.getLogger(__name__)

AT_ONCE = 1_000
WAIT_SECONDS = 0.05
AWAITED = "SELECT DISTINCT account FROM dead_letter FINAL WHERE account != '' AND NOT requeued"
OF_ACCOUNTS = (
    "SELECT * FROM dead_letter FINAL WHERE account IN {accounts} AND NOT requeued ORDER BY number LIMIT {limit}"
)


class Letters:
    """All of one cluster's. `look` blocks and is called by one thread at a time; `accounts` are those that intake knows."""

    def __init__(
        self, settings: Settings, accounts: Pool, warehouse: Warehouse, sender: Sender, metrics: Metrics
    ) -> None:
        self._settings, self._accounts = settings, accounts
        self._warehouse, self._sender, self._metrics = warehouse, sender, metrics
        self._reading: Reading | None = None
        self._outage = Outage(log, "the work on dead letters")
        self._known = -1  # accounts there were when all letters were last looked through
        warehouse.prepare(TABLE, SCHEMA)

    def look(self) -> None:
        """Keep what has come, send again what can be. Kafka or the warehouse away: the next look does it."""
        try:
            kept, known = self._keep(), len(self._accounts)
            if kept or known != self._known:
                self._mend()
                self._known = known
            self._outage.over()
        except (BrokerDown, WarehouseDown) as error:
            self._outage.met(error)

    def rest(self) -> None:
        """Another worker does it now, or this one begins anew."""
        self._known = -1
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _keep(self) -> int:
        if self._reading is None:
            self._reading = Reading(self._settings.kafka, f"{self._settings.group}-letters", [topics.DEAD_LETTERS])
        kept = 0
        while messages := self._reading.take(AT_ONCE, WAIT_SECONDS):
            self._warehouse.insert(TABLE, frame(_row(message) for message in messages))
            self._reading.commit(positions_of(messages))
            kept += len(messages)
        return kept

    def _mend(self) -> None:
        awaited = self._warehouse.query(AWAITED)["account"].to_list()
        accounts = [account for account in awaited if self._accounts.code(account)]
        while accounts:
            rows = self._warehouse.query(OF_ACCOUNTS, accounts=accounts, limit=AT_ONCE).to_dicts()
            for row in rows:
                record = for_retry(letter_of(row))
                if record is not None:
                    self._sender.send(topics.RETRY, record.value, key=record.key, headers=record.headers)
            self._sender.flush()
            self._warehouse.insert(TABLE, frame(map(sent_again, rows)))
            self._metrics.count("tidewatch_letters_sent_again_total", len(rows))
            accounts = accounts if len(rows) == AT_ONCE else []


def _row(message: Message) -> dict[str, object]:
    number = number_of(int(message.offset() or 0), int(message.partition() or 0))
    letter = DeadLetter.model_validate_json(message.value() or b"")
    return row_of(letter, number, datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC))
