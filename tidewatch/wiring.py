"""Settings become connections: the only place where the configuration meets the rooms."""

from __future__ import annotations

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.push import Audience, Channel, Lane, Outside, Webhook, WeCom
from sinks.warehouse import Warehouse, open_warehouse
from streams.connection import Kafka
from tidewatch.config import Settings
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


def lanes_of(settings: Settings) -> list[Lane]:
    """The channels, each with its thread. Raises NotAllowed."""
    return [_lane(one, settings.push.allowed_hosts) for one in settings.push.channels]


def _lane(given: PushChannel, allowed_hosts: frozenset[str]) -> Lane:
    url, secret, outside = _plain(given.url) or "", _plain(given.secret) or "", Outside(allowed_hosts)
    channel: Channel = WeCom(outside, url) if given.kind == "wecom" else Webhook(outside, url, secret)
    return Lane(given.name, channel, Audience(given.orgs or None, frozenset(given.severities)))


def rules_of(settings: Settings) -> tuple[Calendar, RuleSet]:
    """The bank's days, and what is detected."""
    calendar = Calendar(settings.engine.calendar)
    return calendar, RuleSet.load(settings.engine.rules, calendar, settings.engine.parameters)


def _plain(secret: Secret | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
