"""A browser that has subscribed: its keys, and what it reads of a push (RFC 8291)."""

from __future__ import annotations

import base64

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from sinks.desk import Desk
from sinks.desk.subscriptions import Subscription, Subscriptions
from sinks.push import Outside, WebPush

PRIVATE = ec.generate_private_key(ec.SECP256R1())
AUTH = b"0123456789abcdef"


def text(of: bytes) -> str:
    return base64.urlsafe_b64encode(of).rstrip(b"=").decode()


def subscription(url: str) -> Subscription:
    point = PRIVATE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"endpoint": url, "keys": {"p256dh": text(point), "auth": text(AUTH)}}


def opened(body: bytes) -> str:
    """The words inside."""
    return str(http_ece.decrypt(body, private_key=PRIVATE, auth_secret=AUTH, version="aes128gcm").decode())


def web_push(outside: Outside, url: str, desk: Desk) -> WebPush:
    """A channel to RM1's browser at an address."""
    known, key = Subscriptions(desk.redis), Vapid02()
    known.put("RM1", subscription(url))
    key.generate_keys()
    return WebPush(outside, known, key, "mailto:it@bank.example")
