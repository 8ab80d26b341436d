"""How plants change a customer's ordinary behaviour before the background is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from streams.simulate.bank import Bank
from streams.simulate.calendar import Days

SPARE = 0.25  # of each tier is never cast, so that background customers remain


@dataclass
class Habits:
    """Per customer and month: factor of volume, factor of count, payroll paid here or not; and where the payment runs go."""

    volume: npt.NDArray[np.float64]
    count: npt.NDArray[np.float64]
    payroll: npt.NDArray[np.bool_]
    payroll_delay: npt.NDArray[np.int64]  # working days
    moved_runs: dict[int, tuple[int, int]] = field(
        default_factory=dict
    )  # customer → first and last day: runs go to its own account elsewhere
    quiet: set[int] = field(default_factory=set)  # no same-name noise: the customer is on somebody's stage


def plain_habits(bank: Bank, days: Days) -> Habits:
    shape = (bank.size, len(days.months()))
    return Habits(
        np.ones(shape),
        np.ones(shape),
        np.repeat((bank.pay_day > 0)[:, None], shape[1], axis=1),
        np.zeros(shape, dtype=np.int64),
    )


@dataclass
class Cast:
    """Hands out customers to plants, each at most once, so that one plant never spoils another's history."""

    companies: list[int]
    institutions: list[int]
    anyone: npt.NDArray[np.int64]
    rng: np.random.Generator

    def company(self, fits: Callable[[int], bool] = lambda _: True) -> int | None:
        """The next fitting company nobody plays with; None when the bank is too small for more plants."""
        return next((self.companies.pop(i) for i, c in enumerate(self.companies) if fits(c)), None)

    def institution(self) -> int | None:
        return self.institutions.pop() if self.institutions else None

    def some(self, count: int) -> list[int]:
        """Different companies for plants that move no money."""
        return [int(c) for c in self.rng.choice(self.anyone, size=min(count, len(self.anyone)), replace=False)]


def make_cast(bank: Bank, rng: np.random.Generator) -> Cast:
    order = rng.permutation(bank.size)
    public = [int(c) for c in order if bank.institution[c]]
    private = [int(c) for c in order if not bank.institution[c]]
    return Cast(private[: max(2, int(len(private) * (1 - SPARE)))], public, np.array(private), rng)
