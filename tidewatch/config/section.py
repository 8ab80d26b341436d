"""What every section of the configuration is: strict, frozen, and its secrets may come from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

TWIN = "_file"


class Secret(SecretStr):
    """A password, key or token; prints as ***."""

    def _display(self) -> str:
        return "***" if self.get_secret_value() else ""


class Section(BaseModel):
    """Unknown settings are mistakes. `password_file = "/run/secrets/x"` gives `password` what the file holds; secrets print as ***."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _read_secrets(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        files = {name: given[name + TWIN] for name in cls.secrets() if given.get(name + TWIN) is not None}
        for name in files:
            if given.get(name) is not None:
                raise ValueError(f"give {name} or {name}{TWIN}, not both")
        return {**given, **{name: _held(name + TWIN, Path(path)) for name, path in files.items()}}

    @classmethod
    def secrets(cls) -> list[str]:
        """The names of its secrets."""
        return [name for name, field in cls.model_fields.items() if Secret in _types(field.annotation)]


def _types(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", (annotation,))


def _held(name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"{name} = {path} cannot be read: {error.strerror}") from None
    if not text:
        raise ValueError(f"{name} = {path} is empty: it must hold the secret")
    return text
