"""`tidewatch demo-server`: the product as separate server processes on this machine."""

from __future__ import annotations

import logging
import signal
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tidewatch.commands.options import BANK, Customers, Seed, Speed
from tidewatch.server.demo import ServerDemo


def demo_server(
    data: Annotated[Path, typer.Option(help="folder that keeps everything")] = Path("out/server"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="of the API and the pages")] = 8080,
    simulate: Annotated[bool, typer.Option(help="feed a simulated bank")] = True,
    customers: Customers = BANK.customers,
    speed: Speed = BANK.speed,
    seed: Seed = BANK.seed,
) -> None:
    """Kafka, Redis, a served warehouse, two workers, the desk, the API and a simulated bank, each a process. Ctrl-C stops all of them."""
    watch(ServerDemo(data, port, customers, seed, speed, simulate))


def watch(demo: ServerDemo) -> None:
    """Start it, say where it is, watch over it until interrupted, end it."""
    console = Console(highlight=False)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(message)s")
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell's background job begins with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    started = time.perf_counter()
    try:
        console.print("starting the servers, two workers, the desk and the API …")
        address = demo.start()
        console.print(
            f"[cyan]观潮 Tidewatch[/cyan]  {address}  ({time.perf_counter() - started:.0f} s)  Ctrl-C stops, {demo.data} keeps everything, "
            f"each process's words are in {demo.data}/logs"
        )
        demo.run()
    except KeyboardInterrupt:
        console.print("stopping …")
    finally:
        stopping = time.perf_counter()
        demo.end()
        console.print(f"stopped in {time.perf_counter() - stopping:.1f} s")
