"""The wall may jump; intake's clock does not, and takes over what lasts."""

from __future__ import annotations

from dataclasses import dataclass

from streams.worker.clock import SteadyClock


@dataclass
class Hands:
    wall: float = 1_000_000.0
    monotonic: float = 50.0

    def advance(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


def test_a_jump_of_the_wall_is_not_a_jump_of_the_clock() -> None:
    hands = Hands()
    clock = SteadyClock(lambda: hands.wall, lambda: hands.monotonic)
    for jump in (3600.0, -7200.0):
        before = clock.time()
        hands.wall += jump
        hands.advance(5)
        assert clock.time() == before + 5


def test_a_wall_that_stays_different_is_right() -> None:
    hands = Hands()
    clock = SteadyClock(lambda: hands.wall, lambda: hands.monotonic)
    hands.wall += 3600
    clock.time()
    hands.advance(31)
    assert clock.time() == hands.wall
