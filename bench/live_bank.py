"""A bank that is under way: its past as files, and today's entries made at a steady pace with the present as their time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from streams.simulate import simulate

ZONE = timezone(timedelta(hours=8))
CUSTOMERS, DAYS, SEED = 2_000, 20, 3
LARGE = "900000000.00"  # above every customer's own measure: a large inflow (OPP-01) at once
SMALL = 2_000  # yuan: what ordinary entries stay below, as there are far more of them for each customer than in a bank of this rate
BEAT_SECONDS = 0.005  # entries leave in groups of this length
OFTEN = 10  # other streams' records a second: sources that have little to say must not hold the clock


@dataclass(frozen=True)
class Sent:
    """A record that is due now. `planted`: it must lead to a finding."""

    stream: str
    key: str
    event_id: str
    value: bytes
    planted: bool


def past(folder: Path, customers: int = CUSTOMERS, days: int = DAYS) -> list[dict[str, Any]]:
    """Write the bank's last weeks up to last midnight; returns ordinary entries that today's are modelled on."""
    simulate(folder, SEED, customers, days, datetime.now(ZONE).date() - timedelta(days=days))
    (folder / "truth.ndjson").unlink()
    entries = map(json.loads, (folder / "txn.ndjson").read_bytes().splitlines())
    special = ("loan_note_id", "batch_id", "original_ref", "cp_country")
    return [one for one in entries if one["ccy"] == "CNY" and one["cp_name"] and not any(one[name] for name in special)]


def today(
    models: list[dict[str, Any]], rate: int, seconds: float, planted_rate: int, seed: int = 1
) -> Iterator[list[Sent]]:
    """Records as they become due, `rate` entries a second of which `planted_rate` must be found; sleeps in between.

    A group that is late because the machine was busy is sent at once, so that the mean rate holds.
    """
    rng, started, number = np.random.default_rng(seed), time.perf_counter(), 0
    credits = [one for one in models if one["cdt_dbt"] == "CRDT" and one["tx_family"] == "RCDT"]
    every, other = rate // planted_rate, rate // OFTEN
    while (passed := time.perf_counter() - started) < seconds:
        due = []
        while number < passed * rate:
            number += 1
            plant = number % every == 0
            among = credits if plant else models
            amount = LARGE if plant else f"{rng.integers(1, SMALL)}.00"
            due.append(_entry(among[rng.integers(len(among))], number, amount, plant))
            if number % other == 0:
                due.append(_call(models[rng.integers(len(models))], number))
        yield due
        time.sleep(BEAT_SECONDS)


def _entry(model: dict[str, Any], number: int, amount: str, planted: bool) -> Sent:
    now, event_id = datetime.now(UTC), f"LIVE{number:09d}"
    at = now.isoformat(timespec="milliseconds")
    fresh = {"event_id": event_id, "event_time": at, "booking_date": _day(now), "bank_ref": event_id}
    fresh |= {"amount": amount, "bal_after": None}
    payer = {"cp_name": f"付款方{number}", "cp_account": f"P{number}", "cp_uscc": None} if planted else {}
    value = json.dumps({**model, **fresh, **payer}, ensure_ascii=False, separators=(",", ":")).encode()
    return Sent("txn", model["account_no"], event_id, value, planted)


def _call(model: dict[str, Any], number: int) -> Sent:
    at, event_id = datetime.now(UTC).isoformat(timespec="milliseconds"), f"CALL{number:09d}"
    record = {
        "event_id": event_id,
        "event_time": at,
        "id": event_id,
        "kind": "ticket",
        "account_no": model["account_no"],
    }
    return Sent("service", model["account_no"], event_id, json.dumps(record).encode(), False)


def _day(now: datetime) -> str:
    today: date = now.astimezone(ZONE).date()
    return today.isoformat()
