"""How findings are matched to facts, on cases small enough to count by hand.

One fact of OUT-04 about C1, known on day 10 (12:00 UTC is second 0 of "day n" below), due by day 12, its window day 9 .. day 20.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streams.score import Score, score

DAY = 86_400_000


def fact(**change: Any) -> dict[str, Any]:
    return {"rule": "OUT-04", "customer_id": "C1", "object_id": None, "expect": "fire", "since": 9 * DAY, "known_at": 10 * DAY,
            "known_by": 12 * DAY, "until": 20 * DAY} | change  # fmt: skip


def finding(number: int, day: float, **change: Any) -> dict[str, Any]:
    return {"finding_id": f"f{number}", "rule_id": "OUT-04", "customer_id": "C1", "object_id": None, "state": "open",
            "event_time": int(day * DAY)} | change  # fmt: skip


def judged(folder: Path, facts: list[dict[str, Any]], findings: list[dict[str, Any]]) -> Score:
    for name, rows in (("truth", facts), ("findings", findings)):
        (folder / f"{name}.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return score(folder, folder / "truth.ndjson")["OUT-04"]


def test_several_findings_of_one_fact_count_once(tmp_path: Path) -> None:
    got = judged(tmp_path, [fact()], [finding(1, 11), finding(2, 15)])
    assert got == {"truth": 1, "found": 1, "recall": 1.0, "precision": 1.0, "median_delay_seconds": 86_400.0}


def test_a_late_finding_is_not_found_but_not_false_either(tmp_path: Path) -> None:
    got = judged(tmp_path, [fact()], [finding(1, 13)])
    assert (got["recall"], got["precision"]) == (0.0, 1.0)


def test_a_retracted_finding_does_not_count(tmp_path: Path) -> None:
    got = judged(tmp_path, [fact()], [finding(1, 11), finding(1, 11, state="retracted")])
    assert (got["recall"], got["precision"]) == (0.0, None)


def test_what_fires_on_a_trap_is_false(tmp_path: Path) -> None:
    trap = fact(customer_id="C2", expect="silent")
    got = judged(tmp_path, [fact(), trap], [finding(1, 11), finding(2, 11, customer_id="C2")])
    assert (got["truth"], got["recall"], got["precision"]) == (1, 1.0, 0.5)


def test_grey_neither_helps_nor_hurts(tmp_path: Path) -> None:
    got = judged(
        tmp_path, [fact(), fact(customer_id="C2", expect="grey")], [finding(1, 11), finding(2, 11, customer_id="C2")]
    )
    assert (got["truth"], got["precision"]) == (1, 1.0)


def test_false_findings_within_the_cool_down_count_once(tmp_path: Path) -> None:
    false = [finding(n, day, customer_id="C3") for n, day in ((2, 30), (3, 40), (4, 70))]
    got = judged(tmp_path, [fact()], [finding(1, 11), *false])  # two groups: day 30 with 40, and day 70
    assert got["precision"] == pytest.approx(1 / 3)


def test_the_object_must_agree_or_be_contained(tmp_path: Path) -> None:
    facts = [fact(object_id="LN1"), fact(object_id="LN2", aliases=["note 2"])]
    got = judged(
        tmp_path,
        facts,
        [finding(1, 11, object_id="LN1"), finding(2, 11, object_id="the note 2"), finding(3, 11, object_id="LN9")],
    )
    assert got["found"] == 2
    assert got["precision"] == pytest.approx(2 / 3)


def test_iso_times_are_read(tmp_path: Path) -> None:
    got = judged(
        tmp_path, [fact(known_at="1970-01-11T08:00:00+08:00")], [finding(1, 0, event_time="1970-01-11T00:00:30Z")]
    )
    assert got["median_delay_seconds"] == 30.0


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "truth.ndjson").write_text('{"rule": "OUT-04"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"truth.ndjson, line 1: expect, known_at, known_by, since, until missing"):
        score(tmp_path, tmp_path / "truth.ndjson")
