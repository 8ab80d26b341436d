"""The real data beside the project, where it is, and whether there is time for what takes minutes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

LONG = os.environ.get("TIDEWATCH_LONG_TESTS") == "1"  # make test-long
SHARED = Path(os.environ.get("TIDEWATCH_SHARED", Path(__file__).parents[2] / "shared")) / "data"


def shared(name: str) -> Path:
    """A folder of the real data; skips the test, saying so, where it is absent."""
    folder = SHARED / name
    if not folder.exists():
        pytest.skip(f"{folder} is not here: set TIDEWATCH_SHARED to the folder that holds data/")
    return folder
