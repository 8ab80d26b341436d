"""A small bank for the tests of intake: two customers with three accounts, 313-class houses, a rate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from events import topics
from events.streams import defaults, frame_schema
from streams.intake.chunk import GivenChunk, Message
from streams.intake.directory import Directory

MARCH_2 = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in the bank, a Monday
NOW = datetime(2026, 3, 20, tzinfo=UTC).timestamp()
OWN_BANK, OTHER_313, ICBC, TREASURY = "313331800011", "313331000079", "102331000018", "011331000017"
SUN, MOON = "91350100M000100Y43", "9144030071526726XG"  # USCCs with right check characters


def frame(stream: str, *rows: Mapping[str, Any]) -> pl.DataFrame:
    """A frame as decoding gives it."""
    blank = dict.fromkeys(frame_schema(stream)) | defaults(stream) | {"event_time": MARCH_2}
    filled = [{**blank, "event_id": f"{stream}-{i}", **row} for i, row in enumerate(rows)]
    typed = pl.DataFrame(filled, schema=frame_schema(stream), orient="row")
    return typed.with_columns(source_offset=pl.int_range(pl.len()))


def entry(**fields: Any) -> dict[str, Any]:
    """A debit of 100 yuan of the first account, a domestic transfer, unless said otherwise."""
    usual = {
        "account_no": "A1",
        "cdt_dbt": "DBIT",
        "amount": 10_000,
        "amt_cny": 10_000,
        "cp_name": "宁波恒丰贸易有限公司",
    }
    code = {"tx_domain": "PMNT", "tx_family": "ICDT", "tx_subfamily": "DMCT"}
    return usual | code | {"cp_bank_code": ICBC} | fields


def directory() -> Directory:
    """What the bank knows at the beginning."""
    known = Directory(Calendar())
    own = {"kind": "own_bank", "code": OWN_BANK, "entity": "观潮银行股份有限公司"}
    other = {"kind": "own_bank", "code": OTHER_313, "entity": "杭州银行股份有限公司", "value": "other"}
    usd = {"kind": "fx_rate", "code": "USD", "number": 7.1234, "valid_from": date(2026, 3, 1)}
    known.apply("reference", frame("reference", own, other, usd))
    sun = {
        "customer_id": "C1",
        "name": "杭州旭日(机械)有限责任公司",
        "uscc": SUN,
        "used_names": ["杭州朝阳机械厂"],
        "industry": "C3429",
    }
    moon = {"customer_id": "C2", "name": "宁波明月置地有限公司", "uscc": MOON, "industry": "K7010"}
    known.apply("customer", frame("customer", sun, moon))
    margin = {"account_no": "A3", "customer_id": "C1", "sub_type": "保证金"}
    accounts = ({"account_no": "A1", "customer_id": "C1"}, {"account_no": "A2", "customer_id": "C2"}, margin)
    known.apply("account", frame("account", *accounts))
    return known


def message(headers: Mapping[str, str] | None = None, **fields: Any) -> Message:
    """A record on the wire."""
    return (
        None,
        json.dumps({"event_time": "2026-03-02T10:00:00+08:00", **fields}, ensure_ascii=False).encode(),
        headers or {},
    )


def wire_entry(account: str = "A1", **fields: Any) -> Message:
    """A debit on the wire."""
    usual = {"account_no": account, "cdt_dbt": "DBIT", "amount": "100.00"}
    return message(**usual | fields)


def chunk(stream: str, *messages: Message, first: int = 0) -> GivenChunk:
    """Messages of a stream's topic."""
    return GivenChunk(topics.SOURCES[stream], 0, messages, range(first, first + len(messages)))
