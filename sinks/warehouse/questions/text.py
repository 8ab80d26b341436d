"""The text of a question. A line `-- part: name` stands for the content of name.part.sql, so that a shared CTE is written once, and `IN {among}`
for what reads the one literal that many customers are named by (`scope.among`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PART = re.compile(r"^-- part: (\w+)$", re.MULTILINE)
AMONG = "IN (SELECT arrayJoin(JSONExtract({among}, 'Array(String)')))"


@cache
def question(name: str, folder: Path = HERE) -> str:
    """The statement, its places still open. Comments go, for a brace in one is no place."""
    text = (folder / f"{name}.sql").read_text(encoding="utf-8")
    whole = PART.sub(lambda found: (HERE / f"{found[1]}.part.sql").read_text(encoding="utf-8"), text)
    statement = "\n".join(line for line in whole.splitlines() if not line.lstrip().startswith("--"))
    return statement.replace("IN {among}", AMONG)
