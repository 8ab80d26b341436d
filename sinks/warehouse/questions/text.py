"""The text of a question. A line `-- part: name` stands for the content of name.part.sql, so that a shared CTE is written once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PART = re.compile(r"^-- part: (\w+)$", re.MULTILINE)


@cache
def question(name: str, folder: Path = HERE) -> str:
    """The statement, its places still open. Comments go, for a brace in one is no place."""
    text = (folder / f"{name}.sql").read_text(encoding="utf-8")
    whole = PART.sub(lambda found: (HERE / f"{found[1]}.part.sql").read_text(encoding="utf-8"), text)
    return "\n".join(line for line in whole.splitlines() if not line.lstrip().startswith("--"))
