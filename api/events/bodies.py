"""What may be posted as events: JSON, NDJSON, CloudEvents, camt, MT940, delimited text by a mapping. All become wire records, one answer each."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from api.problems import Problem
from events.adapters import Item, Parsed, camt, delimited, mt940
from events.adapters.mapping import Mapping as Rules
from events.adapters.mapping import MappingMistake, read_mapping
from events.streams import STREAMS

MAX_RECORDS = 10_000
XML = ("application/xml", "text/xml")
SWIFT = ("application/mt940", "text/mt940", "application/swift", "text/plain")
DELIMITED = ("text/csv", "text/tab-separated-values")


@dataclass(frozen=True)
class Given:
    """One record of a body: its stream and its line, or why it is none."""

    stream: str
    line: bytes
    reason: str | None = None
    detail: str = ""


def records_of(stream: str, body: bytes, kind: str, mapping: str | None, mappings: Path | None) -> list[Given]:
    """The records of a body, by its content type. A file of a bank may carry records of several streams. Raises Problem."""
    if not body.strip():
        raise Problem(
            422, "The body is empty: send a JSON object, an array, NDJSON, camt, MT940 or CSV.", "请求体为空。"
        )
    if kind in XML:
        found = _read(body, "body.xml", camt.read)
    elif kind in DELIMITED:
        found = _delimited(stream, body, kind, mapping, mappings)
    elif kind in SWIFT:
        found = _read(body, "body.sta", mt940.read)
    else:
        found = [Given(stream, line) for line in lines_of(body)]
    if not found:
        raise Problem(
            422,
            "The body holds no record: an empty list, or a head without rows.",
            "请求体中没有记录(空列表或只有表头)。",
        )
    if len(found) > MAX_RECORDS:
        raise Problem(
            413, f"A call may carry {MAX_RECORDS:,} records: send smaller batches.", "单次记录数过多,请分批发送。", 1
        )
    return found


def lines_of(body: bytes) -> list[bytes]:
    """The records of a JSON body: an array's elements, or its lines."""
    text = body.strip()
    lines = [one for one in text.split(b"\n") if one.strip()]
    if text.startswith(b"["):
        return _elements(text)
    if len(lines) > 1 and not lines[0].rstrip().endswith(b"}"):
        return [text.replace(b"\n", b" ")]  # one object, written over several lines
    return lines


def _elements(text: bytes) -> list[bytes]:
    """Each as its own text: a number is not to become another one on the way."""
    try:
        return [bytes(item).replace(b"\n", b" ") for item in msgspec.json.decode(text, type=list[msgspec.Raw])]
    except RecursionError:
        raise Problem(422, "Nested too deeply: a record may be 64 deep.", "嵌套过深:一条记录最多 64 层。") from None
    except msgspec.MsgspecError as error:
        raise Problem(422, f"Not JSON: {error}", "不是合法的 JSON。") from None


def _read(body: bytes, name: str, reader: object) -> list[Given]:
    """A bank's file through its adapter, which reads files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        return [_given(item) for item in reader(path)]  # type: ignore[operator]  # the adapters' `read`


def _given(item: Item) -> Given:
    if isinstance(item, Parsed):
        return Given(item.stream, msgspec.json.encode(item.record))
    return Given("", item.original, str(item.reason), f"{item.origin}: {item.detail}")


def _delimited(stream: str, body: bytes, kind: str, mapping: str | None, mappings: Path | None) -> list[Given]:
    """By the named mapping; without one the head's names are the stream's own fields."""
    if mapping is None:
        return list(_plain(stream, body, "\t" if "tab" in kind else ","))
    rules = _rules(stream, mapping, mappings)
    try:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / rules.files[0].file).write_bytes(body)
            return [_given(item) for item in delimited.read(Path(folder), rules)]
    except (MappingMistake, FileNotFoundError) as mistake:
        raise Problem(422, f"The mapping {mapping} does not fit: {mistake}", "映射与文件不符。") from None


def _rules(stream: str, mapping: str, mappings: Path | None) -> Rules:
    path = mappings / f"{mapping}.yaml" if mappings else None
    if path is None or not path.is_file():
        raise Problem(422, f"There is no mapping {mapping!r} on this server.", "没有这个映射。")
    rules = read_mapping(path)
    files = [rule for rule in rules.files if rule.stream == stream][:1]
    if not files or files[0].join or "/" in files[0].file:
        raise Problem(422, f"The mapping {mapping!r} has no file of its own for {stream}.", "该映射不含此数据流。")
    return rules.model_copy(update={"files": files})


def _plain(stream: str, body: bytes, delimiter: str) -> Iterator[Given]:
    try:
        text = body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(422, f"Not delimited text in UTF-8: {error}", "不是合法的 UTF-8 分隔文本。") from None
    head, *rest = rows
    unknown = [name for name in head if name not in STREAMS[stream].model_fields]
    if unknown:
        raise Problem(
            422,
            f"{stream} has no field {unknown[0]!r}: name a mapping, or use the stream's own names.",
            "列名不属于该数据流。",
        )
    for cells in rest:
        line = msgspec.json.encode({name: cell for name, cell in zip(head, cells, strict=False) if cell != ""})
        wrong = len(cells) != len(head)
        if cells:
            yield Given(
                stream,
                line,
                "BROKEN_LINE" if wrong else None,
                f"{len(cells)} columns where the head has {len(head)}" if wrong else "",
            )


def attributes_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a binary CloudEvent, as on Kafka."""
    return {f"ce_{name[3:]}": value for name, value in headers.items() if name.startswith("ce-")}
