"""A day is closed when every shard has been saved past it, whoever asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from sinks.warehouse import Mark
from streams.worker.day_end import day_over


def mark(day: str | None, passed: str | None) -> Mark:
    said: dict[str, Any] = {"day": day, "passed": passed}
    return Mark(1, said)


def test_all_shards_must_have_passed_it() -> None:
    assert day_over([mark("2026-03-03", "2026-03-03"), mark("2026-03-03", "2026-03-02")], 2) is None
    assert day_over([mark("2026-03-03", "2026-03-03"), mark("2026-03-03", "2026-03-03")], 2) == date(2026, 3, 3)


def test_a_shard_that_has_never_been_saved_has_passed_nothing() -> None:
    assert day_over([mark("2026-03-03", "2026-03-03")], 2) is None


def test_a_day_that_one_shard_has_closed_is_still_open_for_the_other() -> None:
    assert day_over([mark("2026-03-04", "2026-03-03"), mark("2026-03-03", "2026-03-03")], 2) == date(2026, 3, 3)
