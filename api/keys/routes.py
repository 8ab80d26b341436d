"""API keys of integrators. Operators make and revoke them; a key is shown once, and kept as a hash."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.caller import Caller, Parts, only
from api.docs import Answer, shown
from api.problems import Problem, not_found
from events.streams import STREAMS

router = APIRouter(tags=["keys"], dependencies=[only("operator")])

KEY = {
    "id": "0f3a9c21b7de",
    "name": "核心系统",
    "streams": ["txn", "balance"],
    "by": "operator-HO",
    "at": 1767225600000,
}


class NewKey(BaseModel):
    """For whom, and the streams they may send (`*`: all)."""

    name: str = Field(min_length=1, max_length=60, examples=["核心系统"])
    streams: list[str] = Field(min_length=1, max_length=40, examples=[["txn", "balance"]])


class Key(Answer):
    """A key without the key."""

    id: str
    name: str
    streams: list[str]
    by: str
    at: int

    model_config = Answer.with_example(KEY)


class Made(Key):
    """A key that has just been made: `key` is shown this once."""

    key: str

    model_config = Answer.with_example({**KEY, "key": "tw_…"})


class Keys(Answer):
    """Every key that is valid."""

    items: list[Key]
    next: str | None

    model_config = Answer.with_example({"items": [KEY], "next": None})


@router.get("/api-keys", responses=shown(Keys), response_model=None)
def keys(parts: Parts) -> dict[str, Any]:
    """Every key that is valid, the newest first."""
    return {"items": parts.desk.keys.all(), "next": None}


@router.post("/api-keys", status_code=201, responses=shown(Made, 201), response_model=None)
def create(asked: NewKey, who: Caller, parts: Parts) -> dict[str, Any]:
    """A new key. Keep what is answered: it cannot be shown again."""
    unknown = [stream for stream in asked.streams if stream not in STREAMS and stream != "*"]
    if unknown:
        raise Problem(422, f"There is no stream {unknown[0]!r}: see /v1/streams.", "没有这个数据流。")
    key, kept = parts.desk.keys.create(asked.name, asked.streams, who.id, parts.engine.clock)
    parts.desk.audit(who.id, "create key", kept["id"], json.dumps(kept, ensure_ascii=False), parts.engine.clock)
    return {**{name: value for name, value in kept.items() if name != "sha256"}, "key": key}


@router.delete("/api-keys/{key_id}", status_code=204)
def revoke(key_id: Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")], who: Caller, parts: Parts) -> None:
    """Valid no more, at once."""
    if not parts.desk.keys.revoke(key_id):
        raise not_found("key", "密钥")
    parts.desk.audit(who.id, "revoke key", key_id, "", parts.engine.clock)
