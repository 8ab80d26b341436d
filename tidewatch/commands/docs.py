"""`tidewatch docs`: reference pages made from the code."""

from __future__ import annotations

from pathlib import Path

from detectors.rules import FRAMES, RuleSet
from events.dead_letter import DeadLetterReason
from events.metrics import page as metrics_page
from events.streams import STREAMS, fields, natural_key, required
from sinks.warehouse.migrations import SCHEMA, migrations
from sinks.warehouse.retention import retention
from tidewatch.config.show import page as settings_page


def docs(folder: Path) -> None:
    """Write the reference pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(pages())} pages in {folder}")


def pages() -> dict[str, str]:
    """The reference pages by file name."""
    return {
        "events.md": _events(),
        "rules.md": _rules(),
        "frames.md": _frames(),
        "settings.md": settings_page(),
        "warehouse.md": _warehouse(),
        "metrics.md": metrics_page(),
    }


def _events() -> str:
    parts = ["# Streams\n\nMade from the models by `make docs`. Fields marked * are required.\n"]
    for stream in sorted(STREAMS):
        key = ", ".join(natural_key(stream))
        parts.append(
            f"\n## {stream}\n\n{(STREAMS[stream].__doc__ or '').strip()}\n\nNatural key: {key}\n\n| field | type | |\n|---|---|---|\n"
        )
        for name, column in fields(stream).items():
            star = "*" if name in required(stream) else ""
            said = STREAMS[stream].model_fields[name].description or ""
            parts.append(f"| {name}{star} | {column.kind} | {said} |\n")
    parts.append("\n# Dead-letter reasons\n\n" + "\n".join(f"- `{reason}`" for reason in DeadLetterReason) + "\n")
    return "".join(parts)


def _rules() -> str:
    parts = [
        "# Detectors\n\nMade from the catalogue by `make docs`.\n\n| id | 名称 | name | judged on | to | source |\n|---|---|---|---|---|---|\n"
    ]
    for rule in RuleSet.load().rules.values():
        parts.append(
            f"| {rule.id} v{rule.version} | {rule.name.zh} | {rule.name.en} | {rule.on} | {', '.join(rule.to)} | {rule.source} |\n"
        )
    return "".join(parts)


def _frames() -> str:
    parts = [
        "# Frames that rules read\n\nMade from `detectors/rules/frames.py` by `make docs`. Money is fen, ratios are 1 = 100 %.\n"
    ]
    for on, columns in FRAMES.items():
        parts.append(f"\n## {on}\n\n" + ", ".join(f"`{name}` {kind}" for name, kind in columns.items()) + "\n")
    return "".join(parts)


def _warehouse() -> str:
    parts = [
        "# The warehouse's tables\n\nMade from `sinks/warehouse/retention.yaml` and `sinks/warehouse/schema/` by `make docs`. Days count from when a row "
        "was stored; after `packed` days it is recompressed by ZSTD.\n\n| table | kept, days | packed | why |\n|---|---|---|---|\n"
    ]
    for table, kept in retention().items():
        parts.append(f"| {table} | {kept.days or 'for ever'} | {kept.packed_after or '–'} | {kept.why} |\n")
    parts.append("\n## Migrations\n\n| number | name | needs ClickHouse | |\n|---|---|---|---|\n")
    for one in migrations():
        needs = ".".join(map(str, one.needs)) if any(one.needs) else "18.16"
        parts.append(f"| {one.number:03d} | {one.name} | {needs} | {_told(one.number)} |\n")
    return "".join(parts)


def _told(number: int) -> str:
    """The first sentence of a migration's comment."""
    lines = next(SCHEMA.glob(f"{number:03d}_*.sql")).read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix("-- ") for line in lines if line.startswith("-- ") and not line.startswith("-- needs")]
    return said[0] if said else ""
