"""The only door through which a push leaves: HTTPS to hosts that the bank has named, no redirects, a few seconds."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

import httpx

from sinks.push.channel import Later, Undeliverable

TIMEOUT_SECONDS = 5.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
BUSY = (408, 425, 429)  # and everything from 500 on


class NotAllowed(ValueError):
    """An address that the settings do not let us call; the sentence says what would."""


class Outside:
    """A client for one channel. Nothing is called that is not on the list."""

    def __init__(self, allowed_hosts: Collection[str]) -> None:
        self._allowed = frozenset(allowed_hosts)
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)

    def check(self, url: str) -> None:
        """Raises NotAllowed."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host not in self._allowed:
            raise NotAllowed(
                f"{host or 'an address without a host'} is not in push.allowed_hosts: add it when pushes may go there"
            )
        if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
            raise NotAllowed(f"pushes to {host} go over https, not {parts.scheme or 'nothing'}")

    def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Post; the answer when it is one of success. Raises Later, Undeliverable."""
        try:
            self.check(url)
            answer = self._client.post(url, content=content, headers=dict(headers))
        except NotAllowed as why:
            raise Undeliverable("NOT_ALLOWED", str(why)) from None
        except httpx.HTTPError as error:
            raise Later(f"{urlsplit(url).hostname}: {type(error).__name__}") from None
        if answer.status_code in BUSY or answer.status_code >= 500:
            raise Later(f"{urlsplit(url).hostname} answers {answer.status_code}", _asked_wait(answer))
        if not answer.is_success:
            raise Undeliverable(f"HTTP_{answer.status_code}", f"{urlsplit(url).hostname} refuses it")
        return answer

    def close(self) -> None:
        """Hang up."""
        self._client.close()


def _asked_wait(answer: httpx.Response) -> float | None:
    with contextlib.suppress(ValueError):
        return float(answer.headers.get("Retry-After", ""))
    return None  # a date, or nothing
