"""RSK-08: money that passes through an account, and what only looks like it."""

from __future__ import annotations

from streams.simulate.bank import YUAN
from streams.simulate.book import Expect
from streams.simulate.plants.stage import LEARNING, Stage

PASSING_DAYS = 12  # working days
AFTER_A_RUN = 6  # days: what had come in since the last payment run has been paid out
TRAPS = ("a platform", "stays three days", "a fifth stays", "declared revenue")
SEEN_FOR = 20  # days after the last one on which ten business days still hold some of it
SMALLEST = 600_000 * YUAN  # a day


def plant_passing(stage: Stage) -> None:
    """Cases are spread evenly over the days, so that a demonstration sees the first one early."""
    for kinds, count in ((("",), stage.fires), (TRAPS, stage.traps)):
        for i, case in enumerate(stage.cases(kinds, count)):
            c = stage.cast.company(lambda c: bool(stage.bank.runs[c] == 1))
            day = None if c is None else _after_a_run(stage, c, (i + 0.2) / count)
            if c is None or day is None:
                return
            _passes(stage, c, case, day)


def _after_a_run(stage: Stage, c: int, place: float) -> int | None:
    """The day after a payment run of the customer that lies nearest to a place (0..1) between learning and the end of the files."""
    last = stage.days.count - PASSING_DAYS * 2
    runs = [int(run) + AFTER_A_RUN for run in stage.runs.day[stage.runs.customer == c]]
    wanted = LEARNING + place * (last - LEARNING)
    return min((day for day in runs if LEARNING <= day <= last), key=lambda day: abs(day - wanted), default=None)


def _passes(stage: Stage, c: int, case: str, day: int) -> None:
    """Every working day buyers pay in the morning, and the same money, or less, has gone to suppliers by the afternoon."""
    bank, book = stage.bank, stage.book
    if case == "a platform":
        bank.industry[c] = "J6930"
    if case == "declared revenue":
        bank.revenue[c] *= 40
    a_day = max(SMALLEST, stage.money(float(bank.monthly[c]), 2.2, 2.8))
    rests = 3 if case == "stays three days" else 0
    for i in range(PASSING_DAYS):
        at = stage.days.after(day, i)
        leaves = stage.days.after(at, rests)
        if leaves >= stage.days.count:
            break
        for buyer, part in enumerate(stage.split(a_day, 4)):
            book.entry(c, stage.ms(at, 9.3 + buyer / 2), part, "sale", int(bank.buyers[c, buyer]))
        gone = a_day * (80 if case == "a fifth stays" else 99) // 100 // YUAN * YUAN
        for supplier, part in enumerate(stage.split(gone, 2)):
            book.entry(c, stage.ms(leaves, 15.0 + supplier / 2), part, "supply", int(bank.suppliers[c, supplier]))
    last = stage.days.after(day, PASSING_DAYS)
    stage.intend("RSK-08", c, day, last + SEEN_FOR, Expect.SILENT if case else Expect.FIRE, case or None)
    for rule in ("OPP-01", "OPP-02"):
        stage.intend(rule, c, day, last + SEEN_FOR, Expect.GREY, "money that only passes")
