"""How large the house's modules and functions are (`make house`), against the sizes it wants to keep."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

ROOMS = ("events", "detectors", "sinks", "streams", "api", "tidewatch")
MODULE_LIMITS = (120, 600)  # median, maximum lines
FUNCTION_LIMITS = (8, 60)


def modules() -> list[Path]:
    """The product's Python files that git knows of or does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], capture_output=True, text=True, check=True
    )
    return [Path(name) for name in listed.stdout.split() if name.split("/")[0] in ROOMS and Path(name).exists()]


def lines(path: Path) -> int:
    """Lines of a module."""
    return len(path.read_text().splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Every function of a module with its lines of body, docstring left out."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            size = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            found.append((f"{path}:{node.name}", size))
    return found


def main() -> int:
    """Print the report; 1 when something is larger than the house allows."""
    sizes = sorted(((str(p), lines(p)) for p in modules() if lines(p) > 1), key=lambda item: -item[1])
    calls = sorted((f for p in modules() for f in functions(p)), key=lambda item: -item[1])
    table = Table("what", "number", "median", "wanted", "largest", "allowed", "where")
    fine = True
    for what, items, (wanted, allowed) in (("module", sizes, MODULE_LIMITS), ("function", calls, FUNCTION_LIMITS)):
        middle, (where, largest) = median(size for _, size in items), items[0]
        fine &= middle <= wanted and largest <= allowed
        table.add_row(what, str(len(items)), f"{middle:g}", f"≤ {wanted}", str(largest), f"≤ {allowed}", where)
    Console().print(table)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
