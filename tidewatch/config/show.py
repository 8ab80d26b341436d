"""Settings as they are in force, for `tidewatch config` and the reference page. Secrets print as ***."""

from __future__ import annotations

from typing import Any

from tidewatch.config.sections import Settings

HEAD = """# Settings

One TOML file (`--config FILE`, `TIDEWATCH_CONFIG`, else `tidewatch.toml` in the working directory) and the environment; the command line wins over
the environment, the environment over the file. `tidewatch config` prints what is in force. `kafka.brokers` is

```toml
[kafka]
brokers = "kafka-1:9092,kafka-2:9092"
```

or `TIDEWATCH_KAFKA_BROKERS`. A secret may lie in a file of its own: `password_file` beside `password`. An unknown setting is a mistake.
Made from the code by `make docs`.
"""


def shown(settings: Settings) -> dict[str, dict[str, Any]]:
    """Section → setting → value, as JSON has it."""
    return {
        name: {key: _plain(value) for key, value in getattr(settings, name)} for name in type(settings).model_fields
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list | frozenset) else str(value)


def page() -> str:
    """The reference page."""
    lines = [HEAD]
    for name, field in Settings.model_fields.items():
        kind: Any = field.annotation
        lines += [f"## {name}\n", f"{kind.__doc__}\n", "| setting | default | what it is |", "|---|---|---|"]
        for key, setting in kind.model_fields.items():
            default = "" if setting.default is None or key == "rules" else f"`{setting.default}`"
            lines.append(f"| `{name}.{key}` | {default} | {_said(key, setting.description)} |")
        lines.append("")
    return "\n".join(lines)


def _said(key: str, description: str | None) -> str:
    return description or (f"a file that holds `{key.removesuffix('_file')}`" if key.endswith("_file") else "")
