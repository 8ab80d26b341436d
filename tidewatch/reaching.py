"""Settings become what reaches people: the desk's Redis, the channels, browsers. Apart from tidewatch/wiring.py, for a worker loads none of it."""

from __future__ import annotations

import base64

import redis
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.services import Browsers
from sinks.desk.subscriptions import Subscriptions
from sinks.push import Audience, Channel, Lane, Outside, Webhook, WebPush, WeCom
from tidewatch.config import ConfigMistake, Settings
from tidewatch.config.sections import PushChannel
from tidewatch.wiring import plain

REDIS_PATIENCE_SECONDS = 5


def redis_of(settings: Settings) -> redis.Redis:
    """The desk's Redis; it connects on first use."""
    given = settings.redis
    trusted = {"ssl_ca_certs": str(given.ca_file)} if given.ca_file else {}
    return redis.Redis.from_url(
        given.address, username=given.user, password=plain(given.password), decode_responses=True,
        socket_timeout=REDIS_PATIENCE_SECONDS, socket_connect_timeout=REDIS_PATIENCE_SECONDS, retry=Retry(NoBackoff(), 1), **trusted,
    )  # fmt: skip


def lanes_of(settings: Settings, redis: redis.Redis) -> list[Lane]:
    """The channels, each with its thread. Raises NotAllowed, ConfigMistake."""
    return [_lane(one, settings.push.allowed_hosts, redis) for one in settings.push.channels]


def _lane(given: PushChannel, allowed_hosts: frozenset[str], client: redis.Redis) -> Lane:
    url, secret, outside = plain(given.url) or "", plain(given.secret) or "", Outside(allowed_hosts)
    channel: Channel
    match given.kind:
        case "webhook":
            channel = Webhook(outside, url, secret)
        case "wecom":
            channel = WeCom(outside, url)
        case "webpush":
            channel = WebPush(outside, Subscriptions(client), _push_key(given), given.contact or "")
    return Lane(given.name, channel, Audience(given.orgs or None, frozenset(given.severities)))


def browsers_of(settings: Settings) -> Browsers | None:
    """What browsers subscribe with; None when nothing is pushed to them. Raises ConfigMistake."""
    for one in settings.push.channels:
        if one.kind == "webpush":
            point = _push_key(one).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            return Browsers(base64.urlsafe_b64encode(point).rstrip(b"=").decode(), settings.push.allowed_hosts)
    return None


def _push_key(given: PushChannel) -> Vapid02:
    try:
        return Vapid02.from_pem((plain(given.secret) or "").encode())
    except ValueError:
        raise ConfigMistake(
            f"the secret of the web push {given.name} is no EC key on P-256: `openssl ecparam -name prime256v1 -genkey -noout` makes one"
        ) from None
