"""Files as sources for a replay or a publisher: what is not one stream's NDJSON already is read by its adapter and spooled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from events.adapters import Parsed, Rejected, read_files
from events.dead_letter import DeadLetter
from events.decode_one import Refused, text_of
from events.streams import STREAMS
from events.times import EPOCH, to_time

CHUNK_LINES = 20_000
MOST_REASONS = 3  # in a sentence
Source = Callable[[], Iterator[list[bytes]]]


def expand(paths: Sequence[Path]) -> list[Path]:
    """Folders become the files in them; a simulated bank's truth is not an event file. Raises FileNotFoundError."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there")
        inside = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
        found += [p for p in inside if p.name != "truth.ndjson" and (not path.is_dir() or not p.name.startswith("."))]
    return found


def stream_of_file(path: Path) -> str | None:
    """The stream of a file whose every line is a record of the stream it is named after (as the simulator writes)."""
    if path.suffix != ".ndjson" or path.stem not in STREAMS or not path.stat().st_size:
        return None
    with path.open("rb") as file:
        first = file.readline()
    try:
        record = json.loads(first) if first.strip() else {"stream": path.stem}
    except ValueError:
        return None
    plain = isinstance(record, dict) and "specversion" not in record
    return path.stem if plain and record.get("stream", path.stem) == path.stem else None


def lines_of(path: Path) -> Source:
    """A file's lines, many at a time, as often as asked for."""

    def read() -> Iterator[list[bytes]]:
        with path.open("rb") as file:
            while lines := list(islice(file, CHUNK_LINES)):
                yield [line.rstrip(b"\r\n") for line in lines]

    return read


def merged(sources: Sequence[Source]) -> Source:
    """Several files of one stream as one, by the time of their records. What is late in its own file comes behind what it comes behind there."""
    if len(sources) == 1:
        return sources[0]

    def read() -> Iterator[list[bytes]]:
        lines = merge(*(_timed(source) for source in sources), key=itemgetter(0))
        while some := [line for _, line in islice(lines, CHUNK_LINES)]:
            yield some

    return read


def _timed(source: Source) -> Iterator[tuple[datetime, bytes]]:
    latest = EPOCH
    for lines in source():
        for line in lines:
            latest = max(latest, _moment(line))
            yield latest, line


def _moment(line: bytes) -> datetime:
    """When a line's record happened; 1970 when it does not say: it is refused later, in its place."""
    try:
        return to_time(text_of(json.loads(line)["event_time"]))
    except (ValueError, TypeError, KeyError, Refused):
        return EPOCH


def sources_of(paths: Sequence[Path], mapping: Path | None, spool: Path) -> tuple[dict[str, Source], list[DeadLetter]]:
    """A source for each stream, and what could not be read with its reasons."""
    given = list(paths) if mapping else expand(paths)
    plain = {} if mapping else {path: stream for path in given if (stream := stream_of_file(path))}
    rest = [path for path in given if path not in plain]
    files: dict[str, list[Path]] = defaultdict(list)
    for path, stream in plain.items():
        files[stream].append(path)
    records, dead = _spooled(rest, mapping) if rest else ({}, [])
    for stream, rows in records.items():
        spool.mkdir(parents=True, exist_ok=True)
        path = spool / f"{stream}.ndjson"
        rows.sort(key=lambda row: row[0])
        path.write_bytes(b"".join(line + b"\n" for _, line in rows))
        files[stream].append(path)
    return {stream: merged([lines_of(path) for path in paths]) for stream, paths in files.items()}, dead


def nothing(dead: Sequence[DeadLetter]) -> str:
    """Why there is nothing to be done with files that gave no source."""
    why = "; ".join(f"{one.topic}: {one.detail}" for one in dead[:MOST_REASONS])
    return "no file holds a record of a known stream" + (f": {why}" if why else "")


def _spooled(paths: list[Path], mapping: Path | None) -> tuple[dict[str, list[tuple[str, bytes]]], list[DeadLetter]]:
    records: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    dead: list[DeadLetter] = []
    for item in read_files(paths, mapping):
        if isinstance(item, Parsed):
            records[item.stream].append((_time(item.record), json.dumps(item.record, ensure_ascii=False).encode()))
        elif isinstance(item, Rejected):
            dead.append(DeadLetter.of(item.reason, item.detail, item.original, topic=str(item.origin)))
    return records, dead


def _time(record: dict[str, Any]) -> str:
    """Records of one adapter write their times alike, so text order is time order."""
    return str(record.get("event_time", ""))
