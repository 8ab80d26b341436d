"""A dead letter sent again, mended or as it was."""

from __future__ import annotations

from events import topics
from events.dead_letter import DeadLetter
from events.streams import STREAMS
from streams.intake.waiting import Parked, State
from streams.journal import Journal

PARTITION_BITS = 8


def into_journal(journal: Journal, number: int, record: bytes | None = None) -> bool:
    """Of the embedded parts: back onto its stream's topic; False when there is none of that number, or it has no stream."""
    kept = journal.letter(number)
    letter = DeadLetter.model_validate_json(kept) if kept is not None else None
    stream = None if letter is None else stream_of(letter)
    if letter is None or stream is None:
        return False
    with journal.transaction(fsync=True):
        journal.append(topics.SOURCES[stream], [as_it_came(letter, record)])
        journal.raised(number)
    return True


def for_retry(letter: DeadLetter, record: bytes | None = None) -> Parked | None:
    """Of Kafka: what is to be written to the retry topic, which keeps its first place; None when it has no stream."""
    stream = stream_of(letter)
    if stream is None:
        return None
    _, value, headers = as_it_came(letter, record)
    place = (letter.topic, letter.partition, letter.offset)
    return Parked("", stream, None, value, headers, place).marked(State.READY)


def as_it_came(letter: DeadLetter, record: bytes | None = None) -> tuple[None, bytes, dict[str, str]]:
    """Key, value and headers for its source topic: as it was, or mended."""
    headers = {name: text for name, text in letter.headers.items() if not name.startswith("tidewatch-")}
    return None, letter.bytes() if record is None else record, headers


def number_of(offset: int, partition: int) -> int:
    """What operators call a letter of Kafka: its place on the dead-letter topic, as one number."""
    return (offset << PARTITION_BITS) | partition


def stream_of(letter: DeadLetter) -> str | None:
    """The stream it belongs to."""
    found = letter.stream or topics.stream_of(letter.topic)
    return found if found in STREAMS else None
