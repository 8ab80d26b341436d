"""Events in over HTTP: JSON, NDJSON, CloudEvents (single, batch, binary); each record has its own answer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from api.identity import Parts
from api.problems import Problem, not_found
from api.services import Services
from events.decode_one import Refused, decode_one
from events.streams import STREAMS

router = APIRouter(tags=["events"])

MAX_BODY = 8_000_000
MAX_RECORDS = 10_000


@router.post("/events/{stream}", status_code=202)
async def events(stream: Annotated[str, Path(max_length=40)], request: Request, parts: Parts) -> JSONResponse:
    """Records of one stream. 202: every accepted record is on disk. The answer lists what was refused, and why.

    Idempotent: a record with the same event_id is taken once. Body: one JSON object, a JSON array, NDJSON, or CloudEvents 1.0
    (application/cloudevents+json, application/cloudevents-batch+json, or `ce-` headers).
    """
    if stream not in STREAMS:
        raise not_found(f"stream as {stream!r}; see /v1/streams", "数据流")
    allowed(request, stream, parts)
    lines = lines_of(await _body(request))
    headers = {f"ce_{name[3:]}": value for name, value in request.headers.items() if name.startswith("ce-")}
    answers = [_checked(stream, i, line, headers) for i, line in enumerate(lines)]
    good = [(None, line, headers) for line, one in zip(lines, answers, strict=True) if one["status"] == "accepted"]
    if good:
        parts.engine.accept(stream, good)
    return JSONResponse({"accepted": len(good), "refused": len(lines) - len(good), "items": answers}, 202)


@router.get("/streams")
def streams() -> dict[str, Any]:
    """The streams, each with its fields: what an integrator may send."""
    return {
        "items": [{"stream": name, "fields": list(model.model_fields)} for name, model in STREAMS.items()],
        "next": None,
    }


def allowed(request: Request, stream: str, parts: Services) -> None:
    """An API key for this stream; without any keys (the demonstration) somebody must have signed in. Raises Problem."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if parts.demo and request.session.get("who") and request.headers.get("X-Tidewatch") == "1":
        return
    granted = (parts.api_keys or {}).get(hashlib.sha256(key.encode()).hexdigest()) if key else None
    if granted is None:
        raise Problem(401, "Send an API key: Authorization: Bearer KEY.", "请携带 API 密钥。")
    if stream not in granted and "*" not in granted:
        raise Problem(403, f"This key may not send {stream}.", f"该密钥无权发送 {stream}。")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise Problem(413, f"A body may have {MAX_BODY:,} bytes: send smaller batches.", "请求体过大,请分批发送。")
    return bytes(body)


def lines_of(body: bytes) -> list[bytes]:
    """The records of a body: an array's elements, or its lines."""
    text = body.strip()
    lines = [one for one in text.split(b"\n") if one.strip()]
    if text.startswith(b"["):
        lines = _elements(text)
    elif len(lines) > 1 and not lines[0].rstrip().endswith(b"}"):
        lines = [text.replace(b"\n", b" ")]  # one object, written over several lines
    if not lines:
        raise Problem(422, "The body is empty: send a JSON object, an array or NDJSON.", "请求体为空。")
    if len(lines) > MAX_RECORDS:
        raise Problem(413, f"A call may carry {MAX_RECORDS:,} records.", "单次记录数过多,请分批发送。")
    return lines


def _elements(text: bytes) -> list[bytes]:
    """Each as its own text: a number is not to become another one on the way."""
    try:
        return [bytes(item).replace(b"\n", b" ") for item in msgspec.json.decode(text, type=list[msgspec.Raw])]
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Problem(422, f"Not JSON: {error}", "不是合法的 JSON。") from None


def _checked(stream: str, i: int, line: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    try:
        decode_one(stream, line, headers, Counter())
    except Refused as why:
        return {"index": i, "status": "refused", "reason": str(why.reason), "detail": why.detail}
    return {"index": i, "status": "accepted"}
