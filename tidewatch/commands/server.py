"""`tidewatch topics`, `publish`, `worker`, `warehouse`: the engine on Kafka."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from confluent_kafka.admin import AdminClient, NewTopic
from mode import Worker as ModeWorker
from rich.console import Console
from rich.progress import Progress

from detectors.calendar import Kind
from events import topics as names
from sinks.warehouse.serve import PORT, serve
from streams.intake.watermarks import Patience
from streams.sender import BrokerDown, Sender, answered
from streams.worker import Settings, Worker, build, topic_names
from tidewatch.commands.options import ConfigFile, KafkaAddress, WarehouseAddress
from tidewatch.commands.show import as_json, counts
from tidewatch.config import Settings as AllSettings
from tidewatch.config import load
from tidewatch.house.garbage import seldom
from tidewatch.inputs import Source, nothing, sources_of
from tidewatch.wiring import kafka_of, rules_of, warehouse_of

ALIVE_SECONDS = 1.0
PATIENCE_SECONDS = 30.0  # with a broker that does not answer


def topics(
    kafka: KafkaAddress = None,
    config: ConfigFile = None,
    partitions: Annotated[int, typer.Option(min=1, help="of each source topic")] = 2,
    log_partitions: Annotated[int, typer.Option(min=1, help="shards; customers would move if this changed later")] = 2,
    replicas: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Make the topics that are not there yet."""
    cluster = kafka_of(load(config, {"kafka.brokers": kafka}))
    sizes = {"source": partitions, "log": log_partitions, "ours": partitions}
    settings = {"log": {"max.message.bytes": "8000000", "retention.ms": "-1"}}
    with answered(cluster.brokers):
        admin = AdminClient(cluster.client())
        there = admin.list_topics(timeout=10).topics
        wanted = [
            NewTopic(name, sizes[kind], replicas, config=settings.get(kind, {}))
            for name, kind in topic_names().items()
            if name not in there
        ]
        for name, made in (admin.create_topics(wanted) if wanted else {}).items():
            made.result(30)
            print(f"made {name}")
    if names.LOG in there and len(there[names.LOG].partitions) != log_partitions:
        raise ValueError(
            f"{names.LOG} has {len(there[names.LOG].partitions)} partitions, not {log_partitions}: customers would move"
        )


def publish(
    files: Annotated[list[Path], typer.Argument(help="event files or folders of them")],
    kafka: KafkaAddress = None,
    config: ConfigFile = None,
    mapping: Annotated[Path | None, typer.Option(help="YAML that says how the files become records")] = None,
    spool: Annotated[Path, typer.Option(help="folder for records in between")] = Path("out/spool"),
    json_: Annotated[bool, typer.Option("--json", help="print the counts as one JSON object")] = False,
) -> None:
    """Send files to their streams' topics; every refused row is listed with its reason."""
    sources, dead = sources_of(files, mapping, spool)
    if not sources:
        raise ValueError(f"nothing to publish: {nothing(dead)}")
    sent: dict[str, int] = {}
    cluster = kafka_of(load(config, {"kafka.brokers": kafka}))
    with closing(Sender(cluster, PATIENCE_SECONDS)) as sender, Progress(console=Console(stderr=True)) as progress:
        _publish(sender, sources, sent, progress)
    for letter in dead:
        Console(stderr=True, highlight=False).print(f"{letter.topic}: {letter.reason}: {letter.detail}")
    if json_:
        as_json({"sent": sent, "refused": len(dead)})
    else:
        counts("published", ("records", sent))
    raise typer.Exit(1 if dead and not sent else 0)


def _publish(sender: Sender, sources: dict[str, Source], sent: dict[str, int], progress: Progress) -> None:
    """All of them, whatever is in a line: what cannot be read becomes a dead letter, as from any source. Raises BrokerDown."""
    for stream, source in sources.items():
        task = progress.add_task(stream, total=None)
        for lines in source():
            try:
                sender.send(names.SOURCES[stream], [(None, line, {}) for line in lines])
            except BrokerDown as error:
                taken = f"{sum(sent.values()):,} records were taken before"
                raise BrokerDown(f"{error}; {taken}: publish again when it answers, repeats count once") from None
            sent[stream] = sent.get(stream, 0) + len(lines)
            progress.update(task, advance=len(lines))


def worker(
    config: ConfigFile = None,
    warehouse: WarehouseAddress = None,
    kafka: KafkaAddress = None,
    group: Annotated[str | None, typer.Option(help="consumer group: kafka.group")] = None,
    instance: Annotated[
        str | None, typer.Option(help="static membership, a name that outlives restarts: worker.instance")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="folder of rule files: engine.rules")] = None,
    parameters: Annotated[
        Path | None, typer.Option(help="YAML with parameter values of your own: engine.parameters")
    ] = None,
    calendar: Annotated[Kind | None, typer.Option(case_sensitive=False, help="engine.calendar")] = None,
    metrics_port: Annotated[int | None, typer.Option(help="answer Prometheus on loopback: worker.metrics_port")] = None,
    loglevel: str = "warning",
) -> None:
    """One worker: intake and shards on Kafka. SIGTERM ends it cleanly; a crash loses and doubles nothing."""
    given = {
        "warehouse.address": warehouse, "kafka.brokers": kafka, "kafka.group": group, "worker.instance": instance, "engine.rules": rules,
        "engine.parameters": parameters, "engine.calendar": calendar, "worker.metrics_port": metrics_port,
    }  # fmt: skip
    settings = load(config, given)
    bank_days, detectors = rules_of(settings)
    with closing(
        warehouse_of(settings)
    ) as store:  # left open, an embedded one's threads may crash the process at its end
        _run(build(_said(settings), detectors, bank_days, store), settings, loglevel)


def _said(settings: AllSettings) -> Settings:
    one = settings.worker
    return Settings(
        kafka_of(settings), settings.kafka.group, one.instance, one.log_partitions, one.checkpoint_seconds, one.session_seconds,
        waiting_seconds=one.waiting_seconds, patience=Patience(idle_seconds=one.idle_seconds),
    )  # fmt: skip


def _run(made: Worker, settings: AllSettings, loglevel: str) -> None:
    one = settings.worker
    if one.metrics_port is not None:
        made.metrics.serve(one.metrics_port, one.metrics_host)
    if one.alive_file is not None:
        made.app.timer(ALIVE_SECONDS)(_touching(one.alive_file))
    said = f"worker of group {settings.kafka.group} at {settings.kafka.brokers}"
    print(f"{said}, started {time.strftime('%H:%M:%S')}", flush=True)
    seldom()
    with closing(made):
        ModeWorker(made.app, loglevel=loglevel, redirect_stdouts=False).execute_from_commandline()


def _touching(alive: Path) -> Callable[[], Awaitable[None]]:
    """A timer of the event loop: a worker that hangs stops saying that it lives."""

    async def touch() -> None:
        alive.touch()

    return touch


def warehouse(
    data: Annotated[Path, typer.Option(help="folder of the warehouse; this process has it to itself")],
    port: Annotated[int, typer.Option(min=0, help="on loopback")] = PORT,
) -> None:
    """Serve an embedded warehouse to the workers and the API of this machine: --warehouse tw://127.0.0.1:PORT."""
    serve(data, port)
