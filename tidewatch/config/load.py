"""From a file, the environment and the command line to Settings; a mistake is a sentence: what, where, and what would be right.

The command line wins over the environment, the environment over the file.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, PydanticBaseSettingsSource

from tidewatch.config.sections import Settings

PREFIX = "TIDEWATCH_"
FILE = Path("tidewatch.toml")
OTHERS = frozenset({"TIDEWATCH_CONFIG", "TIDEWATCH_SHARED"})  # which file this is; where tests find real data
SECTIONS = list(Settings.model_fields)


class ConfigMistake(ValueError):
    """The configuration cannot be used; a sentence for each mistake."""


def load(file: Path | None = None, given: Mapping[str, object] | None = None) -> Settings:
    """Settings from `file` (else tidewatch.toml, when it is there), the environment, and `given`: {"kafka.brokers": value}, None is not given.

    Raises ConfigMistake.
    """
    path = file or (FILE if FILE.is_file() else None)
    _known_variables()
    read = {} if path is None else _read(path)

    class Here(Settings):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *rest: Any, **named: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, EnvSettingsSource(settings_cls), InitSettingsSource(settings_cls, init_kwargs=read)

    try:
        kind: Any = Here  # its sections come as plain data
        found = kind(**_nested(given or {}))
    except ValidationError as mistakes:
        raise ConfigMistake("\n".join(_sentence(one, path) for one in mistakes.errors())) from None
    return Settings.model_construct(**{name: getattr(found, name) for name in SECTIONS})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigMistake(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigMistake(f"{path} is not TOML: {error}") from None


def _nested(given: Mapping[str, object]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name, value in given.items():
        section, _, setting = name.partition(".")
        if value is not None:
            found.setdefault(section, {})[setting] = value
    return found


def _known_variables() -> None:
    """A variable of ours that names no section would be passed over in silence."""
    for name in sorted(os.environ):
        section = name.removeprefix(PREFIX).partition("_")[0].lower()
        if name.startswith(PREFIX) and name not in OTHERS and section not in SECTIONS:
            raise ConfigMistake(f"the environment's {name} is no setting{_nearest(section, SECTIONS, 'a section')}")


def _sentence(error: ErrorDetails, path: Path | None) -> str:
    place = [str(part) for part in error["loc"]]
    where = _where(place, path)
    name = ".".join(place)
    if error["type"] == "extra_forbidden":
        names = SECTIONS if len(place) == 1 else list(_section(place[0]))
        return f"{where}: {name} is no setting{_nearest(place[-1], names, f'of {place[0]}' if len(place) > 1 else 'a section')}"
    said = error["msg"].removeprefix("Value error, ").replace("Input should", "must")
    said = said.partition(", unable")[0].replace("a valid integer", "a whole number").replace("a valid ", "a ")
    if error["type"] == "string_pattern_mismatch":
        said = f"write {_section(place[0])[place[-1]].description}"
    elif error["type"].startswith("model_"):
        said = f"is a section: write [{name}], then its settings"
    return f"{where}: {name}{_value(error, name)}: {said}"


def _value(error: ErrorDetails, name: str) -> str:
    """What was given, unless it is a secret or a whole section."""
    hidden = error["type"] == "value_error" or "secret" in name or "password" in name
    return "" if hidden else f" = {error['input']!r}"


def _where(place: list[str], path: Path | None) -> str:
    variable = PREFIX + "_".join(place).upper()
    if any(name.startswith(variable) for name in os.environ):
        return f"the environment's {variable}"
    return str(path) if path is not None else "the command line"


def _section(name: str) -> dict[str, Any]:
    kind = Settings.model_fields[name].annotation
    return dict(getattr(kind, "model_fields", {}))


def _nearest(word: str, names: list[str], what: str) -> str:
    near = difflib.get_close_matches(word, names, 1)
    return f"; did you mean {near[0]}?" if near else f"; {what}: {', '.join(names)}"
