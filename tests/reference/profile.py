"""What is normal for a customer at the close of a day, by the definitions of DOMAIN §0.2, from the customer's days and entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from detectors.calendar import Calendar
from tests.reference.windows import days_between

Row = Mapping[str, Any]
Days = Mapping[date, Mapping[str, int]]  # day → its sums and `bal`; only days with movements


def whole(value: int, by: int) -> int:
    """An average cut to whole fen, towards zero."""
    return abs(value) // by * (1 if value >= 0 else -1)


class Held:
    """A customer's balance at the end of each calendar day since the first movement."""

    def __init__(self, days: Days, close: date) -> None:
        self.first = min(days)
        self.close = close
        self.of: dict[date, int] = {}
        for day in days_between(self.first, close):
            self.of[day] = days[day]["bal"] if day in days else self.of[day - timedelta(1)]

    def between(self, back_from: int, back_to: int) -> list[int]:
        """Balances of the days so many days before the close, the days before the first movement left out."""
        wanted = days_between(self.close - timedelta(back_from), self.close - timedelta(back_to))
        return [self.of[day] for day in wanted if day in self.of]


def averages(held: Held) -> dict[str, Any]:
    """Averages over calendar days; the base of a downtrend and the same days a year ago only where there are such days."""
    base, last_year = held.between(120, 31), held.between(394, 365)
    means = {f"avg_{k}": whole(sum(held.between(k - 1, 0)), len(held.between(k - 1, 0))) for k in (7, 30, 90)}
    return {
        **means,
        "history_days": len(held.of),
        "bal": held.of[held.close],
        "avg_90_prior": whole(sum(base), len(base)) if base else None,
        "med_90_prior": median_low(base) if base else None,
        "avg_30_last_year": whole(sum(last_year), 30) if len(last_year) == 30 else None,
    }


def needs(days: Days, held: Held, calendar: Calendar, fixed: int) -> dict[str, Any]:
    """What the customer needs for its operations, and what lies above it and may be moved (OPP-02). `fixed`: what may not."""
    close, recent = held.close, [day for day in days if day > held.close - timedelta(180)]
    run_off = max((_net_out_5(days, day) for day in recent), default=0)
    dues = sum(days[day]["tax"] + days[day]["payroll"] for day in days if day > close - timedelta(30))
    need = max(run_off, 0) + dues
    last_15 = [calendar.add_business_days(close + timedelta(1), -back) for back in range(1, 16)]
    there = sorted((held.of.get(day, 0) for day in last_15), reverse=True)
    outflow = sum(days[day]["op_out"] for day in recent)
    return {
        "need_operating": need,
        "regulated_bal": fixed,
        "excess": held.of[close] - fixed - need,
        "excess_10_of_15": there[9] - fixed - need,
        "avg_monthly_op_out": whole(outflow * 30, min(180, len(held.of))),
    }


def _net_out_5(days: Days, last: date) -> int:
    span = days_between(last - timedelta(4), last)
    return sum(days[day]["op_out"] - days[day]["op_in"] for day in span if day in days)


def known_from(held: Held, accounts: Sequence[Row], records: date) -> date:
    """Since when a customer is known: its first movement, or its first account, opened while the bank's `records` ran. What it did not do then is nothing, not unknown."""
    opened = [row["open_date"] or row["day"] for row in accounts]
    return min(held.first, max(min(opened, default=held.first), records))


