"""Settings become connections: here those that the engine needs, in tidewatch/reaching.py those that reach people. Nowhere else does the
configuration meet the rooms."""

from __future__ import annotations

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.warehouse import Warehouse, open_warehouse
from streams.connection import Kafka
from tidewatch.config import Settings
from tidewatch.config.section import Secret


def kafka_of(settings: Settings) -> Kafka:
    """The cluster."""
    given = settings.kafka
    return Kafka(
        given.brokers, given.security, given.sasl_mechanism, given.sasl_username, plain(given.sasl_password),
        given.ca_file, given.certificate_file, given.key_file,
    )  # fmt: skip


def warehouse_of(settings: Settings, patience_seconds: float = 10.0) -> Warehouse:
    """The warehouse, opened. Raises WarehouseDown, Refused."""
    given = settings.warehouse
    said = {"USER": given.user, "PASSWORD": plain(given.password), "CA_FILE": given.ca_file and str(given.ca_file)}
    login = {f"TIDEWATCH_WAREHOUSE_{name}": value for name, value in said.items() if value}
    return open_warehouse(given.address, login, patience_seconds)


def rules_of(settings: Settings) -> tuple[Calendar, RuleSet]:
    """The bank's days, and what is detected."""
    calendar = Calendar(settings.engine.calendar)
    return calendar, RuleSet.load(settings.engine.rules, calendar, settings.engine.parameters)


def plain(secret: Secret | None) -> str | None:
    """A secret in the open, for who is to send it."""
    return None if secret is None else secret.get_secret_value()
