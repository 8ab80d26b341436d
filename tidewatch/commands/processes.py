"""`tidewatch desk`, `tidewatch api`, `tidewatch push`, `tidewatch feed`: the processes of server mode beside the workers."""

from __future__ import annotations

import logging
import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.session.oidc import Oidc
from events.outage import Outage
from sinks.desk import Desk
from sinks.push import Pusher
from streams.reading import Reading
from streams.sender import Sender
from tidewatch.commands.options import ConfigFile, KafkaAddress, RedisAddress, WarehouseAddress
from tidewatch.config import ConfigMistake, Settings, load
from tidewatch.config.sections import Api
from tidewatch.house.keeper import DeskKeeper
from tidewatch.house.working import BankHours
from tidewatch.reaching import lanes_of, redis_of
from tidewatch.server.desk import AWAY, TABLES, DeskProcess, touch
from tidewatch.server.feed import feed_kafka
from tidewatch.server.front import Front
from tidewatch.server.lease import PUSH, Lease
from tidewatch.server.pulse import Pulse
from tidewatch.server.pushing import push_until
from tidewatch.wiring import kafka_of, rules_of, warehouse_of

WEB = Path(__file__).parents[2] / "web" / "dist"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORTEST_SECRET = 32


def desk(
    config: ConfigFile = None,
    kafka: KafkaAddress = None,
    warehouse: WarehouseAddress = None,
    redis: RedisAddress = None,
) -> None:
    """Alerts to people, rows to the warehouse, deadlines, tags and key figures. Run one, or two so that the second takes over."""
    settings = _settings(config, kafka, warehouse, redis)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(message)s")
    stop = stop_asked()
    client = redis_of(settings)
    lease = Lease(client, settings.desk.lease_seconds)
    alive = settings.desk.alive_file
    if not _waited(lease, stop, alive):
        return
    print(f"desk started {time.strftime('%H:%M:%S')}", flush=True)
    calendar, _ = rules_of(settings)
    keeper = DeskKeeper(
        Desk(client, BankHours(calendar)), warehouse_of(settings), calendar, settings.api.demo, settings.desk.roster_seconds
    )  # fmt: skip
    cluster = kafka_of(settings)
    reading, sender = Reading(cluster, f"{settings.kafka.group}-desk", list(TABLES)), Sender(cluster)
    kept = DeskProcess(keeper, reading, sender, lease, alive).run(stop)
    reading.close()
    sender.close()
    if not kept:
        raise RuntimeError("another process has become the desk: this one ends; start it again and it waits its turn")


def api(
    config: ConfigFile = None,
    kafka: KafkaAddress = None,
    warehouse: WarehouseAddress = None,
    redis: RedisAddress = None,
    host: Annotated[str | None, typer.Option(help="api.host")] = None,
    port: Annotated[int | None, typer.Option(help="api.port")] = None,
) -> None:
    """The API and the pages. Any number may run behind one address: nothing is kept in the process."""
    settings = _settings(config, kafka, warehouse, redis, {"api.host": host, "api.port": port})
    logging.basicConfig(level="WARNING", format="%(asctime)s %(message)s")
    secret = session_secret(settings)
    front = Front(settings)
    app = create_app(front.services(), WEB, secret, oidc_of(settings))
    given = settings.api
    server = uvicorn.Server(served(app, given))
    front.start()
    print(f"api at http://{given.host}:{given.port}, started {time.strftime('%H:%M:%S')}", flush=True)
    server.run()
    front.close()


def served(app: FastAPI, given: Api) -> uvicorn.Config:
    """How the API process serves: who calls, and whether over https, is what a proxy that is trusted says."""
    proxies = sorted(map(str, given.trusted_proxies))
    return uvicorn.Config(
        app,
        host=given.host,
        port=given.port,
        log_level="warning",
        timeout_graceful_shutdown=3,
        forwarded_allow_ips=proxies,
    )


