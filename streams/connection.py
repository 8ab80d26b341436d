"""How Kafka is reached: brokers, encryption, and who we are. The same for librdkafka's clients and for Faust's aiokafka."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faust.auth import SASLCredentials, SSLCredentials

PRODUCER = {
    "acks": "all",
    "enable.idempotence": True,
    "linger.ms": 2,
    "compression.type": "lz4",
    "message.max.bytes": 8_000_000,
}


@dataclass(frozen=True)
class Kafka:
    """A cluster. `security` is Kafka's security.protocol; files are PEM, absent ones leave it to the system's trusted certificates."""

    brokers: str
    security: str = "PLAINTEXT"
    mechanism: str = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    def client(self, **more: object) -> dict[str, Any]:
        """Settings of a librdkafka client."""
        given = {
            "bootstrap.servers": self.brokers, "security.protocol": self.security, "log_level": 0,
            **({"ssl.ca.location": self.ca_file, "ssl.certificate.location": self.certificate_file, "ssl.key.location": self.key_file}
               if self._encrypted else {}),
            **({"sasl.mechanism": self.mechanism, "sasl.username": self.username, "sasl.password": self.password} if self._named else {}),
        }  # fmt: skip
        plain = {name: str(value) if isinstance(value, Path) else value for name, value in given.items()}
        return {**{name: value for name, value in plain.items() if value is not None}, **more}

    def producer(self, **more: object) -> dict[str, Any]:
        """Settings of a producer that loses and doubles nothing."""
        return self.client(**{**PRODUCER, **more})

    def credentials(self) -> SASLCredentials | SSLCredentials | None:
        """The same for Faust; None without encryption and names."""
        from faust.auth import SASLCredentials, SSLCredentials  # half a second, which all but workers are spared

        context = self._context() if self._encrypted else None
        if self._named:
            return SASLCredentials(
                username=self.username, password=self.password, ssl_context=context, mechanism=self.mechanism
            )
        return SSLCredentials(context=context) if context else None

    @property
    def _encrypted(self) -> bool:
        return self.security.endswith("SSL")

    @property
    def _named(self) -> bool:
        return self.security.startswith("SASL")

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.certificate_file is not None:
            context.load_cert_chain(self.certificate_file, self.key_file)
        return context
