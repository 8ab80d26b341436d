"""kill -9 of the embedded house at any moment: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("killed")

DAYS = 16
KILLS = 4


def run(data: Path, seconds: float | None) -> bool:
    """Let it run, for so long or to its end; True when it came to its end."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.tidewatch.house_process", str(data), str(DAYS)]
    )
    try:
        return process.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


@pytest.fixture
def folder() -> object:
    with tempfile.TemporaryDirectory(prefix="tw") as made:  # short: a unix socket lies in it
        yield Path(made)


def test_a_house_killed_again_and_again_ends_as_one_that_was_not(folder: Path) -> None:
    chance = random.Random(7)
    assert run(folder / "calm", 200)
    for _ in range(KILLS):
        run(folder / "killed", chance.uniform(2.5, 7.0))
    assert run(folder / "killed", 200)
    calm, killed = (json.loads((folder / name / "state.json").read_text()) for name in ("calm", "killed"))
    assert calm["findings"]
    assert killed == calm
