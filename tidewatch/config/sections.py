"""Every setting there is. Times have their unit in the name; a secret has a twin that names a file (`password_file`)."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, IPvAnyNetwork, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.roles import Role
from detectors.calendar import Kind
from detectors.rules import CATALOGUE
from tidewatch.config.section import Secret, Section

SHORTEST_SIGNER = 16
Port = Annotated[int, Field(ge=1, le=65535)]


class Kafka(Section):
    """Where Kafka is, and how we prove who we are."""

    brokers: str = Field(
        default="127.0.0.1:9092",
        pattern=r"^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$",
        description="bootstrap servers, name:port,name:port",
    )
    group: str = Field(
        default="tidewatch",
        min_length=1,
        description="consumer group of the workers; the desk's is this one with -desk",
    )
    security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="Kafka's security.protocol"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: Secret | None = None
    sasl_password_file: Path | None = None
    ca_file: Path | None = Field(default=None, description="certificates to trust, PEM; the system's without it")
    certificate_file: Path | None = Field(
        default=None, description="our own certificate, PEM, where brokers ask for one"
    )
    key_file: Path | None = Field(default=None, description="the key of certificate_file, PEM")

    @model_validator(mode="after")
    def _whole(self) -> Kafka:
        if self.security.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise ValueError(
                f"security = {self.security} needs sasl_username and sasl_password (or sasl_password_file)"
            )
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("certificate_file and key_file belong together: give both or neither")
        return self


class Warehouse(Section):
    """Where facts, findings and state are kept."""

    address: str = Field(
        default="tw://127.0.0.1:9010", min_length=1,
        description="a folder (in this process), tw://host:port (`tidewatch warehouse`), clickhouse://host:port,host:port/database; clickhouses:// for TLS",
    )  # fmt: skip
    user: str = "default"
    password: Secret | None = None
    password_file: Path | None = None
    ca_file: Path | None = Field(default=None, description="certificates to trust, PEM; the system's without it")


class Redis(Section):
    """Where the desk is kept."""

    address: str = Field(
        default="redis://127.0.0.1:6379/0",
        pattern=r"^(redis|rediss|unix)://.+",
        description="redis://host:port/db; rediss:// for TLS; unix:///path",
    )
    user: str | None = None
    password: Secret | None = None
    password_file: Path | None = None
    ca_file: Path | None = Field(default=None, description="certificates to trust, PEM; the system's without it")


class Engine(Section):
    """What is detected, and by which calendar."""

    rules: Path = Field(default=CATALOGUE, description="folder of rule files")
    parameters: Path | None = Field(
        default=None, description="YAML with parameter values of your own, {OPP-01: {floor: …}}"
    )
    calendar: Kind = Field(default=Kind.CN, description="the bank's working days")


class Worker(Section):
    """One worker process."""

    instance: str | None = Field(
        default=None, description="static membership: a name that outlives restarts, another for each worker"
    )
    checkpoint_seconds: Annotated[float, Field(gt=0, le=60)] = Field(
        default=1.0, description="how often facts, state and positions are stored"
    )
    waiting_seconds: Annotated[float, Field(gt=0, le=86_400)] = Field(
        default=60.0,
        description="how long a record waits for its account before it is a dead letter, which is sent again when it comes",
    )
    session_seconds: Annotated[float, Field(ge=6, le=300)] = Field(
        default=10.0, description="a worker that is silent so long has lost its partitions"
    )
    idle_seconds: Annotated[float, Field(ge=0, le=3_600)] = Field(
        default=1.0,
        description="how long a sender of history may pause before the clock no longer waits for its topic, which has been read to its end",
    )
    log_partitions: int | None = Field(default=None, ge=1, description="refuse a log with another number of partitions")
    metrics_port: Port | None = Field(default=None, description="answer Prometheus at /metrics")
    metrics_host: str = Field(default="127.0.0.1", description="address to answer Prometheus on")
    alive_file: Path | None = Field(
        default=None, description="touched every second by the event loop, for health checks"
    )


class Desk(Section):
    """The desk process."""

    alive_file: Path | None = Field(
        default=None, description="touched every second while the desk works or waits its turn, for health checks"
    )

    lease_seconds: Annotated[int, Field(ge=3, le=600)] = Field(
        default=10, description="a desk that is silent for so long is replaced by one that waits"
    )
    roster_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=5.0, description="how often assignments are looked up"
    )


class Api(Section):
    """The API process, and the pages it serves."""

    host: str = "127.0.0.1"
    port: Port = 8080
    demo: bool = Field(default=False, description="anybody may pick who to be: on loopback only")
    session_secret: Secret | None = Field(default=None, description="signs sessions; the same for every API process")
    session_secret_file: Path | None = None
    mappings: Path | None = Field(default=None, description="folder of NAME.yaml: how delimited bodies become records")
    proofs: Path | None = Field(default=None, description="folder of files that show that a task was done")
    trusted_proxies: frozenset[IPvAnyNetwork] = Field(
        default=frozenset(map(ip_network, ("127.0.0.1", "::1"))),
        description="addresses or networks of the proxies before it: whose word is taken on who calls, and whether over https",
    )


class Oidc(Section):
    """The bank's identity provider; nobody signs in through one while `issuer` is not given."""

    issuer: str | None = Field(default=None, pattern=r"^https?://.+", description="as its metadata names it")
    client_id: str = "tidewatch"
    client_secret: Secret | None = None
    client_secret_file: Path | None = None
    redirect_uri: str = Field(
        default="http://127.0.0.1:8080/v1/session/callback", description="our /v1/session/callback as browsers reach it"
    )
    scope: str = "openid profile"
    id_claim: str = Field(default="sub", description="the claim that is the person's id in the organisation stream")
    name_claim: str = "name"
    role_claim: str = "roles"
    org_claim: str = "org"
    roles: dict[str, Role] = Field(
        default={role.value: role for role in Role}, description="the provider's word for a role → ours"
    )


