"""Promises of docker-compose.yml: it is a compose file, what it passes is what the program reads, and nothing in it is unused or in the open.

No Docker engine runs here: what the images do with it is not shown by these tests, but for Kafka, whose settings a real broker takes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from tidewatch.cli import app
from tidewatch.config import Settings, load

HERE = Path(__file__).parents[3]
FILE = HERE / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("image") == "tidewatch:local")
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)")
VARIABLE_WHOLE = re.compile(r"(?<!\$)\$\{(\w+)[^}]*\}")
EXAMPLE = dict(re.findall(r"^(\w+)=(.*)$", (HERE / ".env.example").read_text(), re.MULTILINE))
SECRET = re.compile("password|secret", re.IGNORECASE)


def test_it_is_a_compose_file() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    ran = subprocess.run(check, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("name", OURS)
def test_every_setting_it_passes_is_one_the_program_reads(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("a secret of some length")
    for variable, value in SERVICES[name]["environment"].items():
        text = VARIABLE_WHOLE.sub(lambda found: EXAMPLE[found[1]], str(value))
        monkeypatch.setenv(variable, str(tmp_path / "secret") if text.startswith("/run/secrets/") else text)
    settings = load()
    assert settings.kafka.brokers == "kafka:9092"
    assert settings.kafka.sasl_password is not None


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_ours(name: str) -> None:
    words = [*map(str, SERVICES[name]["command"])][:1]
    assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_bounded_unprivileged_and_watched(name: str) -> None:
    service = SERVICES[name]
    assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"])
    assert service["user"] not in ("root", "0")
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert "healthcheck" in service
    assert ":latest" not in service["image"]


def test_every_secret_and_volume_is_used_and_every_used_one_is_there() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    named = {
        v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if not v.startswith(".")
    }
    mounted = {
        v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if v.startswith(".")
    }
    assert (used, named) == (set(COMPOSE["secrets"]), set(COMPOSE["volumes"]))
    assert all((HERE / path).exists() for path in mounted)
    script = (HERE / "scripts" / "secrets").read_text()
    assert all(Path(secret["file"]).name in script for secret in COMPOSE["secrets"].values())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secrets_come_from_files_that_the_service_has(name: str) -> None:
    service = SERVICES[name]
    text = f"{service.get('command')} {service.get('environment')} {service.get('healthcheck')}"
    read = set(re.findall(r"/run/secrets/(\w+)", text))
    assert read == set(service.get("secrets", []))
    for variable, value in service.get("environment", {}).items():
        if SECRET.search(variable) and "JAAS" not in variable:
            assert variable.upper().endswith("FILE"), f"{name}: {variable} = {value} is in the open"


def test_the_example_environment_names_what_the_file_asks_for() -> None:
    asked = set(VARIABLE.findall(FILE.read_text()))
    example = dict(
        line.split("=", 1) for line in (HERE / ".env.example").read_text().splitlines() if re.match(r"\w+=", line)
    )
    assert asked == set(example)
    assert not [name for name in example if SECRET.search(name)]


def test_only_the_api_and_the_boards_can_be_reached_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}
    assert set(published) == {"api", "grafana"}
    assert all(port.startswith("${PUBLISH_ADDRESS:-127.0.0.1}:") for ports in published.values() for port in ports)


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="Debian's docker-compose is not installed")
def test_docker_compose_reads_it(tmp_path: Path) -> None:
    example = str(HERE / ".env.example")
    ran = subprocess.run(
        ["docker-compose", "--env-file", example, "-f", str(FILE), "config", "-q"], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_the_dockerfile_builds_from_the_lock_files() -> None:
    text = (HERE / "Dockerfile").read_text()
    copied = {word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for word in line.split()}
    assert {"uv.lock", "web/package-lock.json"} <= copied
    assert all((HERE / path).exists() for path in copied)
    assert "uv sync --frozen" in text
    assert "npm ci" in text
    tools = tomllib.loads((HERE / "pyproject.toml").read_text())["tool"]
    rooms = set(tools["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert {path.rstrip("/") for path in copied} >= rooms
    assert "USER 10001" in text


def test_settings_are_all_there() -> None:
    """A section that no process is given, and no default holds for, would be forgotten here."""
    passed = {name.split("_")[1].lower() for service in OURS for name in SERVICES[service]["environment"]}
    assert passed <= set(Settings.model_fields)
