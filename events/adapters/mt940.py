"""SWIFT MT940 statements, through the mt-940 library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import mt940 as swift

from events.adapters.items import Item, Origin, Parsed, Rejected
from events.dead_letter import DeadLetterReason

ZONE = "+08:00"
REVERSALS = {"RC": "CRDT", "RD": "DBIT"}  # of a credit, of a debit: the original's direction


def read(path: Path) -> Iterator[Item]:
    """Every entry and closing balance; a statement that cannot be read does not cost the others, a file without any is one refusal."""
    raw = path.read_bytes()
    text = raw.decode("utf-8", errors="replace")
    messages = _messages(text)
    if not messages:
        said = "no MT940 statement: no line begins with :20:"
        yield Rejected(DeadLetterReason.EMPTY, said, raw[:2000], Origin(path.name, 1))
    for number, message in enumerate(messages, 1):
        origin = Origin(path.name, number)
        try:
            yield from _statement(message, origin)
        except (ValueError, KeyError, RuntimeError, AttributeError, TypeError) as error:
            yield Rejected(DeadLetterReason.BROKEN_LINE, f"statement {number}: {error}", message.encode(), origin)


def _messages(text: str) -> list[str]:
    """One text a statement: from :20: to the next."""
    starts = [found.start() for found in re.finditer(r"^:20:", text, re.MULTILINE)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _statement(message: str, origin: Origin) -> Iterator[Item]:
    statement = swift.parse(message)
    account = str(statement.data["account_identification"]).strip()
    since = f"1990-01-02T00:00:00{ZONE}"
    yield Parsed("customer", {"customer_id": account, "name": account, "event_time": since}, origin)
    yield Parsed("account", {"account_no": account, "customer_id": account, "event_time": since}, origin)
    for i, entry in enumerate(statement.transactions, 1):
        yield Parsed(
            "txn", _entry(entry.data, account, f"{statement.data.get('transaction_reference', origin)}/{i}"), origin
        )
    closing = statement.data.get("final_closing_balance")
    if closing is not None:
        at = f"{closing.date.isoformat()}T23:59:59{ZONE}"
        amount = closing.amount
        yield Parsed(
            "balance",
            {
                "account_no": account,
                "amount": str(amount.amount),
                "ccy": amount.currency,
                "bal_type": "CLBD",
                "as_of": at,
                "event_time": at,
            },
            origin,
        )


def _entry(data: dict[str, Any], account: str, reference: str) -> dict[str, Any]:
    mark = str(data["status"])
    amount = data["amount"]
    booked = data.get("entry_date") or data["date"]
    found = {
        "account_no": account,
        "cdt_dbt": REVERSALS.get(mark) or ("CRDT" if mark.endswith("C") else "DBIT"),
        "reversal": mark in REVERSALS,
        "amount": str(abs(amount.amount)),
        "ccy": amount.currency,
        "bank_ref": data.get("bank_reference") or reference,
        "entry_ref": reference,
        "end_to_end_id": data.get("customer_reference"),
        "tx_prtry": data.get("id"),
        "event_time": f"{booked.isoformat()}T00:00:00{ZONE}",
        "booking_date": booked.isoformat(),
        "value_date": data["date"].isoformat(),
        "remittance": str(data.get("transaction_details") or data.get("purpose") or "").replace("\n", " ") or None,
        "cp_name": data.get("applicant_name"),
        "cp_account": data.get("applicant_iban"),
    }
    return {name: value for name, value in found.items() if value is not None}
