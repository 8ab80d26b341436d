"""Settings become connections: the only place where the configuration meets the rooms."""

from __future__ import annotations

import base64

import redis
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.services import Browsers
from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.desk.subscriptions import Subscriptions
from sinks.push import Audience, Channel, Lane, Outside, Webhook, WebPush, WeCom
from sinks.warehouse import Warehouse, open_warehouse
from streams.connection import Kafka
from tidewatch.config import ConfigMistake, Settings
from tidewatch.config.section import Secret
from tidewatch.config.sections import PushChannel

REDIS_PATIENCE_SECONDS = 5


def kafka_of(settings: Settings) -> Kafka:
    """The cluster."""
    given = settings.kafka
    return Kafka(
        given.brokers, given.security, given.sasl_mechanism, given.sasl_username, _plain(given.sasl_password),
        given.ca_file, given.certificate_file, given.key_file,
    )  # fmt: skip


def warehouse_of(settings: Settings, patience_seconds: float = 10.0) -> Warehouse:
    """The warehouse, opened. Raises WarehouseDown, Refused."""
    given = settings.warehouse
    said = {"USER": given.user, "PASSWORD": _plain(given.password), "CA_FILE": given.ca_file and str(given.ca_file)}
    login = {f"TIDEWATCH_WAREHOUSE_{name}": value for name, value in said.items() if value}
    return open_warehouse(given.address, login, patience_seconds)


def redis_of(settings: Settings) -> redis.Redis:
    """The desk's Redis; it connects on first use."""
    given = settings.redis
    trusted = {"ssl_ca_certs": str(given.ca_file)} if given.ca_file else {}
    return redis.Redis.from_url(
        given.address, username=given.user, password=_plain(given.password), decode_responses=True,
        socket_timeout=REDIS_PATIENCE_SECONDS, socket_connect_timeout=REDIS_PATIENCE_SECONDS, retry=Retry(NoBackoff(), 1), **trusted,
    )  # fmt: skip


def lanes_of(settings: Settings, redis: redis.Redis) -> list[Lane]:
    """The channels, each with its thread. Raises NotAllowed, ConfigMistake."""
    return [_lane(one, settings.push.allowed_hosts, redis) for one in settings.push.channels]


def _lane(given: PushChannel, allowed_hosts: frozenset[str], client: redis.Redis) -> Lane:
    url, secret, outside = _plain(given.url) or "", _plain(given.secret) or "", Outside(allowed_hosts)
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
        return Vapid02.from_pem((_plain(given.secret) or "").encode())
    except ValueError:
        raise ConfigMistake(
            f"the secret of the web push {given.name} is no EC key on P-256: `openssl ecparam -name prime256v1 -genkey -noout` makes one"
        ) from None


def rules_of(settings: Settings) -> tuple[Calendar, RuleSet]:
    """The bank's days, and what is detected."""
    calendar = Calendar(settings.engine.calendar)
    return calendar, RuleSet.load(settings.engine.rules, calendar, settings.engine.parameters)


def _plain(secret: Secret | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
