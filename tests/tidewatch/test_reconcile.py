"""`tidewatch reconcile`: a replayed bank's counters agree with its facts; a folder that is none is a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from streams.simulate import simulate


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tidewatch", *map(str, words)], capture_output=True, text=True, check=False
    )


def test_a_replayed_bank_has_no_drift(tmp_path: Path) -> None:
    simulate(
        tmp_path / "bank", seed=1, customers=12, days=15
    )  # a fortnight: what is reconciled is its last day but one
    run("replay", tmp_path / "bank", "--out", tmp_path / "out")
    found = run("reconcile", "2025-10-14", "--data", tmp_path / "out", "--json")
    report = json.loads(found.stdout)
    assert report["counters"] > 30
    assert (report["drifted"], report["largest_drift"], found.returncode) == (0, 0, 0)


def test_a_folder_without_a_warehouse_is_a_sentence(tmp_path: Path) -> None:
    found = run("reconcile", "2025-10-14", "--data", tmp_path)
    assert (found.returncode, "holds no warehouse" in " ".join(found.stderr.split())) == (1, True)
