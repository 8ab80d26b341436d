"""The API as one app: resources under /v1, the web pages at /."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.alerts.routes import router as alerts
from api.customers.routes import router as customers
from api.events.routes import router as events
from api.explain.routes import router as explain
from api.inbox.live import Live
from api.inbox.routes import router as inbox
from api.operations.routes import health
from api.operations.routes import router as operations
from api.rules.routes import router as rules
from api.services import Services
from api.session.routes import router as session
from api.silences.routes import router as silences
from api.wall.routes import router as wall

ROUTERS = (session, events, inbox, alerts, customers, wall, rules, explain, silences, operations, health)
IDLE_SECONDS = 12 * 3600
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


def create_app(services: Services, web: Path | None = None, secret: str | None = None) -> FastAPI:
    """The app over these parts. `web`: the folder of the built pages."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(app.state.live.stop)

    app = FastAPI(
        title="Tidewatch 观潮",
        version="1",
        docs_url="/v1/docs",
        openapi_url="/v1/openapi.json",
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.services = services
    app.state.live = Live(services)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(
        SessionMiddleware, secret_key=secret or secrets.token_hex(32), same_site="strict", max_age=IDLE_SECONDS,
        session_cookie="tidewatch",
    )  # fmt: skip
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    v1 = APIRouter(prefix="/v1")
    for router in ROUTERS:
        v1.include_router(router)
    app.include_router(v1)
    if web is not None and web.is_dir():
        app.mount("/", Pages(directory=web, html=True), name="web")
    return app


class SecurityHeaders:
    """Headers that every answer carries. Plain ASGI: a stream is not held up by it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/v1/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, sent)


class Pages(StaticFiles):
    """The web app's files; any other path is the app's own page, so that a reload keeps its place."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or index.html."""
        try:
            return await super().get_response(path, scope)
        except HTTPException as missing:
            if missing.status_code != 404 or path.startswith("v1") or "." in path.rsplit("/", 1)[-1]:
                raise
            return await super().get_response("index.html", scope)
