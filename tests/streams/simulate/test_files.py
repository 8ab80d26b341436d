"""The files look as a bank would publish them, and are the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from events.decode_one import decode_one
from events.streams import STREAMS
from streams.simulate import simulate

Files = dict[str, list[dict[str, Any]]]


def digest(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        simulate(tmp_path / name, seed, 20, 60)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a") != digest(tmp_path / "c")


def test_every_stream_is_one_the_contract_knows(files: Files) -> None:
    assert set(files) - {"truth"} <= set(STREAMS)
    assert all(record["stream"] == stream for stream, rows in files.items() if stream != "truth" for record in rows)


def test_the_contract_takes_every_record_and_knows_every_field(files: Files) -> None:
    unknown: Counter[str] = Counter()
    for stream in set(files) - {"truth"}:
        for row in files[stream][: 3_000 if stream == "txn" else None]:
            decode_one(stream, json.dumps(row).encode(), {}, unknown)
    assert not unknown


def test_ids_are_unique(files: Files) -> None:
    ids = [row["event_id"] for stream in set(files) - {"truth"} for row in files[stream]]
    assert len(ids) == len(set(ids))


def test_balances_run_without_a_gap_and_never_below_zero(files: Files) -> None:
    balance = {row["account_no"]: Decimal(row["amount"]) for row in files["balance"]}
    for row in files["txn"]:
        up = (row["cdt_dbt"] == "CRDT") != row["reversal"]
        balance[row["account_no"]] += Decimal(row["amount"]) * (1 if up else -1)
        assert balance[row["account_no"]] == Decimal(row["bal_after"]) >= 0


def test_entries_come_in_time_order_and_after_their_account(files: Files) -> None:
    times = [row["event_time"] for row in files["txn"]]
    assert times == sorted(times)
    opened = {row["account_no"]: row["event_time"] for row in files["account"]}
    assert all(opened[row["account_no"]] < row["event_time"] for row in files["txn"])


def test_a_payment_inside_the_bank_is_booked_on_both_sides(files: Files) -> None:
    inside = [row for row in files["txn"] if row["tx_subfamily"] == "BOOK"]
    flows: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in inside:
        ends = (row["account_no"], row["cp_account"])
        debit = row["cdt_dbt"] == "DBIT"
        flows[(*(ends if debit else ends[::-1]), row["amount"])] += 1 if debit else -1
    assert inside
    assert set(flows.values()) == {0}


def test_payroll_batches_have_their_debit(files: Files) -> None:
    debits = {row["batch_id"]: row["amount"] for row in files["txn"] if row["batch_id"]}
    batches = {row["contract_no"]: row["amount"] for row in files["contract"] if row["object"] == "payroll_batch"}
    assert debits == batches


@pytest.mark.parametrize(
    ("customers", "days", "sentence"),
    [(5, 60, "at least 10 customers"), (20, 0, "days must be at least 1"), (20, 9_000, "leave the years")],
)
def test_impossible_banks_are_refused(tmp_path: Path, customers: int, days: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        simulate(tmp_path, 1, customers, days)


def test_a_short_and_small_bank_still_stands(tmp_path: Path) -> None:
    assert simulate(tmp_path, 1, 10, 5).records["txn"] > 0
