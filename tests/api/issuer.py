"""A small OpenID provider, on loopback: it really signs, really checks PKCE, and can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "tidewatch", "s3cret"


class Issuer:
    """`lies` change the ID token's claims; `key` signs it. Every code is good once, for the verifier it was asked with."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "alg": "RS256", "use": "sig"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {"sub": "RM01", "name": "李", "roles": ["corp-rm"], "org": "T1"}
        self.lies: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self._server = uvicorn.Server(uvicorn.Config(self._app(), port=0, log_level="error"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def _app(self) -> FastAPI:
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self._metadata)
        app.get("/keys")(lambda: KeySet([*self.published]).as_dict(private=False))
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._token)
        return app

    def _metadata(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def _authorize(
        self, redirect_uri: str, state: str, nonce: str, code_challenge: str, code_challenge_method: str, client_id: str
    ) -> RedirectResponse:
        assert (code_challenge_method, client_id) == ("S256", CLIENT)
        code = f"code{len(self.asked)}"
        self.asked[code] = {"nonce": nonce, "challenge": code_challenge}
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")

    async def _token(self, request: Request) -> dict[str, Any]:
        form = dict(parse_qsl((await request.body()).decode()))
        code, code_verifier = form["code"], form["code_verifier"]
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        assert request.headers["authorization"] == f"Basic {wanted}"
        asked = self.asked.pop(code, None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        if asked is None or asked["challenge"] != challenge:
            raise HTTPException(400, {"error": "invalid_grant"})
        now = int(time.time())
        said = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.lies,
        }
        token = jwt.encode(
            {"alg": "RS256", "kid": self.key.kid}, {k: v for k, v in said.items() if v is not None}, self.key
        )
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}
