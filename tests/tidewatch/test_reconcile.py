"""`tidewatch reconcile`: a replayed bank's counters agree with its facts; a folder that is none is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

from streams.simulate import simulate
from tests.tidewatch.terminal import ran


def test_a_replayed_bank_has_no_drift(tmp_path: Path) -> None:
    simulate(
        tmp_path / "bank", seed=1, customers=12, days=15
    )  # a fortnight: what is reconciled is its last day but one
    assert ran("replay", tmp_path / "bank", "--out", tmp_path / "out").code == 0
    found = ran("reconcile", "2025-10-14", "--data", tmp_path / "out", "--json")
    report = json.loads(found.output)
    assert report["counters"] > 30
    assert (report["drifted"], report["largest_drift"], found.code) == (0, 0, 0)
    before = ran("reconcile", "2019-01-01", "--data", tmp_path / "out")
    assert (before.code, "knows nothing of 2019-01-01; its entries are of 2025-10-01 to" in before.sentence) == (
        1,
        True,
    )


def test_a_folder_without_a_warehouse_is_a_sentence(tmp_path: Path) -> None:
    found = ran("reconcile", "2025-10-14", "--data", tmp_path)
    assert (found.code, "holds no warehouse" in found.sentence) == (1, True)
