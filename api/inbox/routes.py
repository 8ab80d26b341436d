"""The inbox: what waits for me, live."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from api.alerts.schemas import Inbox
from api.caller import Caller, Parts, only, session_of
from api.docs import shown
from api.encoded import Encoded
from api.inbox.live import Live
from api.inbox.page import Paged
from api.inbox.rows import alert_row
from api.moment import midnight

router = APIRouter(tags=["inbox"], dependencies=[only("inbox")])

BEAT_SECONDS = 15.0
STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}
PLACE = r"^\d{1,15}(-\d{1,9})?$"


@router.get("/inbox", responses=shown(Inbox), response_model=None)
def inbox(who: Caller, parts: Parts, page: Paged) -> Encoded:
    """What waits for me: the most urgent first, then by what is at stake."""
    scope, now = who.scope(parts.roster()), parts.engine.clock
    rows, after = parts.desk.inbox(scope, page.wanted, page.cursor, page.limit)
    items = [alert_row(row, parts, now) for row in rows]
    counts = parts.desk.counts(scope, midnight(parts))
    return Encoded({"items": items, "next": after, "counts": counts, "as_of": now, "clock": now})


@router.get("/inbox/stream", response_class=StreamingResponse, responses=STREAM)
async def stream(
    request: Request, who: Caller, parts: Parts, last_event_id: Annotated[str | None, Header(pattern=PLACE)] = None
) -> StreamingResponse:
    """The inbox as server-sent events (`alert`, `gone`: it is on this list no more, `counts`, `digest`; `clock`: the bank's time, epoch ms); Last-Event-ID resumes without a gap, `reset` says that it cannot."""
    live: Live = request.app.state.live

    def alive() -> bool:
        return session_of(request, parts, touch=False) is not None

    text = live.stream(who.scope(parts.roster()), last_event_id, BEAT_SECONDS, alive)
    return StreamingResponse(text, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
