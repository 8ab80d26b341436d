"""Events in over HTTP: JSON, NDJSON, CloudEvents (single, batch, binary), camt, MT940, CSV; each record has its own answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.caller import Parts, session_of
from api.docs import shown
from api.events.answers import answers
from api.events.bodies import attributes_of, records_of
from api.events.schemas import BODIES, Streams, Taken
from api.problems import Problem, not_found
from api.services import Services
from events.streams import STREAMS

router = APIRouter(tags=["events"])


@router.post(
    "/events/{stream}", status_code=202, responses=shown(Taken, 202), response_model=None,
    openapi_extra={"requestBody": {"required": True, "content": BODIES}, "security": [{"key": []}, {"session": []}]},
)  # fmt: skip
async def events(
    stream: Annotated[str, Path(max_length=40, examples=["txn"])],
    request: Request,
    parts: Parts,
    mapping: Annotated[
        str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="how the rows of a CSV become records")
    ] = None,
) -> JSONResponse:
    """Records of one stream. 202: every accepted record is on disk, and the answer says of each whether it was accepted or why not.

    Idempotent: a record with the same event_id (or, without one, the same natural key) counts once. 429 asks to slow down.
    A camt or MT940 body may carry records of other streams (balances): they are taken when the key may send those too.
    """
    if stream not in STREAMS:
        raise not_found(f"stream as {stream!r}; see /v1/streams", "数据流")
    granted = await run_in_threadpool(granted_to, request, stream, parts)
    body = await request.body()
    return await run_in_threadpool(_take, stream, body, request, parts, mapping, granted)


def _take(
    stream: str, body: bytes, request: Request, parts: Services, mapping: str | None, granted: frozenset[str]
) -> JSONResponse:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    given, headers = records_of(stream, body, kind, mapping, parts.mappings), attributes_of(request.headers)
    said = answers(given, headers, granted)
    batches: dict[str, list[Any]] = defaultdict(list)
    for one, its in zip(given, said, strict=True):
        if its["status"] == "accepted":
            batches[one.stream].append((None, one.line, headers))
    for name, records in batches.items():
        parts.engine.accept(name, records)
    accepted = sum(map(len, batches.values()))
    return JSONResponse({"accepted": accepted, "refused": len(given) - accepted, "items": said}, 202)


@router.get("/streams", responses=shown(Streams), response_model=None)
def streams() -> dict[str, Any]:
    """The streams, each with its fields: what an integrator may send."""
    return {
        "items": [{"stream": name, "fields": list(model.model_fields)} for name, model in STREAMS.items()],
        "next": None,
    }


def granted_to(request: Request, stream: str, parts: Services) -> frozenset[str]:
    """The streams that the caller may send, this one among them: by an API key, or somebody of the demonstration. Raises Problem."""
    if parts.demo and request.headers.get("X-Tidewatch") == "1" and session_of(request, parts) is not None:
        return frozenset(STREAMS)
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known = parts.desk.keys.of(key) if key else None
    if known is None:
        raise Problem(401, "Send an API key: Authorization: Bearer KEY.", "请携带 API 密钥。")
    granted = frozenset(STREAMS) if "*" in known["streams"] else frozenset(known["streams"])
    if stream not in granted:
        raise Problem(403, f"This key may not send {stream}.", f"该密钥无权发送 {stream}。")
    return granted
