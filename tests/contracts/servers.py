"""Warehouses that run as processes of their own: started on free ports of loopback, killed, started again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from streams.kafka_server import free_port

READY_SECONDS = 60.0

CLICKHOUSE = """<yandex>
<logger><level>warning</level><console>1</console></logger>
<listen_host>127.0.0.1</listen_host><tcp_port>{port}</tcp_port>
<path>{data}/</path><tmp_path>{data}/tmp/</tmp_path><user_files_path>{data}/files/</user_files_path>
<mark_cache_size>100000000</mark_cache_size><timezone>UTC</timezone>
<users_config>{data}/users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
</yandex>"""
USERS = """<yandex><profiles><default/></profiles><quotas><default/></quotas><users><default>
<password>{password}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
</default></users></yandex>"""
PASSWORD = "only for the tests"


class WarehouseProcess:
    """A warehouse server of either kind. `with` starts and stops it; `kill` is SIGKILL, `start` brings it back at the same address."""

    def __init__(self, data: Path, kind: str) -> None:
        self.data, self.port = data, free_port()
        self.environment = {"TIDEWATCH_WAREHOUSE_PASSWORD": PASSWORD}
        self.address = f"{kind}://127.0.0.1:{self.port}"
        self._command = _served(data, self.port) if kind == "tw" else _native(data, self.port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "server.out").open("ab") as out:
            self._process = subprocess.Popen(
                self._command, stdout=out, stderr=out, env=self.environment, cwd=Path.cwd()
            )
        until = time.monotonic() + READY_SECONDS
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.data / "server.out").read_text()[-2000:])
            time.sleep(0.1)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
        self._process = None

    def __enter__(self) -> WarehouseProcess:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill(signal.SIGTERM)


def clickhouse_binary() -> str | None:
    """A ClickHouse server of this machine, None where there is none."""
    return shutil.which("clickhouse-server")


def _served(data: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "sinks.warehouse.serve", "--data", str(data), "--port", str(port)]


def _native(data: Path, port: int) -> list[str]:
    data.mkdir(parents=True, exist_ok=True)
    (data / "config.xml").write_text(CLICKHOUSE.format(port=port, data=data))
    (data / "users.xml").write_text(USERS.format(password=PASSWORD))
    return [clickhouse_binary() or "clickhouse-server", f"--config-file={data}/config.xml"]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
