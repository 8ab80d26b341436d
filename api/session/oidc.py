"""Signing in through the bank's identity provider: OpenID Connect, authorization code with PKCE.

/v1/session/login → the provider → /v1/session/callback: state and browser fit, code exchanged, ID token verified → an Identity
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import SecretStr

from api.identity import Identity
from api.roles import Role

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # never none, never a shared secret
LEEWAY_SECONDS = 30
KEPT_SECONDS = 3600.0  # how long the provider's metadata and keys are believed
TIMEOUT_SECONDS = 5.0


class LoginRefused(Exception):
    """Why somebody cannot sign in: for the log and the answer; no token is in it."""


@dataclass(frozen=True)
class Oidc:
    """The provider, and how its claims become ours. `roles`: its word for a group or role → ours; whoever has none of them is nobody here."""

    issuer: str
    client_id: str
    redirect_uri: str
    client_secret: SecretStr | None = None
    scope: str = "openid profile"
    id_claim: str = "sub"
    name_claim: str = "name"
    role_claim: str = "roles"
    org_claim: str = "org"
    roles: Mapping[str, Role] = field(default_factory=lambda: {role.value: role for role in Role})


class Provider:
    """One provider. Calls it over the network: its metadata and keys once an hour, and one exchange for each log-in."""

    def __init__(self, settings: Oidc) -> None:
        self.settings = settings
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")
        self._turn = threading.Lock()

    def begin(self) -> tuple[str, str, dict[str, str]]:
        """Where the browser is to go, the state it carries, and what is to be kept until it comes back."""
        kept = {"nonce": generate_token(32), "verifier": generate_token(64)}
        with self._client() as client:
            url, state = client.create_authorization_url(
                self._known()["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
            )
        return url, state, kept

    def finish(self, code: str, kept: Mapping[str, str]) -> Identity:
        """Who it is; raises LoginRefused."""
        try:
            with self._client() as client:
                token = client.fetch_token(self._known()["token_endpoint"], code=code, code_verifier=kept["verifier"])
        except (OAuthError, httpx.HTTPError) as error:
            raise LoginRefused(f"the provider did not take the code: {type(error).__name__}") from None
        if not token.get("id_token"):
            raise LoginRefused("the provider gave no ID token")
        return self._identity(self._verified(str(token["id_token"]), kept["nonce"]))

    def _client(self) -> OAuth2Client:
        said, secret = self.settings, self.settings.client_secret
        return OAuth2Client(
            said.client_id, secret.get_secret_value() if secret else None, scope=said.scope, redirect_uri=said.redirect_uri,
            code_challenge_method="S256", token_endpoint_auth_method="client_secret_basic" if secret else "none", timeout=TIMEOUT_SECONDS,
        )  # fmt: skip

    def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, times and nonce are right."""
        wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": self.settings.issuer}, "aud": {"essential": True, "value": self.settings.client_id},
            "exp": {"essential": True}, "iat": {"essential": True}, "nonce": {"essential": True, "value": nonce},
        }  # fmt: skip
        try:
            found = self._decoded(token)
            jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **wanted).validate(found)
        except (JoseError, ValueError) as error:
            raise LoginRefused(f"the ID token does not hold: {type(error).__name__}: {error}") from None
        if found.get("azp", self.settings.client_id) != self.settings.client_id:
            raise LoginRefused("the ID token was issued to another client (azp)")
        return found

    def _decoded(self, token: str) -> dict[str, Any]:
        """A key that is not known may be new: the provider is asked once more."""
        try:
            return dict(jwt.decode(token, self._key_set(again=False), algorithms=ALGORITHMS).claims)
        except InvalidKeyIdError:
            return dict(jwt.decode(token, self._key_set(again=True), algorithms=ALGORITHMS).claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        said = self.settings
        words = claims.get(said.role_claim) or []
        roles = [said.roles[word] for word in ([words] if isinstance(words, str) else words) if word in said.roles]
        who, org = claims.get(said.id_claim), claims.get(said.org_claim)
        if len(set(roles)) != 1:
            raise LoginRefused(f"the claim {said.role_claim} names {len(set(roles))} roles of ours; it must name one")
        if not isinstance(who, str) or not isinstance(org, str) or not who or not org:
            raise LoginRefused(f"the claims {said.id_claim} and {said.org_claim} must be texts")
        return Identity(who, str(claims.get(said.name_claim) or who), roles[0], org)

    def _known(self) -> dict[str, Any]:
        self._fetch(again=False)
        return self._metadata

    def _key_set(self, again: bool) -> KeySet:
        self._fetch(again)
        assert self._keys is not None
        return self._keys

    def _fetch(self, again: bool) -> None:
        with self._turn:
            if not again and time.monotonic() - self._fetched_at < KEPT_SECONDS:
                return
            try:
                with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
                    found = (
                        client.get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                        .raise_for_status()
                        .json()
                    )
                    keys = client.get(found["jwks_uri"]).raise_for_status().json()
            except (httpx.HTTPError, KeyError, ValueError) as error:
                raise LoginRefused(f"the identity provider does not answer: {type(error).__name__}") from None
            if found.get("issuer") != self.settings.issuer:
                raise LoginRefused("the provider's metadata names another issuer")
            self._metadata, self._keys, self._fetched_at = found, KeySet.import_key_set(keys), time.monotonic()
