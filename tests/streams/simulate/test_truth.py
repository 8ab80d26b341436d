"""What the truth says is really in the files."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

from streams.simulate.book import Book, Expect
from streams.simulate.ledger import Ledger
from streams.simulate.organic import window_max, window_mean, window_sum

Files = dict[str, list[dict[str, Any]]]
RULES = {
    "OPP-01", "OPP-02", "OPP-03", "OPP-05", "OPP-07", "OPP-17", "OUT-01", "OUT-02", "OUT-04", "OUT-05", "OUT-06", "OUT-08",
    "MAT-01", "MAT-03", "MAT-04", "MAT-05", "RSK-04", "RSK-08", "RSK-21", "RSK-30", "SVC-09",
}  # fmt: skip


def of(files: Files, rule: str, expect: str) -> list[dict[str, Any]]:
    return [row for row in files["truth"] if row["rule"] == rule and row["expect"] == expect]


def test_every_rule_has_facts_and_traps(files: Files) -> None:
    for rule in RULES:
        assert len(of(files, rule, "fire")) >= 2, rule
        assert of(files, rule, "silent"), rule
    assert len(of(files, "SVC-15", "fire")) == 1


def test_a_trap_has_a_name_and_times_are_in_order(files: Files) -> None:
    for row in files["truth"]:
        since, known, by, until = (datetime.fromisoformat(row[k]) for k in ("since", "known_at", "known_by", "until"))
        assert since <= known <= by <= until, row
        assert row["trap"] or row["expect"] != "silent", row


def test_triggers_and_customers_exist(files: Files) -> None:
    ids = {row["event_id"] for stream in set(files) - {"truth"} for row in files[stream]}
    customers = {row["customer_id"] for row in files["customer"]}
    assert {row["trigger"] for row in files["truth"] if row["trigger"]} <= ids
    assert {row["customer_id"] for row in files["truth"] if row["customer_id"]} <= customers


def test_every_plant_that_should_be_seen_is_seen_by_plain_arithmetic(book: tuple[Book, Ledger]) -> None:
    told = defaultdict(list)
    for t in book[0].truth:
        if t.expect is Expect.FIRE:
            told[t.rule, t.customer].append((t.since, t.until))
    ms = book[0].days.ms
    for i in (intent for intent in book[0].intents if intent.expect is Expect.FIRE):
        assert any(
            since <= ms(min(i.last, book[0].days.count) + 1) and until >= ms(i.first)
            for since, until in told[i.rule, i.customer]
        ), i


def test_loan_money_that_leaves_is_a_tenth_of_the_loan_and_half_a_million(files: Files) -> None:
    drawn = {row["loan_note_id"]: row for row in files["txn"] if row["tx_subfamily"] == "DDWN"}
    by_id = {row["event_id"]: row for row in files["txn"]}
    for fact in of(files, "OUT-01", "fire"):
        loan, out = drawn[fact["object_id"]], by_id[fact["trigger"]]
        assert out["cp_name"] == loan["account_owner_name"]
        assert Decimal(out["amount"]) >= Decimal("150000")


def test_deposits_told_of_exist_and_mature_after_the_reminder(files: Files) -> None:
    deposits = {row["contract_no"]: row for row in files["contract"] if row["object"] == "deposit"}
    for fact in of(files, "MAT-01", "fire"):
        deposit = deposits[fact["object_id"]]
        assert not deposit["auto_renew"]
        assert not deposit["pledge_flag"]
        assert fact["known_at"][:10] <= deposit["maturity"]


def test_a_silent_payroll_feed_delivers_late_but_whole(files: Files) -> None:
    late = [row for row in files["contract"] if row.get("ingest_time")]
    assert late
    assert all(row["object"] == "payroll_batch" and row["ingest_time"] > row["event_time"] for row in late)
    assert [row["value"] for row in files["reference"] if row["kind"] == "feed"] == ["stale", "complete"]


def test_windows_are_what_they_say() -> None:
    values = np.array([[1.0, 5.0, 2.0, 8.0, 3.0]])
    assert window_sum(values, 2).tolist() == [[1, 6, 7, 10, 11]]
    assert window_mean(values, 3)[0, :3].tolist() == [1, 3, 8 / 3]
    assert window_max(values, 3).tolist() == [[1, 5, 5, 8, 8]]
