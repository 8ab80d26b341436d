"""Banks drawn at random: few customers and counterparties, so that everything happens to the same ones again and again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

OPENED = date(2026, 1, 5)
DAYS = 24
PARTIES = (
    {"cp_name": "宁波恒丰贸易有限公司", "cp_account": "X1", "cp_bank_code": "102331000018"},
    {"cp_name": "苏州精密有限公司", "cp_bank_code": "102331000018"},
    {"cp_name": "杭州一号有限公司", "cp_account": "X2", "cp_bank_code": "102331000018"},  # the name of customer C0
    {"cp_name": "国家金库杭州中心支库", "cp_bank_code": "011331000017"},
    {"cp_name": "ACME LTD", "cp_country": "DE"},
    {"cp_name": "王小明"},
)
CODES = (
    ("PMNT", "RCDT", "DMCT"),
    ("PMNT", "ICDT", "DMCT"),
    ("PMNT", "ICDT", "SALA"),
    ("PMNT", "RCDT", "XBCT"),
    ("FORX", "SPOT", "FXSP"),
)
Record = dict[str, Any]

KINDS = ("reversal", "repeat", "stated", "pending", "correction", "retraction")


def _entry(kinds: tuple[str, ...]) -> st.SearchStrategy[Record]:
    return st.fixed_dictionaries({
        "customer": st.integers(0, 2), "minute": st.one_of(st.integers(0, DAYS * 1440), st.integers(20 * 1440, 21 * 1440)),
        "credit": st.booleans(), "yuan": st.sampled_from((1, 99, 5_000, 10_000, 20_000, 49_999, 1_000_000)), "party": st.integers(0, len(PARTIES) - 1),
        "code": st.integers(0, len(CODES) - 1), "kind": st.sampled_from(kinds),
        "of": st.integers(0, 1_000),
    })  # fmt: skip


BANKS = st.lists(_entry(("entry",) * 8 + KINDS), min_size=30, max_size=160)
CHANGED = _entry(("entry",) * 2 + KINDS)  # every second one changes another


def stamp(day: date, minute: int = 0) -> str:
    """A moment of the bank's time."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    return (start + timedelta(minutes=minute)).isoformat()


def entries(drawn: list[Record]) -> Iterator[Record]:
    """Drawn entries as records on the wire, in order. Reversals, corrections and repeats name an earlier one; some name it twice, or before it came."""
    yield from sorted(_made(drawn), key=lambda record: str(record["event_time"]))


def _made(drawn: list[Record]) -> Iterator[Record]:
    made: list[Record] = []
    for i, one in enumerate(sorted(drawn, key=lambda one: one["minute"])):
        way = "CRDT" if one["credit"] else "DBIT"
        domain, family, sub = CODES[one["code"]]
        record = {
            "event_id": f"e{i}", "event_time": stamp(OPENED, one["minute"]), "account_no": f"A{one['customer']}{one['of'] % 2}", "cdt_dbt": way,
            "amount": f"{one['yuan']}.00", "bank_ref": f"e{i}", "tx_domain": domain, "tx_family": family, "tx_subfamily": sub,
            **PARTIES[one["party"]],
        }  # fmt: skip
        earlier = made[one["of"] % len(made)] if made else record
        if one["kind"] == "repeat":
            record = {**earlier}
        elif one["kind"] == "reversal" and made:
            taken = ("account_no", "cdt_dbt", "amount", "cp_name", "tx_domain", "tx_family", "tx_subfamily")
            record |= {name: earlier[name] for name in taken} | {"reversal": True, "original_ref": earlier["event_id"]}
            if one["of"] % 3:
                made.remove(earlier)
        elif one["kind"] in ("correction", "retraction") and made:
            same = ("account_no", "cdt_dbt", "cp_name", "tx_domain", "tx_family", "tx_subfamily")
            record |= {name: earlier[name] for name in same} | {"op": "U" if one["kind"] == "correction" else "D"}
            record |= {"original_ref": earlier["bank_ref"]} if one["credit"] else {"bank_ref": earlier["bank_ref"]}
            record["amount"] = record["amount"] if one["kind"] == "correction" else earlier["amount"]
            if one["of"] % 5 == 0:
                record |= {"event_time": _before(earlier["event_time"]), "original_ref": earlier["event_id"]}
            if one["of"] % 3:
                made.remove(earlier)
            made += [record] if one["kind"] == "correction" else []
        elif one["kind"] == "stated":
            record["bal_after"] = f"{one['of'] - 300}.50"
        elif one["kind"] == "pending":
            record["status"] = "PDNG"
        else:
            made.append(record)
        yield record


def _before(time: str) -> str:
    return (datetime.fromisoformat(time) - timedelta(minutes=1)).isoformat()


def write_bank(folder: Path, drawn: list[Record]) -> None:
    """Files as `tidewatch replay` reads them."""
    _write(folder, {**_standing(stamp(OPENED - timedelta(1))), "txn": list(entries(drawn))})


def write_bank_of_two_quarters(folder: Path) -> None:
    """A bank whose records begin on 30 June with an entry of C1. C0 and C2 first move on 3 July; the accounts of C2 were opened the day before."""
    streams = _standing(stamp(date(2025, 6, 30)))
    for account in streams["account"]:
        account["open_date"] = "2025-07-02" if account["customer_id"] == "C2" else "2021-05-06"
    moves = [
        ("A10", date(2025, 6, 30)),
        *((f"A{n}0", day) for day in (date(2025, 7, 3), date(2025, 10, 4)) for n in range(3)),
    ]
    streams["txn"] = [
        {"event_id": f"e{i}", "event_time": stamp(day, 600 + i), "account_no": account, "cdt_dbt": "CRDT", "amount": "5000.00", "bank_ref": f"e{i}",
         "tx_domain": "PMNT", "tx_family": "RCDT", "tx_subfamily": "DMCT", **PARTIES[0]}
        for i, (account, day) in enumerate(moves)
    ]  # fmt: skip
    _write(folder, streams)


def _standing(before: str) -> dict[str, list[Record]]:
    """Three customers with two accounts each, stated at that moment."""
    customers = [
        {"customer_id": f"C{n}", "name": f"杭州{'一二三'[n]}号有限公司", "tier": ("T3", "T4", None)[n], "event_time": before,
         "institution_class": "医院" if n == 1 else None}
        for n in range(3)
    ]  # fmt: skip
    accounts = [
        {"account_no": f"A{n}{k}", "customer_id": f"C{n}", "event_time": before} for n in range(3) for k in range(2)
    ]
    own = {"kind": "own_bank", "code": "313331800011", "entity": "观潮银行股份有限公司", "event_time": before}
    return {"reference": [own], "customer": [*customers], "account": [*accounts]}


def _write(folder: Path, streams: dict[str, list[Record]]) -> None:
    folder.mkdir()
    for stream, records in streams.items():
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (folder / f"{stream}.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
