"""Promises about the proxy before the API: its word on who calls and over what is taken, and nobody else's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tidewatch.commands.processes import served
from tidewatch.config.sections import Api


async def _seen(api: Api, caller: str) -> tuple[str, str]:
    """(scheme, address) as the application sees them, of a call that says it is 198.51.100.7's, over https."""
    found: list[dict[str, Any]] = []

    async def app(scope: dict[str, Any], receive: object, send: object) -> None:
        found.append(scope)

    config = served(app, api)  # type: ignore[arg-type]  # an ASGI application as small as can be
    config.load()
    headers = [(b"x-forwarded-proto", b"https"), (b"x-forwarded-for", b"198.51.100.7")]
    scope = {"type": "http", "scheme": "http", "client": (caller, 1), "headers": headers, "asgi": {"version": "3.0"}}
    await config.loaded_app(scope, None, None)
    return found[0]["scheme"], found[0]["client"][0]


@pytest.mark.parametrize(
    ("trusted", "caller", "seen"),
    [
        (None, "127.0.0.1", ("https", "198.51.100.7")),
        (None, "172.18.0.1", ("http", "172.18.0.1")),
        (["172.16.0.0/12"], "172.18.0.1", ("https", "198.51.100.7")),
        (["172.16.0.0/12"], "10.0.0.9", ("http", "10.0.0.9")),
    ],
)
def test_a_proxy_that_is_trusted_is_believed_and_nobody_else(
    trusted: list[str] | None, caller: str, seen: tuple[str, str]
) -> None:
    api = Api() if trusted is None else Api.model_validate({"trusted_proxies": trusted})
    assert asyncio.run(_seen(api, caller)) == seen
