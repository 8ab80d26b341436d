"""Promises of connections that are shared: each is one caller's at a time, and who has waited longest is next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sinks.warehouse.lines import Lines
from tests.api.conftest import wait


def test_who_has_waited_longest_is_next_and_not_who_has_just_had_it() -> None:
    lines, served = Lines(["one"]), list[int]()

    def call(number: int) -> None:
        with lines.line():
            served.append(number)

    def waiting(many: int) -> bool:
        return len(lines._waiting) == many

    with ThreadPoolExecutor(3) as callers:
        held = lines.take()
        for number in range(3):
            callers.submit(call, number)
            wait(partial(waiting, number + 1))
        lines.give(held)
        call(3)
    assert served == [0, 1, 2, 3]


def test_as_many_are_served_at_once_as_there_are_lines() -> None:
    lines = Lines(["one", "two"])
    with lines.line() as first, lines.line() as second:
        assert {first, second} == {"one", "two"}
