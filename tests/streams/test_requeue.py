"""A dead letter sent again: from the journal to its stream, on Kafka to the retry topic, with its first place in its headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from events import topics
from events.dead_letter import DeadLetter, DeadLetterReason
from streams.intake import waiting
from streams.journal import Journal
from streams.requeue import for_retry
from tidewatch.letters import letters_in

LETTER = DeadLetter.of(
    DeadLetterReason.NOT_JSON, "cut short", b'{"amount', stream="txn", topic="tidewatch.txn", partition=1, offset=7
)


@pytest.mark.parametrize(("mended", "sent"), [(None, b'{"amount'), (b'{"amount": 1}', b'{"amount": 1}')])
def test_from_the_journal_it_goes_back_to_its_stream(tmp_path: Path, mended: bytes | None, sent: bytes) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    journal.bury("NOT_JSON", LETTER.model_dump_json().encode())
    letters = letters_in(tmp_path)
    ((number, found),) = letters.all()
    letters.requeue(number, mended)
    assert found == LETTER
    assert [r[1] for _, records in journal.read(topics.SOURCES["txn"], 0) for r in records] == [sent]
    assert journal.reasons() == {}
    journal.close()


def test_on_kafka_it_is_ready_at_once_and_keeps_its_place() -> None:
    row = for_retry(LETTER)
    assert row is not None
    assert row.headers[waiting.RETRY] == "ready"
    assert (row.headers[waiting.STREAM], row.headers[waiting.OFFSET], row.value) == ("txn", "7", b'{"amount')


def test_a_replay_has_nobody_to_send_to(tmp_path: Path) -> None:
    (tmp_path / "dead_letters.ndjson").write_text(LETTER.model_dump_json() + "\n")
    with pytest.raises(ValueError, match="replay it again"):
        letters_in(tmp_path).requeue(0, None)
    with pytest.raises(ValueError, match="there is no dead letter 5"):
        letters_in(tmp_path).one(5)