class PushChannel(Section):
    """One way out, a `[[push.channels]]` of the file."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$", description="as receipts and the audit log say it")
    kind: Literal["webhook", "wecom", "webpush"]
    url: Secret | None = Field(default=None, description="where to post; a robot's address holds its key")
    url_file: Path | None = None
    secret: Secret | None = Field(
        default=None,
        description="signs: a webhook's bodies (16 characters or more), or, for web push, an EC key on P-256, PEM",
    )
    secret_file: Path | None = None
    contact: str | None = Field(
        default=None, pattern=r"^(mailto:|https://).+", description="web push: whom push services write to about us"
    )
    orgs: frozenset[str] = Field(
        default=frozenset(), description="for people of these organisations and below; nobody named: everybody's"
    )
    severities: frozenset[Literal["P1", "P2", "P3", "P4"]] = frozenset({"P1", "P2", "P3", "P4"})

    @model_validator(mode="after")
    def _whole(self) -> PushChannel:
        if self.kind == "webpush" and not (self.secret and self.contact):
            raise ValueError(f"the web push {self.name} needs secret_file (an EC key on P-256, PEM) and contact")
        if self.kind != "webpush" and self.url is None:
            raise ValueError(f"the channel {self.name} needs url or url_file")
        if self.kind == "webhook" and len(self.secret.get_secret_value() if self.secret else "") < SHORTEST_SIGNER:
            raise ValueError(
                f"the webhook {self.name} needs secret (or secret_file) of {SHORTEST_SIGNER} characters or more, to sign with"
            )
        return self


class Push(Section):
    """What leaves the house to people's phones: nothing, while no channel is given."""

    channels: tuple[PushChannel, ...] = Field(default=(), description="`[[push.channels]]`, see docs/push.md")
    allowed_hosts: frozenset[str] = Field(default=frozenset(), description="the only hosts that are ever called")
    pages: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://.+",
        description="our pages as phones reach them, for links",
    )

    @model_validator(mode="after")
    def _named_once(self) -> Push:
        names = [one.name for one in self.channels]
        if len(set(names)) < len(names):
            raise ValueError(f"each channel has a name of its own: {', '.join(sorted(names))}")
        return self


class Simulator(Section):
    """The simulated bank."""

    customers: Annotated[int, Field(ge=10, le=1_000_000)] = 120
    seed: int = Field(default=397, description="which bank; 397 sees loan money leave at 13:00 of its first day")
    speed: Annotated[float, Field(gt=0)] = Field(
        default=240.0, description="bank seconds a second; 240 is a working day in two minutes and a half"
    )


class Settings(BaseSettings):
    """Everything. Environment: TIDEWATCH_KAFKA_BROKERS is kafka.brokers."""

    model_config = SettingsConfigDict(
        env_prefix="TIDEWATCH_", env_nested_delimiter="_", env_nested_max_split=1, extra="forbid", frozen=True
    )

    kafka: Kafka = Kafka()
    warehouse: Warehouse = Warehouse()
    redis: Redis = Redis()
    engine: Engine = Engine()
    worker: Worker = Worker()
    desk: Desk = Desk()
    api: Api = Api()
    oidc: Oidc = Oidc()
    push: Push = Push()
    simulator: Simulator = Simulator()
