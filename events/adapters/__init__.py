"""Adapters: what banks really have becomes records like everyone else's (camt, MT940, delimited files, NDJSON, Debezium)."""

from events.adapters.items import Item, Origin, Parsed, Rejected
from events.adapters.recognise import read_files, recognise

__all__ = ["Item", "Origin", "Parsed", "Rejected", "read_files", "recognise"]
