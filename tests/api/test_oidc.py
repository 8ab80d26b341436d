"""Signing in through an identity provider: what holds lets one in as who one is; anything that does not hold lets nobody in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.roles import Role
from api.session.oidc import Oidc
from tests.api.conftest import AMPLE, HERE
from tests.api.issuer import CLIENT, SECRET, Issuer
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.close()


@pytest.fixture
def issuer(provider: Issuer) -> Issuer:
    provider.lies, provider.published, provider.key = {}, [provider.published[0]], provider.published[0]
    return provider


@pytest.fixture
def browser(house: House, issuer: Issuer) -> Iterator[TestClient]:
    settings = Oidc(
        issuer.url,
        CLIENT,
        f"{HERE}/v1/session/callback",
        SecretStr(SECRET),
        roles={"corp-rm": Role.RM, "corp-aml": Role.AML},
    )
    app = create_app(house.services(), secret="s", oidc=settings, limits=AMPLE)
    with TestClient(app, HERE, client=("10.0.0.9", 1), follow_redirects=False) as client:
        yield client


def sent(browser: TestClient) -> str:
    """To the provider and back: the address that the provider sends the browser to."""
    there = browser.get("/v1/session/login", params={"next": "/customers"}).headers["location"]
    return httpx.get(there, follow_redirects=False).headers["location"]


def test_who_signs_in_is_who_the_provider_says(browser: TestClient) -> None:
    back = browser.get(sent(browser))
    assert (back.status_code, back.headers["location"]) == (303, "/customers")
    assert "HttpOnly" in back.headers["set-cookie"]
    assert "samesite=strict" in back.headers["set-cookie"].lower()
    assert {name: browser.get("/v1/me").json()[name] for name in ("id", "role", "org_id")} == {
        "id": "RM01",
        "role": "rm",
        "org_id": "T1",
    }
    browser.headers["X-Tidewatch"] = "1"
    assert browser.delete("/v1/session").status_code == 204
    assert browser.get("/v1/me").status_code == 401


@pytest.mark.parametrize("lie", [{"aud": "another"}, {"iss": "http://evil"}, {"exp": 1}, {"exp": None}, {"nonce": "stale"}, {"nonce": None}, {"iat": 2**40}, {"azp": "another"}, {"roles": []}, {"roles": ["corp-rm", "corp-aml"]}, {"org": None}, {"sub": 7}])  # fmt: skip
def test_a_token_that_does_not_hold_lets_nobody_in(browser: TestClient, issuer: Issuer, lie: dict[str, object]) -> None:
    issuer.lies = lie
    back = browser.get(sent(browser))
    assert (back.status_code, back.headers["content-type"]) == (401, "application/problem+json")
    assert browser.get("/v1/me").status_code == 401


def test_a_key_that_the_provider_does_not_publish_signs_nobody_in(browser: TestClient, issuer: Issuer) -> None:
    issuer.key = RSAKey.generate_key(2048, {"kid": "k1"})
    assert browser.get(sent(browser)).status_code == 401


def test_a_new_key_is_looked_up_once(browser: TestClient, issuer: Issuer) -> None:
    browser.get(sent(browser))
    issuer.key = RSAKey.generate_key(2048, {"kid": "k2", "alg": "RS256", "use": "sig"})
    issuer.published = [issuer.published[0], issuer.key]
    assert browser.get(sent(browser)).status_code == 303


def test_a_log_in_is_finished_once_and_by_the_browser_that_began_it(browser: TestClient) -> None:
    address = sent(browser)
    with TestClient(browser.app, HERE, follow_redirects=False) as another:
        assert another.get(address).status_code == 401
    assert browser.get(address).status_code == 303
    assert browser.get(address).status_code == 401


def test_a_code_of_another_log_in_is_refused(browser: TestClient) -> None:
    other = parse_qs(urlsplit(sent(browser)).query)["code"][0]
    mine = urlsplit(sent(browser))
    state = parse_qs(mine.query)["state"][0]
    assert browser.get("/v1/session/callback", params={"code": other, "state": state}).status_code == 401


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_nobody_is_sent_elsewhere_afterwards(browser: TestClient, page: str) -> None:
    assert browser.get("/v1/session/login", params={"next": page}).status_code == 422


def test_a_provider_that_is_away_is_said_so(house: House) -> None:
    app = create_app(house.services(), oidc=Oidc("http://127.0.0.1:9", CLIENT, HERE))
    with TestClient(app, HERE) as client:
        started = time.monotonic()
        answer = client.get("/v1/session/login")
    assert answer.status_code == 503
    assert time.monotonic() - started < 30


def test_demo_people_are_for_this_machine_alone(house: House) -> None:
    app = create_app(house.services(), limits=AMPLE)
    who = {"identity": next(iter(house.services().identities()))}
    places = ((HERE, "127.0.0.1", 200), (HERE, "10.0.0.9", 404), ("http://evil.example", "127.0.0.1", 404))
    for base, address, status in places:
        with TestClient(app, base, client=(address, 1)) as client:
            assert client.post("/v1/session", json=who).status_code == status
            assert client.get("/v1/identities").status_code == status