def push(
    config: ConfigFile = None,
    warehouse: WarehouseAddress = None,
    redis: RedisAddress = None,
) -> None:
    """What people are to be told, to their phones, over `push.channels`. The only process that calls out; run one, or two for a spare."""
    settings = _settings(config, None, warehouse, redis)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(message)s")
    if not settings.push.channels:
        raise ConfigMistake("nothing is pushed: name a channel in [[push.channels]], see docs/push.md")
    client = redis_of(settings)
    lanes = lanes_of(settings, client)
    calendar, _ = rules_of(settings)
    store = warehouse_of(settings)
    keeper = DeskKeeper(
        Desk(client, BankHours(calendar)), store, calendar, settings.api.demo, settings.desk.roster_seconds
    )
    pulse = Pulse(store)
    pusher = Pusher(keeper.desk, lanes, lambda: keeper.desk.roster, lambda: pulse.clock, settings.push.pages)
    print(f"push to {', '.join(lane.name for lane in lanes)}, started {time.strftime('%H:%M:%S')}", flush=True)

    def look() -> None:
        pulse.look()
        keeper.look(pulse.clock)

    push_until(stop_asked().is_set, pusher, Lease(client, settings.desk.lease_seconds, PUSH), look)
    store.close()


def feed(
    config: ConfigFile = None,
    kafka: KafkaAddress = None,
    customers: Annotated[int | None, typer.Option(help="simulator.customers")] = None,
    speed: Annotated[float | None, typer.Option(help="bank seconds a second: simulator.speed")] = None,
    seed: Annotated[int | None, typer.Option(help="which bank: simulator.seed")] = None,
) -> None:
    """The simulated bank onto Kafka, its past at once, then live; started again it goes on where it was."""
    given = {
        "kafka.brokers": kafka, "simulator.customers": customers, "simulator.speed": speed, "simulator.seed": seed,
    }  # fmt: skip
    settings = load(config, given)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(message)s")
    print(f"simulated bank {settings.simulator.seed}, started {time.strftime('%H:%M:%S')}", flush=True)
    said = settings.simulator
    feed_kafka(kafka_of(settings), said.seed, said.customers, said.speed, stop_asked())


def oidc_of(settings: Settings) -> Oidc | None:
    """The bank's identity provider, when there is one."""
    said = settings.oidc
    if said.issuer is None:
        return None
    return Oidc(
        said.issuer, said.client_id, said.redirect_uri, said.client_secret, said.scope, said.id_claim, said.name_claim, said.role_claim,
        said.org_claim, said.roles,
    )  # fmt: skip


def session_secret(settings: Settings) -> str:
    """What signs sessions. Raises ConfigMistake when there is none, when nobody could sign in, or when demo identities would be seen from elsewhere."""
    given = settings.api
    if given.demo and given.host not in LOOPBACK:
        raise ConfigMistake(f"api.host = {given.host}: demo identities (api.demo) are for loopback only, 127.0.0.1")
    if not given.demo and settings.oidc.issuer is None:
        raise ConfigMistake(
            "nobody could sign in: name the bank's identity provider in oidc.issuer and oidc.redirect_uri"
        )
    if given.session_secret is None or len(given.session_secret.get_secret_value()) < SHORTEST_SECRET:
        raise ConfigMistake(
            f"api.session_secret must have {SHORTEST_SECRET} characters or more, the same for every API process: "
            "`openssl rand -hex 32` makes one; name its file in api.session_secret_file"
        )
    return given.session_secret.get_secret_value()


def _settings(
    config: Path | None, kafka: str | None, warehouse: str | None, redis: str | None, more: dict[str, object] | None = None
) -> Settings:  # fmt: skip
    given = {"kafka.brokers": kafka, "warehouse.address": warehouse, "redis.address": redis, **(more or {})}
    return load(config, given)


def stop_asked() -> threading.Event:
    """An event that ctrl-C and SIGTERM set."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _waited(lease: Lease, stop: threading.Event, alive: Path | None) -> bool:
    """Until the lease is ours; False when told to stop before."""
    told, outage = False, Outage(logging.getLogger(__name__), "the desk")
    while not stop.is_set():
        touch(alive)
        if _held(lease, outage):
            return True
        if not told:
            print("another desk is at work, or Redis is away; waiting", flush=True)
            told = True
        stop.wait(1.0)
    return False


def _held(lease: Lease, outage: Outage) -> bool:
    try:
        held = lease.hold()
        outage.over()
        return held
    except AWAY as error:
        outage.met(error)
        return False
