"""The inbox: what waits for me, live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from api.identity import Caller, Parts, only
from api.inbox.rows import alert_row
from api.moment import midnight
from sinks.desk import Desk, Scope

router = APIRouter(tags=["inbox"], dependencies=[only("inbox")])

BEAT_SECONDS = 15.0
LOOK_SECONDS = 0.1


@router.get("/inbox")
def inbox(
    who: Caller,
    parts: Parts,
    state: Literal["live", "open", "acked", "snoozed", "done", "all"] = "live",
    severity: Literal["P1", "P2", "P3", "P4"] | None = None,
    rule: Annotated[str | None, Query(max_length=10)] = None,
    q: Annotated[str, Query(max_length=60)] = "",
    cursor: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """What waits for me: the most urgent first, then by what is at stake."""
    scope, now = who.scope(), parts.engine.clock
    rows, after = parts.desk.inbox(scope, state, severity, rule, q, cursor, limit)
    items = [alert_row(row, parts, now) for row in rows]
    return {
        "items": items,
        "next": after,
        "counts": parts.desk.counts(scope, midnight(parts)),
        "as_of": now,
        "clock": now,
    }


@router.get("/inbox/stream")
async def stream(
    request: Request, who: Caller, parts: Parts, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """The inbox as server-sent events; Last-Event-ID resumes without a gap."""
    scope = who.scope()
    since = last_event_id if last_event_id is not None else await asyncio.to_thread(parts.desk.last_event)
    events = _events(request, parts, scope, since)
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(request: Request, parts: Parts, scope: Scope, since: str) -> AsyncIterator[str]:
    quiet = 0.0
    yield ": hello\n\n"
    while not await request.is_disconnected():
        since, changed = await asyncio.to_thread(_changed, parts.desk, scope, since)
        for row in changed:
            yield f"id: {since}\nevent: alert\ndata: {_json(alert_row(row, parts, parts.engine.clock))}\n\n"
        if changed:
            counts = await asyncio.to_thread(parts.desk.counts, scope, midnight(parts))
            yield f"event: counts\ndata: {_json(counts)}\n\n"
        quiet = 0.0 if changed else quiet + LOOK_SECONDS
        if quiet >= BEAT_SECONDS:
            quiet = 0.0
            yield ": beat\n\n"
        await asyncio.sleep(LOOK_SECONDS)


def _changed(desk: Desk, scope: Scope, since: str) -> tuple[str, list[dict[str, Any]]]:
    return desk.changes(scope, since)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
