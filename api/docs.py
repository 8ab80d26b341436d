"""How the API is written down: every answer has a model and an example, every error is a problem (RFC 9457)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict

from api.problems import TITLES

PROBLEM = "application/problem+json"
EVERYWHERE = (400, 401, 403, 404, 413, 422, 429, 503)
DESCRIPTION = (
    "Events in, alerts and tasks out. Money is fen, times are epoch ms (UTC), days are YYYY-MM-DD in the bank's zone. "
    "Unsafe calls of a session carry the header `X-Tidewatch: 1`; integrators send `Authorization: Bearer KEY`."
)


class Answer(BaseModel):
    """What a route answers; further fields may be added, none is taken away within /v1."""

    model_config = ConfigDict(extra="allow")

    @staticmethod
    def with_example(example: Any) -> ConfigDict:
        """The model's configuration with one example."""
        return ConfigDict(extra="allow", json_schema_extra={"examples": [example]})


class ProblemDetails(BaseModel):
    """Why there is no answer, in both languages, saying what to do."""

    type: str
    title: str
    status: int
    detail: str
    detail_zh: str

    model_config = Answer.with_example(
        {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "detail": "There is no such alert.",
            "detail_zh": "没有这个提醒。",
        }
    )


def shown(model: type[BaseModel], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: what it answers when all is well."""
    return {status: {"model": model}}


def problem(status: int) -> dict[str, Any]:
    """One kind of refusal."""
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    example = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": "…", "detail_zh": "…"}
    return {"description": TITLES[status], "content": {PROBLEM: {"schema": schema, "example": example}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {status: problem(status) for status in EVERYWHERE}
CONFLICT: dict[int | str, dict[str, Any]] = {409: problem(409)}


def describe(app: FastAPI) -> None:
    """The whole document: the problem's schema, and the two ways to prove who one is."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
            parts = found.setdefault("components", {})
            parts.setdefault("schemas", {})["ProblemDetails"] = ProblemDetails.model_json_schema()
            parts["securitySchemes"] = {
                "session": {"type": "apiKey", "in": "cookie", "name": "tidewatch"},
                "key": {"type": "http", "scheme": "bearer"},
            }
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way
