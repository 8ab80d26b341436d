"""How much one caller may send: bytes of a body, and calls in a time. In memory, for each process; callers are told apart by key, session or address."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.caller import COOKIE
from api.problems import answer

EVENTS_BYTES = 8_000_000
PROOF_BYTES = 10_000_000  # a phone's photo
BYTES = 64_000
REMEMBERED = 20_000  # callers, ~200 B each


@dataclass(frozen=True)
class Rate:
    """So many calls a second in the long run, and so many at once."""

    per_second: float
    burst: int


@dataclass(frozen=True)
class Limits:
    """What one caller may do. `login`: signing in, by address."""

    call: Rate = Rate(20, 200)
    events: Rate = Rate(50, 400)
    login: Rate = Rate(0.5, 60)


class Buckets:
    """Token buckets by caller; those not seen for longest are forgotten."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, rate: Rate, now: float) -> float:
        """0 when the call may go on, else after how many seconds it may."""
        left, at = self._left.pop(who, (float(rate.burst), now))
        left = min(rate.burst, left + (now - at) * rate.per_second)
        wait = 0.0 if left >= 1 else (1 - left) / rate.per_second
        self._left[who] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return wait


def body_limit(path: str) -> int:
    """Bytes that a body of a path may have."""
    if path.startswith("/v1/events/"):
        return EVENTS_BYTES
    return PROOF_BYTES if path.endswith("/proof") else 1_500_000 if path.endswith("/requeue") else BYTES


class Limited:
    """ASGI: 429 with Retry-After for too many calls, 413 for too large a body, however it is sent."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits, self._buckets = app, limits, Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            return await self._app(scope, receive, send)
        request = Request(scope)
        who, rate = self._rate(request)
        wait = self._buckets.take(who, rate, time.monotonic())
        if wait:
            refused = answer(
                429, "Too many calls: wait as long as Retry-After says.", "请求过于频繁,请稍后重试。", math.ceil(wait)
            )
            return await refused(scope, receive, send)
        most = body_limit(scope["path"])
        if int(request.headers.get("Content-Length") or 0) > most:
            return await too_large(most)(scope, receive, send)
        return await self._app(scope, _counted(receive, most), send)

    def _rate(self, request: Request) -> tuple[str, Rate]:
        path = request.url.path
        if path.startswith("/v1/session") and request.method != "DELETE":
            return f"login {request.client.host if request.client else ''}", self._limits.login
        said = request.headers.get("Authorization") or request.cookies.get(COOKIE)
        who = hashlib.sha256(said.encode()).hexdigest() if said else request.client.host if request.client else ""
        events = path.startswith("/v1/events/")
        return f"{'events' if events else 'call'} {who}", self._limits.events if events else self._limits.call


def too_large(most: int) -> ASGIApp:
    """The answer to a body that is too large."""
    return answer(413, f"A body may have {most:,} bytes: send smaller batches.", "请求体过大,请分批发送。", 1)


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413, f"A body may have {most:,} bytes: send smaller batches.", {"Retry-After": "1"})
        return message

    return counted
