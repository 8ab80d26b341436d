"""Each rival in an environment of its own, made on demand from PyPI by uv and kept in .bench/ (which git ignores)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent / ".bench" / "environments"


class NotInstalled(RuntimeError):
    """An engine's packages cannot be had here; the sentence says why."""


def python_of(name: str) -> Path:
    """The interpreter of an environment, made when it is not there or its list has changed. Raises NotInstalled."""
    wanted, folder = HERE / "environments" / f"{name}.txt", ROOT / name
    python, done = folder / "bin" / "python", folder / "installed.txt"
    if done.exists() and done.read_text() == wanted.read_text():
        return python
    _uv("venv", "--quiet", "--clear", "--python", "3.11", str(folder))
    _uv("pip", "install", "--quiet", "--python", str(python), "-r", str(wanted))
    shutil.copy(wanted, done)
    return python


def _uv(*words: str) -> None:
    uv = os.environ.get("UV") or shutil.which("uv") or str(Path.home() / ".local" / "bin" / "uv")
    ran = subprocess.run([uv, *words], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise NotInstalled(f"uv {' '.join(words[:2])}: {ran.stderr.strip()[-400:]}")
