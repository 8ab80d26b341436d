"""The API as one app: resources under /v1, the web pages at /."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from api import docs, problems, reference
from api.alerts import routes as alerts
from api.customers.routes import router as customers
from api.events.routes import router as events
from api.explain.routes import router as explain
from api.exports.routes import router as exports
from api.headers import SecurityHeaders
from api.inbox.live import Live
from api.inbox.routes import router as inbox
from api.keys.routes import router as keys
from api.kpis.routes import router as kpis
from api.limits import Limited, Limits
from api.operations.routes import health, metrics
from api.operations.routes import router as operations
from api.push.routes import router as push
from api.rules.routes import router as rules
from api.services import Services
from api.session.oidc import Oidc, Provider
from api.session.routes import router as session
from api.silences.routes import router as silences
from api.tags.routes import router as tags
from api.wall.routes import router as wall
from sinks.desk import Sessions

ROUTERS = (
    session, events, inbox, alerts.router, alerts.tasks, customers, kpis, tags, wall, rules, explain, silences, push, exports, keys, operations, health,
)  # fmt: skip
GZIP = 4  # a page of fifty alerts: 0.4 ms for 2.0 KB; level 9 takes 1.0 ms for 1.9 KB


def create_app(
    services: Services,
    web: Path | None = None,
    secret: str | None = None,
    oidc: Oidc | None = None,
    limits: Limits | None = None,
) -> FastAPI:
    """The app over these parts. `web`: the folder of the built pages; `secret`: signs sessions, the same for every API process of a bank."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(app.state.live.stop)

    app = FastAPI(
        title="Tidewatch 观潮", version="1", docs_url=None, openapi_url="/v1/openapi.json", redoc_url=None, lifespan=lifespan
    )  # fmt: skip
    app.state.services = services
    app.state.live = Live(services)
    app.state.sessions = Sessions(services.desk.redis, secret or secrets.token_hex(32))
    app.state.provider = Provider(oidc) if oidc else None
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=GZIP)
    app.add_middleware(Limited, limits=limits or Limits())
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    app.include_router(_v1())
    # where Prometheus looks unless told otherwise
    app.add_api_route("/metrics", metrics, include_in_schema=False, response_class=PlainTextResponse)
    docs.describe(app)
    if web is not None and web.is_dir():
        app.mount("/", Pages(directory=web, html=True), name="web")
    return app


def _v1() -> APIRouter:
    v1 = APIRouter(prefix="/v1", responses=docs.PROBLEMS)
    for router in ROUTERS:
        v1.include_router(router)
    v1.include_router(reference.router)
    v1.include_router(alerts.steps, prefix="/alerts", tags=["alerts"])
    v1.include_router(alerts.steps, prefix="/tasks", tags=["tasks"])
    return v1


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
