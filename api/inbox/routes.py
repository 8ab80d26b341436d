"""The inbox: what waits for me, live."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from api.alerts.routes import Cursor
from api.alerts.schemas import Inbox
from api.docs import shown
from api.identity import Caller, Parts, only, session_of
from api.inbox.live import Live
from api.inbox.rows import alert_row
from api.moment import midnight
from sinks.desk import Wanted

router = APIRouter(tags=["inbox"], dependencies=[only("inbox")])

BEAT_SECONDS = 15.0
STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}
PLACE = r"^\d{1,15}(-\d{1,9})?$"


@router.get("/inbox", responses=shown(Inbox), response_model=None)
def inbox(
    who: Caller,
    parts: Parts,
    state: Literal["live", "open", "acked", "snoozed", "done", "all"] = "live",
    severity: Literal["P1", "P2", "P3", "P4"] | None = None,
    rule: Annotated[str | None, Query(max_length=10)] = None,
    q: Annotated[str, Query(max_length=60)] = "",
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """What waits for me: the most urgent first, then by what is at stake."""
    scope, now = who.scope(), parts.engine.clock
    rows, after = parts.desk.inbox(scope, Wanted(state, severity, rule, q), cursor, limit)
    items = [alert_row(row, parts, now) for row in rows]
    return {
        "items": items,
        "next": after,
        "counts": parts.desk.counts(scope, midnight(parts)),
        "as_of": now,
        "clock": now,
    }


@router.get("/inbox/stream", response_class=StreamingResponse, responses=STREAM)
async def stream(
    request: Request, who: Caller, parts: Parts, last_event_id: Annotated[str | None, Header(pattern=PLACE)] = None
) -> StreamingResponse:
    """The inbox as server-sent events (`alert`, `counts`, `digest`); Last-Event-ID resumes without a gap, `reset` says that it cannot."""
    live: Live = request.app.state.live

    def alive() -> bool:
        return session_of(request, parts, touch=False) is not None

    text = live.stream(who.scope(), last_event_id, BEAT_SECONDS, alive)
    return StreamingResponse(text, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
