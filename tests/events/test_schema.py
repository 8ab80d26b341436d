"""Promises of the contract: one definition, 18 streams, documents that validate."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from events.schema_export import asyncapi, export, json_schema
from events.streams import INTERNAL, STREAMS, frame_schema

NAMES = "txn balance account contract customer organisation registry ruling tender news rating pledge listing policy relation interaction service reference"


def test_the_18_streams() -> None:
    assert set(STREAMS) - INTERNAL == set(NAMES.split())


@pytest.mark.parametrize("stream", sorted(STREAMS))
def test_the_json_schema_is_valid_and_has_the_frames_fields(stream: str) -> None:
    schema = json_schema(stream)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(schema["properties"]) == list(frame_schema(stream))


def test_the_schema_takes_an_amount_as_text_or_number() -> None:
    record = {"account_no": "1", "cdt_dbt": "CRDT", "amount": 1.5, "event_time": "2026-01-01T00:00:00Z"}
    for amount in (1.5, "1.50"):
        jsonschema.validate({**record, "amount": amount}, json_schema("txn"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "amount": [1]}, json_schema("txn"))


def test_every_reference_in_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi()
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            assert message["$ref"].split("/")[-1] in document["components"]["messages"]
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].split("/")[-1] in document["channels"]


def test_export_writes_what_it_says(tmp_path: Path) -> None:
    written = export(tmp_path)
    assert len(written) == len(STREAMS) + 1
    assert json.loads((tmp_path / "asyncapi.json").read_text())["asyncapi"] == "3.0.0"
