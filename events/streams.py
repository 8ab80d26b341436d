"""The registry of streams: every Record class of the family modules, found by looking."""

from __future__ import annotations

import importlib
import inspect
from functools import cache

import polars as pl

from events.fields import Column, columns
from events.record import Record

FAMILIES = ("transaction", "account", "contract", "customer", "external", "relation", "service")
INTERNAL = frozenset({"task"})  # ours, not a bank's
REFERENCE_STREAMS = ("reference", "customer", "account", "relation")  # what identification needs, in this order


def _found() -> dict[str, type[Record]]:
    models: dict[str, type[Record]] = {}
    for family in FAMILIES:
        for _, model in inspect.getmembers(importlib.import_module(f"events.{family}"), inspect.isclass):
            if issubclass(model, Record) and "stream_name" in vars(model):
                models[model.stream_name] = model
    return models


STREAMS: dict[str, type[Record]] = _found()


@cache
def fields(stream: str) -> dict[str, Column]:
    """Every field of a stream with its column."""
    return columns(STREAMS[stream])


@cache
def frame_schema(stream: str) -> dict[str, pl.DataType]:
    """The typed columns of a frame of this stream."""
    return {name: column.frame for name, column in fields(stream).items()}


@cache
def required(stream: str) -> tuple[str, ...]:
    """Fields that cannot be missing. event_id can: it is derived from the natural key."""
    return tuple(n for n, f in STREAMS[stream].model_fields.items() if f.is_required() and n != "event_id")


@cache
def defaults(stream: str) -> dict[str, object]:
    """Fields with a default other than null."""
    found = {
        name: field.get_default() for name, field in STREAMS[stream].model_fields.items() if not field.is_required()
    }
    return {name: value for name, value in found.items() if value is not None}


def natural_key(stream: str) -> tuple[str, ...]:
    """The fields that identify a record whoever delivers it (DOMAIN §1)."""
    return STREAMS[stream].natural_key
