"""Dead letters as operators see them on servers: in the warehouse, where a worker has put them; sent again to their streams."""

from __future__ import annotations

from events import topics
from sinks.warehouse import Warehouse
from sinks.warehouse.letters import TABLE, Row, frame, letter_of, sent_again
from sinks.warehouse.questions.text import question
from streams.requeue import as_it_came, stream_of
from streams.sender import Sender

REASONS = "SELECT reason, count() AS n FROM dead_letter FINAL WHERE NOT requeued GROUP BY reason ORDER BY reason"
ONE = "SELECT * FROM dead_letter FINAL WHERE number = {number}"


class Letters:
    """What operators do with them."""

    def __init__(self, warehouse: Warehouse, sender: Sender) -> None:
        self._warehouse, self._sender = warehouse, sender

    def reasons(self) -> dict[str, int]:
        """How many nobody has sent again, by reason."""
        return {row["reason"]: int(row["n"]) for row in self._warehouse.query(REASONS).to_dicts()}

    def page(self, reason: str | None, after: int, limit: int) -> list[Row]:
        """The newest first, with numbers below `after` (0: from the newest), originals as text."""
        rows = self._warehouse.query(question("dead_letters"), reason=reason or "", after=after, limit=limit).to_dicts()
        return [_shown(row) for row in rows]

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send one again to its stream, mended or as it was; False when there is none of that number. Raises BrokerDown."""
        found = self._warehouse.query(ONE, number=number).to_dicts()
        letter = letter_of(found[0]) if found else None
        stream = None if letter is None else stream_of(letter)
        if letter is None or stream is None:
            return False
        self._sender.send(topics.SOURCES[stream], [as_it_came(letter, record)])
        self._warehouse.insert(TABLE, frame([sent_again(found[0])]))
        return True


def _shown(row: Row) -> Row:
    return {
        "id": row["number"], "reason": row["reason"], "detail": row["detail"], "stream": row["stream"], "topic": row["topic"],
        "partition": row["source_partition"], "offset": row["source_offset"], "at": int(row["at"].timestamp() * 1000),
        "original": letter_of(row).bytes().decode(errors="replace"), "requeued": bool(row["requeued"]),
    }  # fmt: skip
