"""The document of the API is true: what it says may be sent is taken, what it says is answered is answered, nothing falls over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from api.app import create_app
from api.docs import EVERYWHERE, PROBLEM
from api.invalid import UNFORESEEN
from tests.api.conftest import AMPLE, HERE, As
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")


def said_in_chinese(_: object, response: Any, __: object) -> None:
    """What is not valid is said in our own words: none of pydantic's mistakes comes as a surprise."""
    if response.status_code == 422:
        said = response.json()
        assert not [one for one in said.get("errors", ()) if UNFORESEEN in one["message_zh"]], said


CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance,
    said_in_chinese,
]  # fmt: skip
ROLES = ("rm", "branch", "operator", "nobody")
EXAMPLES = 3
APART = ("/v1/inbox/stream", "/v1/session", "/v1/api-keys")  # endless; signing out; many keys


@pytest.fixture(scope="module")
def document(house: House) -> dict[str, Any]:
    return create_app(house.services(), limits=AMPLE).openapi()


@pytest.fixture
def sessions(sign_in: As) -> Iterator[dict[str, asgi.ASGIClient]]:
    """Somebody of each role."""
    with contextlib.ExitStack() as opened:
        found = {}
        for role in ROLES:
            client = cast(TestClient, sign_in(role))
            found[role] = session = opened.enter_context(asgi.get_client(cast(Any, client.app)))
            session.cookies.update(dict(client.cookies))
            session.headers["X-Tidewatch"] = "1"
        yield found


def test_every_route_has_words_an_example_and_every_refusal(document: dict[str, Any]) -> None:
    lacking = set()
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            good = next(answer for status, answer in said["responses"].items() if status[0] in "23")
            refused = {int(s) for s, answer in said["responses"].items() if PROBLEM in answer.get("content", {})}
            if (
                not said.get("summary")
                or not said.get("description")
                or not set(EVERYWHERE) - {503} <= refused
                or "description" not in good
            ):
                lacking.add(f"{method} {path}")
    assert not lacking


def test_every_model_of_an_answer_has_an_example(document: dict[str, Any]) -> None:
    parts = document
    shown = {
        answer["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        for methods in parts["paths"].values() for said in methods.values() for status, answer in said["responses"].items()
        if status[0] == "2" and "$ref" in answer.get("content", {}).get("application/json", {}).get("schema", {})
    }  # fmt: skip
    assert {name for name in shown if not parts["components"]["schemas"][name].get("examples")} == set()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_is_written_down_holds(
    mode: GenerationMode, document: dict[str, Any], sessions: dict[str, asgi.ASGIClient]
) -> None:
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = cast(Ok[Any], found).ok()
        if operation.path not in APART:
            holds(operation, mode, sessions)


def holds(operation: Any, mode: GenerationMode, sessions: dict[str, asgi.ASGIClient]) -> None:
    """Some calls that the document allows, or some that it does not: each by every role, for to think of one takes longer than to make it."""

    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    @given(case=operation.as_strategy(mode))
    def call(case: Any) -> None:
        for role, session in sessions.items():
            try:
                case.validate_response(case.call(session=session, base_url=HERE), checks=CHECKS)
            except BaseException as fault:
                fault.add_note(f"asked by {role}")
                raise

    with contextlib.suppress(Unsatisfiable):  # there is nothing wrong that could be said to a call without parameters
        call()
