"""A process with a small disk of its own: `python -m tests.streams.full_disk FOLDER` fills a journal to the brim, makes room, goes on.

Prints one JSON object: what was accepted, what was said when no more could be, and what is there when the journal is opened again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from streams.journal import Journal, JournalDown

RECORD = b"x" * 10_000


def main(folder: Path) -> None:
    """Run, on a tmpfs of 2 MB that nobody else sees."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=True)
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * 500_000)
    journal = Journal(folder / "journal.sqlite")
    accepted, said = filled(journal)
    ballast.unlink()
    journal.append("topic", [(None, b"after", {})])
    again = Journal(folder / "journal.sqlite")
    kept = [value for _, records in again.read("topic", 0) for _, value, _ in records]
    print(json.dumps({"accepted": accepted, "said": said, "kept": len(kept), "last": (kept[-1] or b"").decode()}))


def filled(journal: Journal) -> tuple[int, str]:
    """Records that went in, and what was said of the one that did not."""
    accepted = 0
    while True:
        try:
            with journal.transaction(fsync=True):
                journal.append("topic", [(None, RECORD, {})])
        except JournalDown as error:
            return accepted, str(error)
        accepted += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