def quarters(days: Days, held: Held, known_since: date) -> dict[str, Any]:
    """This quarter so far against the same elapsed days of the previous one and of last year's (OUT-08), of quarters that began since the customer is known."""
    close = held.close
    start = close.replace(month=(close.month - 1) // 3 * 3 + 1, day=1)
    before = (start - timedelta(1)).replace(day=1)
    before = before.replace(month=(before.month - 1) // 3 * 3 + 1)
    starts = {"qtd": start, "prevq": before, "lyq": start.replace(year=start.year - 1)}
    found: dict[str, Any] = {"quarter_days": (close - start).days + 1}
    for name, first in starts.items():
        known = name == "qtd" or known_since <= first
        span = [days[day] for day in days if first <= day <= first + (close - start)]
        for way in ("out", "in"):
            amount, count = sum(d[f"op_{way}"] for d in span), sum(d[f"n_op_{way}"] for d in span)
            found |= {f"{name}_{way}_amt": amount if known else None, f"{name}_{way}_n": count if known else None}
    return found


def credits_of(entries: Sequence[Row], close: date) -> dict[str, Any]:
    """The operating credits of 180 days: how many, and their 95th percentile (OPP-01)."""
    recent = [row for row in entries if close - timedelta(180) < row["day"] <= close]
    values = sorted(
        row["signed"] for row in recent
        if row["op_in"] and not row["reversal"] and row["op"] not in ("R", "D")
    )  # fmt: skip
    return {"n_op_in_180": len(values), "p95_op_in_180": values[95 * len(values) // 100] if values else None}


def same_name(entries: Sequence[Row], days: Days, close: date) -> dict[str, Any]:
    """Money that left under the same name or to a treasury: the day's largest; thirty days' net and where it went (OUT-02 04)."""
    recent = [row for row in entries if close - timedelta(30) < row["day"] <= close and not row["reversal"]]
    away = [
        row for row in recent
        if ((row["same_name"] and row["other_bank"]) or row["cp_kind"] == "treasury") and row["cdt_dbt"] == "DBIT"
        and row["business"] not in ("payroll", "tax", "sweep")
    ]  # fmt: skip
    banks: Counter[str] = Counter()
    for row in away:
        banks[row["cp_bank_entity"] or "?"] += abs(row["signed"])
    month = [days[day] for day in days if day > close - timedelta(30)]
    classes: Counter[str] = Counter()
    for row in away:
        classes[(row["cp_bank_code"] or "?")[:3]] += abs(row["signed"])
    return {
        "out_same_top_class": largest(classes),
        "largest_out_same_day": max((-row["signed"] for row in away if row["day"] == close and row["signed"] < 0), default=0),
        "out_same_top_bank": largest(banks),
        "net_out_same_30": sum(d["out_same"] - d["in_same"] for d in month),
        "out_same_days_30": sum(1 for d in month if d["out_same"] > 0),
    }  # fmt: skip


def largest(sums: Mapping[str, int]) -> str | None:
    """The name with the largest sum; of several the first in the alphabet."""
    return min((name for name in sums if sums[name]), key=lambda name: (-sums[name], name), default=None)


LEAST_PASSED = 100_000_000


def passing(entries: Sequence[Row], days: Days, held: Held, calendar: Calendar) -> dict[str, Any]:
    """What came and went in ten business days, what it held at most at the end of eight of them, and how many hours half of the money stays (RSK-08)."""
    close = held.close
    ten = [calendar.add_business_days(close + timedelta(1), -back) for back in range(1, 11)]
    since = [days[day] for day in days if day >= ten[-1]]
    came, gone = sum(d["op_in"] for d in since), sum(d["op_out"] for d in since)
    low = sorted(held.of.get(day, 0) for day in ten)[7]
    few = came >= LEAST_PASSED and min(came, gone) * 10 >= max(came, gone) * 8 and low * 10 <= came
    recent = [
        row for row in entries if row["day"] >= ten[-1] and (row["op_in"] or row["op_out"]) and not row["reversal"]
    ]
    before = max(0, held.of[close] - came + gone)
    return {
        "op_in_10": came,
        "op_out_10": gone,
        "bal_8_of_10": low,
        "stays_hours": stays(recent, before, calendar.end_of_day_ms(close)) if few else None,
    }


def stays(entries: Sequence[Row], before: int, end_ms: int) -> int | None:
    """First in, first out: the hours within which half of the fen that came have gone again; what is still there has stayed until the end."""
    waiting: list[list[int]] = [[0, before]]
    stayed: list[tuple[int, int]] = []  # hours, fen
    credits = [(_ms(row), row["signed"]) for row in entries if row["op_in"]]
    debits = [(_ms(row), -row["signed"]) for row in entries if row["op_out"]]
    waiting += [[at, fen] for at, fen in credits]
    for at, fen in [*debits, (end_ms, sum(fen for _, fen in waiting))]:
        while fen > 0 and waiting:
            first = waiting[0]
            taken = min(fen, first[1])
            if first[0]:
                stayed.append((max(at - first[0], 0) // 3_600_000, taken))
            first[1] -= taken
            fen -= taken
            if not first[1]:
                waiting.pop(0)
    half, so_far = sum(fen for _, fen in stayed) / 2, 0
    for hours, fen in sorted(stayed):
        so_far += fen
        if so_far >= half:
            return hours
    return None


def _ms(row: Row) -> int:
    return int(row["_time"]) if "_time" in row else int(row["event_time"].timestamp() * 1000)


def latest(rows: Sequence[Row], key: str) -> dict[str, Row]:
    """The last row stated of each key."""
    found: dict[str, Row] = {}
    for row in rows:
        found[row[key]] = row
    return found


def loans(contracts: Sequence[Row]) -> dict[str, Any]:
    """What is owed."""
    owed = latest([row for row in contracts if row["object"] == "loan"], "contract_no").values()
    total = sum(row["outstanding"] or 0 for row in owed)
    return {"loan_outstanding": total, "has_loan": total > 0}


REGULATED = ("预售监管", "保证金", "财政零余额", "财政专户", "募集专户", "农民工工资")


def regulated_accounts(accounts: Sequence[Row]) -> set[str]:
    """Accounts whose money may not be moved."""
    return {row["account_no"] for row in accounts if row["sub_type"] in REGULATED}


def regulated(entries: Sequence[Row], accounts: Sequence[Row]) -> int:
    """What they hold: as the core last stated it, and what has moved since (OPP-02)."""
    held: dict[str, int] = defaultdict(int)
    for row in entries:
        if row["account_no"] in regulated_accounts(accounts):
            held[row["account_no"]] += row["signed"]
            if row["bal_after"] is not None:
                held[row["account_no"]] = row["bal_after"]
    return sum(held.values())


def repaid(entries: Sequence[Row], close: date) -> int | None:
    """What loans took out of the accounts in 60 days, net of drawdowns (OUT-05)."""
    moved = [
        row["signed"]
        for row in entries
        if row["business"] in ("repayment", "drawdown") and close - timedelta(60) < row["day"] <= close
    ]
    return max(0, -sum(moved)) if moved else None


def pace(held: Held) -> str:
    """Fast: a quarter gone inside ten days. Slow: weekly means that fell for six weeks (OUT-05)."""

    def week(back: int) -> int:
        return sum(held.of.get(held.close - timedelta(back + i), 0) for i in range(7))

    if week(0) * 4 <= week(10) * 3:
        return "fast"
    return "slow" if all(week(7 * k) < week(7 * k + 7) for k in range(6)) else ""


def institution(attributes: Row, accounts: Sequence[Row], tenders: Sequence[Row], close: date) -> dict[str, Any]:
    """An institution that asks to close an account or tenders for its money (OUT-02); banks here are younger than a year."""
    if not attributes.get("institution_class"):
        return {"seasonal_outflow": None, "closing_account": None, "placement_tender": None}
    closing = [
        row["account_no"]
        for row in accounts
        if row["day"] == close and row["status"] in ("销户", "申请销户", "申请转户")
    ]
    asks = [row for row in tenders if row["day"] == close and row["stage"] == "公告" and row["winner_uscc"] is None]
    words = ("竞争性存放", "资金存放", "开户银行", "代理银行")
    placed = [
        row["project_no"]
        for row in asks
        if row["category"] == "资金存放" or any(word in (row["title"] or "") for word in words)
    ]
    return {
        "seasonal_outflow": None,
        "closing_account": next(iter(closing), None),
        "placement_tender": next(iter(placed), None),
    }


def counterparties(entries: Sequence[Row], first: date, close: date, ours: frozenset[str]) -> list[dict[str, Any]]:
    """New companies elsewhere that were paid or paid today (OPP-05). `ours`: names and codes of our customers."""
    companies = [row for row in entries if row["cp_kind"] in ("company", "unknown") and not row["reversal"]]
    old = {_who(row) for row in companies if row["day"] <= close - timedelta(60)}
    parties: dict[str, list[Row]] = defaultdict(list)
    for row in companies:
        fits = row["other_bank"] and not row["same_name"] and row["business"] == "transfer"
        if fits and row["day"] > close - timedelta(60) and _who(row) not in old:
            parties[_who(row)].append(row)
    watched = [rows for rows in parties.values() if min(row["day"] for row in rows) >= first + timedelta(60)]
    moved = [
        rows for rows in watched
        if max(row["day"] for row in rows) == close and any(row["cp_kind"] == "company" for row in rows)
    ]  # fmt: skip
    return [_party(rows, close, ours) for rows in moved]


def _who(row: Row) -> str:
    return row["cp_account"] or row["cp_name"] or ""


def _party(rows: Sequence[Row], close: date, ours: frozenset[str]) -> dict[str, Any]:
    last = [row for row in rows if row["cp_kind"] == "company"][-1]  # a name cut short is no name
    known = any(row["cp_customer_id"] or row["cp_uscc"] in ours or row["cp_name"] in ours for row in rows)
    return {
        "cp_key": last["cp_account"] or last["cp_name"], "cp_name": last["cp_name"], "cp_kind": "company",
        "cp_bank_entity": last["cp_bank_entity"], "first_seen": min(row["day"] for row in rows), "n_60": len(rows),
        "sum_60": sum(abs(row["signed"]) for row in rows), "is_customer": bool(known), "is_group": False,
        "known_days": (close - min(row["day"] for row in rows)).days + 1,
    }  # fmt: skip
