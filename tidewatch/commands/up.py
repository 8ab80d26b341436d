"""`tidewatch up`: everything in one process, in the browser."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from api.app import create_app
from sinks.push import Lane, Pusher
from tidewatch.commands.demo_server import watch
from tidewatch.commands.options import BANK, ConfigFile, Customers, Seed, Speed
from tidewatch.config import Settings, load
from tidewatch.house.house import House
from tidewatch.house.parts import Given
from tidewatch.reaching import browsers_of, lanes_of, redis_of
from tidewatch.server.demo import Addresses, ServerDemo
from tidewatch.server.lease import PUSH, Lease
from tidewatch.server.pushing import push_until
from tidewatch.server.supervisor import answers
from tidewatch.wiring import warehouse_of

WEB = Path(__file__).parents[2] / "web" / "dist"
LEASE_SECONDS = 10
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def up(
    data: Annotated[Path, typer.Option(help="folder that keeps everything")] = Path("out/bank"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="of the API and the pages")] = 8080,
    host: Annotated[str, typer.Option(help="the demonstration's identities are only for loopback")] = "127.0.0.1",
    simulate: Annotated[
        bool | None,
        typer.Option(
            "--simulate/--no-simulate", help="feed a simulated bank; by default only where every part is embedded"
        ),
    ] = None,
    customers: Customers = BANK.customers,
    speed: Speed = BANK.speed,
    seed: Seed = BANK.seed,
    kafka: Annotated[
        str | None,
        typer.Option(
            help="bootstrap servers in the place of the embedded log: workers, desk and API are processes then"
        ),
    ] = None,
    clickhouse: Annotated[
        str | None,
        typer.Option(
            help="clickhouse://host:9000/database or tw://127.0.0.1:9010 in the place of the embedded warehouse"
        ),
    ] = None,
    redis: Annotated[str | None, typer.Option(help="redis://host:6379/0 in the place of the embedded Redis")] = None,
    config: ConfigFile = None,
) -> None:
    """Everything in one process on the embedded parts: engine, warehouse, desk, API and pages. Ctrl-C stops; a restart goes on."""
    _can(host, port, speed)
    simulated = simulate if simulate is not None else not (kafka or clickhouse or redis)
    if kafka is not None:
        watch(ServerDemo(data, port, customers, seed, speed, simulated, Addresses(kafka, clickhouse, redis)))
        return
    console = Console(highlight=False)
    logging.basicConfig(level="WARNING")
    started = time.perf_counter()
    settings = load(config, {"warehouse.address": clickhouse, "redis.address": redis})
    browsers = browsers_of(settings)
    house = House(data, given=_given(settings, clickhouse, redis))
    lanes = _lanes(settings, house)
    app = create_app(replace(house.services(), browsers=browsers), WEB, house.secret)
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=2))
    house.start(simulated, customers, speed, seed)
    progress = threading.Thread(target=_progress, args=(house, server, console), daemon=True)
    progress.start()
    console.print(
        f"[cyan]观潮 Tidewatch[/cyan]  http://{host}:{port}  ({time.perf_counter() - started:.1f} s)  Ctrl-C stops, {data} keeps everything",
        soft_wrap=True,
    )
    if not WEB.is_dir():
        console.print("the pages are not built: run `make web`; the API answers at /v1/docs")
    _stop_on_signals(server)
    with _pushing(house, lanes, settings.push.pages):
        server.run()
    server.should_exit = True
    stopping = time.perf_counter()
    progress.join()
    house.close()
    console.print(f"stopped in {time.perf_counter() - stopping:.1f} s")
    if house.engine.failure is not None:
        raise typer.Exit(1)


def _can(host: str, port: int, speed: float) -> None:
    """Raises ValueError, before anything is opened."""
    if host not in LOOPBACK:
        raise ValueError(
            f"--host {host}: demo identities are for loopback only; publish the API through your own sign-in"
        )
    if speed <= 0:
        raise ValueError(f"--speed {speed:g}: bank seconds a second, more than 0")
    if answers(port):
        raise ValueError(f"port {port} is taken: choose another with --port, or end what has it")


def _given(settings: Settings, clickhouse: str | None, redis: str | None) -> Given:
    return Given(
        None if clickhouse is None else warehouse_of(settings, patience_seconds=1.0),
        None if redis is None else redis_of(settings),
    )


def _stop_on_signals(server: uvicorn.Server) -> None:
    """One stop for ctrl-C and SIGTERM: the server ends, then the house is closed in order."""

    def stop(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # older uvicorn has it; newer captures below
    for number in (
        signal.SIGTERM,
        signal.SIGINT,
    ):  # chdb has a SIGINT handler of its own, which ends the process in the middle
        signal.signal(number, stop)


def _progress(house: House, server: uvicorn.Server, console: Console) -> None:
    """The past being read, day by day, until the present is reached."""
    with console.status("reading the bank's past") as status:
        while house.engine.failure is None and not server.should_exit:
            said = house.services().engine.operations()
            status.update(
                f"bank day {said['shards'][0]['day'] or '–'}  {said['rates']['alerts']} alerts  {said['rates']['records_per_second']:,.0f} records/s"
            )
            time.sleep(0.5)
    server.should_exit = True


def _lanes(settings: Settings, house: House) -> list[Lane]:
    try:
        return lanes_of(settings, house.redis.client)
    except ValueError:  # an address that may not be called
        house.close()
        raise


@contextmanager
def _pushing(house: House, lanes: list[Lane], pages: str) -> Iterator[None]:
    """Meanwhile, as `tidewatch push` does; nothing without a channel."""
    if not lanes:
        yield
        return
    stop, front = threading.Event(), house.services()
    pusher = Pusher(house.desk, lanes, house.roster, lambda: front.engine.clock, pages)
    lease = Lease(house.redis.client, LEASE_SECONDS, PUSH)
    thread = threading.Thread(target=push_until, args=(stop.is_set, pusher, lease, lambda: None), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
