"""Errors as application/problem+json (RFC 9457), in both languages, each saying what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.engine import Backpressure, EngineDown
from api.invalid import place, sentence
from sinks.desk import DeskDown, TaskRefused
from sinks.warehouse import WarehouseDown

log = logging.getLogger(__name__)

MOST_SAID = 3  # mistakes of one call in its sentence; all are in `errors`
TITLES = {
    400: "Bad request", 401: "Sign in first", 403: "Not yours to see", 404: "Not found", 405: "Method not allowed", 409: "Not possible now",
    413: "Too large", 415: "Unsupported content type", 422: "Not valid", 429: "Too many requests", 500: "Our mistake", 503: "Unavailable",
}  # fmt: skip

NOWHERE = ("There is nothing at this address: check the link.", "没有这个地址,请检查链接。")
SAID = {404: NOWHERE, 405: ("This address does not take that method.", "该地址不支持此方法。")}
SAID_ZH = {400: "请求无法读取,请检查内容。", 413: "请求体过大,请分批发送。"}


class Problem(Exception):
    """What goes back instead of an answer."""

    def __init__(self, status: int, detail: str, detail_zh: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.detail_zh = status, detail, detail_zh
        self.retry_after = retry_after


def not_found(what: str, what_zh: str) -> Problem:
    """There is none, or it is not the caller's to know that there is one: the same answer."""
    return Problem(404, f"There is no such {what}.", f"没有这个{what_zh}。")


def answer(status: int, detail: str, detail_zh: str, retry_after: int | None = None, **more: Any) -> JSONResponse:
    """A problem as a response."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status, "detail": detail}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse(
        {**body, "detail_zh": detail_zh, **more}, status, headers, media_type="application/problem+json"
    )


Handler = Callable[[Request, Any], Coroutine[Any, Any, JSONResponse]]


async def _problem(_: Request, why: Problem) -> JSONResponse:
    return answer(why.status, why.detail, why.detail_zh, why.retry_after)


async def _refused(_: Request, why: TaskRefused) -> JSONResponse:
    return answer(409, why.sentence_en, why.sentence_zh)


async def _away(_: Request, why: Exception) -> JSONResponse:
    return answer(503, f"A part is away: try again in a moment ({type(why).__name__}).", "存储暂不可用,请稍后重试。", 2)


async def _slow_down(_: Request, why: Backpressure) -> JSONResponse:
    return answer(
        429,
        "More is waiting than may wait: nothing was taken, send it again later.",
        "积压过多,请稍后重发。",
        why.retry_after,
    )


async def _mistake(request: Request, why: Exception) -> JSONResponse:
    log.error("%s %s: %s", request.method, request.scope.get("route"), type(why).__name__, exc_info=why)
    return answer(500, "This is our mistake; it has been logged.", "系统异常,已记录。")


async def _invalid(_: Request, why: RequestValidationError) -> JSONResponse:
    if all(error["loc"][0] == "path" for error in why.errors()):
        return answer(404, *NOWHERE)  # an id that cannot be one: a link that was cut
    places = [
        {"at": ".".join(map(str, e["loc"])), "message": e["msg"], "message_zh": f"{place(e)}:{sentence(e)}"}
        for e in why.errors()
    ]
    said = "; ".join(f"{one['at']}: {one['message']}" for one in places[:MOST_SAID])
    said_zh = "。".join(one["message_zh"] for one in places[:MOST_SAID])
    return answer(422, said, f"{said_zh}。", errors=places)


async def _http(_: Request, why: HTTPException) -> JSONResponse:
    plain = (str(why.detail), SAID_ZH.get(why.status_code, "请求未被接受。"))
    found = answer(why.status_code, *SAID.get(why.status_code, plain))
    found.headers.update(why.headers or {})
    return found


def install(app: FastAPI) -> None:
    """Every error of the API in this one shape."""
    handlers: dict[type[Exception], Handler] = {
        Problem: _problem, TaskRefused: _refused, DeskDown: _away, WarehouseDown: _away, EngineDown: _away, Backpressure: _slow_down,
        RequestValidationError: _invalid, HTTPException: _http, Exception: _mistake,
    }  # fmt: skip
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
