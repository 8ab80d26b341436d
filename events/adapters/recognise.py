"""Which adapter a file needs, by what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from events.adapters import camt, delimited, mt940, ndjson
from events.adapters.items import Item
from events.adapters.mapping import read_mapping

HEAD_BYTES = 4096


class NotRecognised(ValueError):
    """The file is of no kind that can be read without a mapping."""


def recognise(path: Path) -> str:
    """`camt`, `mt940` or `ndjson`; raises NotRecognised."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    text = head.lstrip(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return "camt"
    if text.startswith(b"{1:") or (b":20:" in text and b":25:" in head):
        return "mt940"
    if text.startswith((b"{", b"[")) or not text:
        return "ndjson"
    raise NotRecognised(
        f"{path.name} is neither camt, MT940 nor NDJSON: say with --mapping how its rows become records"
    )


def read_files(paths: Sequence[Path], mapping: Path | None = None) -> Iterator[Item]:
    """Every record of these files (or folders, with a mapping). Raises FileNotFoundError, NotRecognised, MappingMistake."""
    if mapping is not None:
        rules = read_mapping(mapping)
        for path in paths:
            if not path.exists():
                raise FileNotFoundError(f"{path} is not there")
            yield from delimited.read(path if path.is_dir() else path.parent, rules)
        return
    readers = {"camt": camt.read, "mt940": mt940.read, "ndjson": ndjson.read}
    for path in paths:
        yield from readers[recognise(path)](path)
