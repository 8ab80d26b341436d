"""`tidewatch docs`: reference pages made from the code."""

from __future__ import annotations

from pathlib import Path

from detectors.rules import FRAMES, RuleSet
from events.dead_letter import DeadLetterReason
from events.streams import STREAMS, fields, natural_key, required
from tidewatch.config.show import page as settings_page


def docs(folder: Path) -> None:
    """Write the reference pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(pages())} pages in {folder}")


def pages() -> dict[str, str]:
    """The reference pages by file name."""
    return {"events.md": _events(), "rules.md": _rules(), "frames.md": _frames(), "settings.md": settings_page()}


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
