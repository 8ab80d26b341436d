"""Options that several commands take. Not given, the setting of the same name holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tidewatch.config.sections import Simulator

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", envvar="TIDEWATCH_CONFIG", help="settings; else tidewatch.toml when it is there"),
]
KafkaAddress = Annotated[str | None, typer.Option("--kafka", help="bootstrap servers: kafka.brokers")]
WarehouseAddress = Annotated[
    str | None,
    typer.Option("--warehouse", help="a folder, tw://127.0.0.1:9010 or clickhouse://host:9000: warehouse.address"),
]
RedisAddress = Annotated[str | None, typer.Option("--redis", help="redis://host:6379/0: redis.address")]

BANK = Simulator()  # the bank of the demonstration, unless another is asked for
Customers = Annotated[int, typer.Option(min=10, help="of the simulated bank")]
Speed = Annotated[float, typer.Option(help=Simulator.model_fields["speed"].description)]
Seed = Annotated[int, typer.Option(help=Simulator.model_fields["seed"].description)]
