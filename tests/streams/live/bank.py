"""Records of a very small bank for tests on a real broker."""

from __future__ import annotations

from typing import Any

from tests.streams.intake.bank import MOON, SUN

MORNING = "2026-03-03T10:00:00+08:00"
CUSTOMERS: tuple[dict[str, Any], ...] = (
    {"customer_id": "C1", "name": "杭州旭日机械有限公司", "uscc": SUN, "event_time": "2026-03-02T08:00:00+08:00"},
    {"customer_id": "C2", "name": "宁波明月置地有限公司", "uscc": MOON, "event_time": "2026-03-02T08:00:00+08:00"},
)


def account(number: str, customer: str = "C1") -> dict[str, Any]:
    """An account of a customer."""
    return {"account_no": number, "customer_id": customer, "event_time": "2026-03-02T08:00:00+08:00"}


def entry(number: str, **changed: Any) -> dict[str, Any]:
    """A debit of an account."""
    return {"account_no": number, "cdt_dbt": "DBIT", "amount": "100.00", "event_time": MORNING, **changed}


def ruling(case: str, uscc: str = SUN) -> dict[str, Any]:
    """A court's word on a company, which RSK-21 finds at once."""
    return {"case_no": case, "role": "失信", "uscc": uscc, "amount": "3000000.00", "event_time": MORNING}
