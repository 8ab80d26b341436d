"""JSON Schema and AsyncAPI 3.0, made from the models: what an integrator gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from events import topics
from events.fields import Column
from events.streams import INTERNAL, STREAMS, defaults, fields, natural_key, required

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"

_SHAPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "money": {"type": ["string", "number"], "pattern": r"^-?\d+(\.\d+)?$"},
    "timestamp": {"type": ["string", "integer"], "description": "ISO 8601 with zone, or epoch milliseconds"},
    "day": {"type": "string", "format": "date"},
    "ratio": {"type": "number"},
    "count": {"type": "integer"},
    "flag": {"type": "boolean"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


def json_schema(stream: str) -> dict[str, Any]:
    """The JSON Schema of one stream's records as they are on the wire. Further fields are allowed: they are counted, not refused."""
    model = STREAMS[stream]
    return {
        "$schema": JSON_SCHEMA,
        "$id": f"urn:tidewatch:{stream}",
        "title": stream,
        "description": (model.__doc__ or "").strip(),
        "type": "object",
        "properties": {name: _property(stream, name, column) for name, column in fields(stream).items()},
        "required": list(required(stream)),
        "additionalProperties": True,
        "x-natural-key": list(natural_key(stream)),
    }


def _property(stream: str, name: str, column: Column) -> dict[str, Any]:
    shape = dict(_SHAPES[column.kind])
    if name not in required(stream):
        kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        shape["type"] = [*kinds, "null"]
    said = [STREAMS[stream].model_fields[name].description, column.unit]
    if any(said):
        shape["description"] = "; ".join(text for text in said if text)
    if name in defaults(stream):
        shape["default"] = defaults(stream)[name]
    return shape


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0: a channel for each stream that a bank sends, and those we send on."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for stream in sorted(set(STREAMS) - INTERNAL):
        channels[stream] = _channel(topics.SOURCES[stream], stream)
        operations[f"receive_{stream}"] = {"action": "receive", "channel": {"$ref": f"#/channels/{stream}"}}
        payload = {key: value for key, value in json_schema(stream).items() if not key.startswith(("$", "x-"))}
        messages[stream] = {"name": f"tidewatch.{stream}", "contentType": "application/json", "payload": payload}
    for name, topic in (("finding", topics.FINDINGS), ("alert", topics.ALERTS), ("dead_letter", topics.DEAD_LETTERS)):
        channels[name] = _channel(topic, name)
        operations[f"send_{name}"] = {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
        messages[name] = {"name": f"tidewatch.{name}", "contentType": "application/json", "payload": {"type": "object"}}
    info = {"title": "Tidewatch", "version": "1.0.0", "license": {"name": "Apache-2.0"}}
    return {
        "asyncapi": "3.0.0", "info": info, "defaultContentType": "application/json", "channels": channels,
        "operations": operations, "components": {"messages": messages},
    }  # fmt: skip


def _channel(address: str, message: str) -> dict[str, Any]:
    return {"address": address, "messages": {message: {"$ref": f"#/components/messages/{message}"}}}


def export(folder: Path) -> list[Path]:
    """Write `<stream>.schema.json` for every stream and `asyncapi.json`; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = {f"{stream}.schema.json": json_schema(stream) for stream in STREAMS} | {"asyncapi.json": asyncapi()}
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [folder / name for name in documents]
