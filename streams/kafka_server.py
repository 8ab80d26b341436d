"""A real Apache Kafka on this machine (KRaft, one node): for `make kafka` and for tests. Needs Java and Maven.

`python -m streams.kafka_server --port 9092 --data DIR`
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from sinks.ending import end_process

VERSION = "4.3.1"
HOME = Path.home() / ".cache" / "tidewatch" / f"kafka-{VERSION}"
CLUSTER = "dGlkZXdhdGNoLWthZmth"  # any 16 bytes in base64; the data directory remembers them
READY_SECONDS = 60
STOP_SECONDS = 20
QUICK_START = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
)  # three quarters of the CPU of a start; for a broker that lives for minutes
ARTEFACTS = (
    ("org.apache.kafka", "kafka_2.13", VERSION),
    ("org.apache.kafka", "kafka-tools", VERSION),
    ("org.apache.logging.log4j", "log4j-core", "2.24.3"),
    ("org.apache.logging.log4j", "log4j-slf4j-impl", "2.24.3"),
    ("org.apache.logging.log4j", "log4j-1.2-api", "2.24.3"),
)
CONFIG = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={data}/log
num.partitions=2
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
message.max.bytes=8000000
"""


class NoKafka(RuntimeError):
    """Kafka cannot run here; the sentence says why."""


def libraries() -> Path:
    """The folder with Kafka's jars, fetched by Maven when it is not there. Raises NoKafka."""
    for tool in ("java", "mvn"):
        if not shutil.which(tool):
            raise NoKafka(
                f"{tool} is not installed: a real Kafka needs Java and Maven (make setup installs them as root)"
            )
    if (HOME / "done").exists():
        return HOME / "libs"
    HOME.mkdir(parents=True, exist_ok=True)
    wanted = "".join(
        f"<dependency><groupId>{g}</groupId><artifactId>{a}</artifactId><version>{v}</version></dependency>"
        for g, a, v in ARTEFACTS
    )
    head = '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    who = "<groupId>tidewatch</groupId><artifactId>kafka</artifactId><version>1</version>"
    (HOME / "pom.xml").write_text(f"{head}{who}<dependencies>{wanted}</dependencies></project>")
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={HOME / 'libs'}"]
    ran = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise NoKafka(f"Maven could not fetch Kafka {VERSION}: {ran.stdout[-400:]}")
    (HOME / "done").touch()
    return HOME / "libs"


def free_port() -> int:
    """A loopback port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class KafkaServer:
    """One broker over a data directory; `with KafkaServer(dir) as kafka: kafka.address`."""

    def __init__(
        self, data: Path, port: int | None = None, heap: str = "512m", properties: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.data = data.absolute()
        self.port = port or free_port()
        self.controller = free_port()
        self.java = ["java", *options]
        self.heap = heap
        self.properties = properties or {}  # beside the ones above, or in their place
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Bootstrap address."""
        return f"127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """What runs it, once its folder is ready, which it makes so; raises NoKafka."""
        classpath = f"{libraries()}/*"
        self.data.mkdir(parents=True, exist_ok=True)
        config = self.data / "server.properties"
        given = "".join(f"{name}={value}\n" for name, value in self.properties.items())
        config.write_text(CONFIG.format(port=self.port, controller=self.controller, data=self.data) + given)
        if not (self.data / "log" / "meta.properties").exists():
            tool = [
                "java",
                *QUICK_START,
                "-cp",
                classpath,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER,
                "-c",
                str(config),
            ]
            ran = subprocess.run(tool, capture_output=True, text=True, check=False)
            if ran.returncode:
                raise NoKafka(f"Kafka could not format {self.data}: {(ran.stderr or ran.stdout)[-400:]}")
        return [*self.java, f"-Xmx{self.heap}", "-cp", classpath, "kafka.Kafka", str(config)]

    def start(self) -> KafkaServer:
        """Start and wait until it answers; raises NoKafka."""
        command = self.command()
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise NoKafka(f"Kafka ended at once: see {self.data}/server.log")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise NoKafka(f"Kafka did not answer within {READY_SECONDS} s: see {self.data}/server.log")

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End it, politely first; what is on disk outlives either way."""
        if self._process is None:
            return
        end_process(self._process, seconds)
        self._process = None

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> KafkaServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def main() -> None:
    """Run until ctrl-C."""
    parser = argparse.ArgumentParser(description="A real Apache Kafka (KRaft, one node) on loopback.")
    parser.add_argument("--port", type=int, default=9092)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with KafkaServer(given.data, given.port, "768m") as kafka:
        print(f"Apache Kafka {VERSION} at {kafka.address}; ctrl-C stops it", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
