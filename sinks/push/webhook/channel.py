"""POST of one JSON object, signed.

X-Tidewatch-Timestamp: 1772504460
X-Tidewatch-Signature: sha256=HMAC-SHA256(secret, timestamp + "." + body), hex
Idempotency-Key: the notice's id, the same in every repeat
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import asdict

import msgspec

from sinks.push.channel import Channel, Message
from sinks.push.outside import Outside


class Webhook(Channel):
    """One address. Raises NotAllowed when it may not be called."""

    def __init__(self, outside: Outside, url: str, secret: str) -> None:
        outside.check(url)
        self._outside, self._url, self._secret = outside, url, secret.encode()

    def send(self, message: Message) -> None:
        """The message's fields as they are named."""
        body = msgspec.json.encode(asdict(message))
        stamp = str(int(time.time()))
        signature = hmac.new(self._secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json", "Idempotency-Key": message.id, "X-Tidewatch-Timestamp": stamp,
            "X-Tidewatch-Signature": f"sha256={signature}",
        }  # fmt: skip
        self._outside.post(self._url, body, headers)

    def close(self) -> None:
        """Hang up."""
        self._outside.close()
