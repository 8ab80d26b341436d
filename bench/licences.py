"""Every installed dependency with its licence (`make licences`); fails when one does not go with Apache-2.0."""

from __future__ import annotations

import json
import subprocess
import sys

from rich.console import Console
from rich.table import Table

NOT_COMPATIBLE = ("AGPL", "GPL", "SSPL", "BUSL", "Commons Clause", "Proprietary")
COMPATIBLE_ANYWAY = ("LGPL", "Lesser General Public")  # used as libraries, not changed, not linked statically


def verdict(licence: str) -> str:
    """A word on whether the licence goes with Apache-2.0."""
    if not licence or licence == "UNKNOWN":
        return "unknown"
    if any(word in licence for word in COMPATIBLE_ANYWAY):
        return "as a library"
    return "NO" if any(word in licence for word in NOT_COMPATIBLE) or "General Public" in licence else "yes"


def main() -> int:
    """Print the list; 1 when a licence is unknown or not compatible."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    packages = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    table = Table("package", "version", "licence", "goes with Apache-2.0")
    words = []
    for package in packages:
        words.append(verdict(package["License"]))
        table.add_row(package["Name"], package["Version"], package["License"], words[-1])
    Console().print(table)
    return 1 if {"NO", "unknown"} & set(words) else 0


if __name__ == "__main__":
    sys.exit(main())
