"""Pushes to browsers: the key with which a browser subscribes, and whose browser it is."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller, Parts, only
from api.docs import Answer, shown
from api.problems import Problem
from api.services import Services
from sinks.desk.subscriptions import Subscriptions

router = APIRouter(tags=["push"], dependencies=[only("inbox")])

KEY = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U"
BASE64 = r"^[A-Za-z0-9_-]{16,200}={0,2}$"


class PushKey(Answer):
    """`key` is null where nothing is pushed to browsers."""

    key: str | None

    model_config = Answer.with_example({"key": KEY})


class Keys(BaseModel):
    """As the browser gives them."""

    p256dh: str = Field(pattern=BASE64)
    auth: str = Field(pattern=BASE64)


class Browser(BaseModel):
    """What PushManager.subscribe() answers, as JSON."""

    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(pattern=r"^https?://[^\s]{1,1000}$", examples=["https://push.example/send/abc"])
    keys: Keys


@router.get("/push", responses=shown(PushKey), response_model=None)
def key(parts: Parts) -> dict[str, Any]:
    """The application server key."""
    return {"key": parts.browsers.key if parts.browsers else None}


@router.post("/push/subscriptions", status_code=204)
def subscribe(asked: Browser, who: Caller, parts: Parts) -> None:
    """Push to this browser what I am to be told. Say it again whenever the page is opened."""
    if parts.browsers is None:
        raise Problem(404, "Nothing is pushed to browsers here.", "未启用浏览器推送。")
    host = urlsplit(asked.endpoint).hostname or ""
    if host not in parts.browsers.hosts:
        raise Problem(422, f"Pushes may not go to {host}.", f"不允许推送至 {host}。")
    _subscriptions(parts).put(who.id, asked.model_dump())
    parts.desk.audit(who.id, "subscribe", host, "", parts.engine.clock)


@router.delete("/push/subscriptions", status_code=204)
def unsubscribe(endpoint: Annotated[str, Query(max_length=1_100)], who: Caller, parts: Parts) -> None:
    """Push to this browser no more."""
    _subscriptions(parts).drop(who.id, endpoint)
    parts.desk.audit(who.id, "unsubscribe", urlsplit(endpoint).hostname or "", "", parts.engine.clock)


def _subscriptions(parts: Services) -> Subscriptions:
    return Subscriptions(parts.desk.redis)
