"""Taking lists out: with a reason, in the audit log, capped, and marked with who took it and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.caller import Caller, Parts, only
from api.customers.service import Asked, listed
from api.identity import AUDIENCES, Identity
from api.problems import Problem
from api.services import Services
from sinks.desk import Wanted

router = APIRouter(tags=["exports"], dependencies=[only("inbox", "customers")])

MOST_ROWS = 2_000
PAGE = 200
COLUMNS = {
    "customers": ("customer_id", "name", "uscc", "tier", "industry", "owner_name", "bal", "open_alerts"),
    "tasks": ("task_id", "rule_id", "severity", "state", "customer_id", "customer_name", "title_zh", "money_at_stake", "owner", "due_at", "result_code"),
}  # fmt: skip
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


class Export(BaseModel):
    """What, and why."""

    what: Literal["customers", "tasks"]
    reason: str = Field(min_length=5, max_length=200, examples=["季度客户走访名单"])
    state: Literal["live", "snoozed", "done", "all"] = "live"


@router.post("/exports", response_class=Response, responses=CSV)
def export(asked: Export, who: Caller, parts: Parts) -> Response:
    """A list as CSV, 2,000 rows at most: what the caller may see, and nothing else."""
    page = {"customers": "customers", "tasks": "inbox"}[asked.what]
    if not who.may(page):
        raise Problem(403, "This page is not yours.", "您没有此页面的权限。")
    rows = _customers(who, parts) if asked.what == "customers" else list(_tasks(who, parts, asked.state))
    parts.desk.audit(who.id, "export", asked.what, f"{len(rows)} rows: {asked.reason}", parts.engine.clock, _class(who))
    mark = f"# {who.name} {who.id} {datetime.now(UTC).isoformat(timespec='seconds')}\r\n"
    return Response("\ufeff" + mark + _csv(COLUMNS[asked.what], rows), media_type="text/csv; charset=utf-8")


def _class(who: Identity) -> str:
    return "aml" if "aml" in AUDIENCES[who.role] else "normal"


def _customers(who: Identity, parts: Services) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = listed(who, parts, Asked(), 0, MOST_ROWS)["items"]
    return found


def _tasks(who: Identity, parts: Services, state: str) -> Iterable[dict[str, Any]]:
    after: str | None = None
    for _ in range(MOST_ROWS // PAGE):
        rows, after = parts.desk.inbox(who.scope(parts.roster()), Wanted(state), after, PAGE)
        yield from rows
        if after is None:
            return


def _csv(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is kept a text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
