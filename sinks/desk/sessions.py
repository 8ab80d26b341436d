"""Who is signed in. Kept beside the desk, so that signing out, idleness and the end of the day end a session whatever the browser still holds."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any

import redis

from sinks.desk.store import Store

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
LOGIN_SECONDS = 10 * 60


class Sessions(Store):
    """Sessions and log-ins under way. Tokens are kept as HMACs: who reads or writes Redis cannot be anybody without `secret`."""

    def __init__(
        self, client: redis.Redis, secret: str, idle_seconds: int = IDLE_SECONDS, longest_seconds: int = LONGEST_SECONDS
    ) -> None:
        super().__init__(client)
        self._secret = secret.encode()
        self.idle_seconds, self.longest_seconds = idle_seconds, longest_seconds

    def _key(self, kind: str, token: str) -> str:
        return f"{kind}:{hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()}"

    def begin(self, said: dict[str, Any]) -> str:
        """A new session; returns its token, which is not kept."""
        token = secrets.token_urlsafe(32)
        with self.reaching():
            both = self.redis.pipeline(transaction=True)
            both.set(self._key("session", token), json.dumps(said), ex=self.idle_seconds)
            both.set(self._key("session-life", token), "1", ex=self.longest_seconds)
            both.execute()
        return token

    def of(self, token: str, touch: bool = True) -> dict[str, Any] | None:
        """What was said at its beginning; None when there is none or it has ended. `touch`: this is use, the idle time begins anew."""
        with self.reaching():
            asked = self.redis.pipeline(transaction=False)
            asked.get(self._key("session", token))
            asked.exists(self._key("session-life", token))
            if touch:
                asked.expire(self._key("session", token), self.idle_seconds)
            said, lives, *_ = asked.execute()
        return json.loads(said) if said and lives else None

    def end(self, token: str) -> None:
        """Signed out."""
        with self.reaching():
            self.redis.delete(self._key("session", token), self._key("session-life", token))

    def put_login(self, state: str, said: dict[str, str]) -> None:
        """A log-in that has been sent to the identity provider."""
        with self.reaching():
            self.redis.set(self._key("login", state), json.dumps(said), ex=LOGIN_SECONDS)

    def take_login(self, state: str) -> dict[str, str] | None:
        """What a log-in needs to be finished: once."""
        with self.reaching():
            both = self.redis.pipeline(transaction=True)
            both.get(self._key("login", state))
            both.delete(self._key("login", state))
            said, _ = both.execute()
        return json.loads(said) if said else None
