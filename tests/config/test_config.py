"""Promises of the configuration: every mistake has its sentence, secrets come from files and print as ***, the nearest source wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidewatch.commands.processes import session_secret
from tidewatch.config import ConfigMistake, load
from tidewatch.config.show import shown

BAD = sorted((Path(__file__).parent / "bad").glob("*.toml"))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_gets_its_sentence(file: Path) -> None:
    """The sentence is the file's first line."""
    wanted = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    with pytest.raises(ConfigMistake) as mistake:
        load(file)
    assert str(mistake.value).replace(str(file), "{file}") == wanted


def test_a_secret_comes_from_a_file_and_prints_as_stars(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("opensesame\n")
    (tmp_path / "t.toml").write_text(f"[redis]\npassword_file = '{tmp_path}/password'\n")
    settings = load(tmp_path / "t.toml")
    assert settings.redis.password is not None
    assert settings.redis.password.get_secret_value() == "opensesame"
    assert shown(settings)["redis"]["password"] == "***"
    assert "opensesame" not in repr(settings) + str(settings)


def test_the_command_line_wins_over_the_environment_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t.toml").write_text("[kafka]\nbrokers = 'file:1'\ngroup = 'file'\n[api]\nport = 1\n")
    monkeypatch.setenv("TIDEWATCH_KAFKA_BROKERS", "environment:2")
    monkeypatch.setenv("TIDEWATCH_API_PORT", "2")
    settings = load(tmp_path / "t.toml", {"api.port": 3, "api.host": None})
    assert (settings.kafka.brokers, settings.kafka.group, settings.api.port) == ("environment:2", "file", 3)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("TIDEWATCH_KAFAK_BROKERS", "the environment's TIDEWATCH_KAFAK_BROKERS is no setting; did you mean kafka?"),
        ("TIDEWATCH_KAFKA_BROKER", "the environment's TIDEWATCH_KAFKA_BROKER: kafka.broker is no setting; did you mean brokers?"),
    ],
)  # fmt: skip
def test_a_variable_of_ours_that_is_no_setting_is_a_sentence(
    name: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "kafka:9092")
    with pytest.raises(ConfigMistake, match="^" + sentence.replace("?", "[?]")):
        load()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"api.demo": True, "api.host": "0.0.0.0"}, "demo identities .* are for loopback only"),
        ({"api.demo": False}, "nobody could sign in: .* oidc.issuer"),
        ({"api.demo": True}, "api.session_secret must have 32 characters"),
        ({"api.demo": True, "api.session_secret": "short"}, "api.session_secret must have 32 characters"),
    ],
)
def test_an_api_that_would_be_open_or_closed_to_all_does_not_start(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ConfigMistake, match=sentence):
        session_secret(load(None, given))
