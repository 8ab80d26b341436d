"""Plants that change how a customer lives, before the background is written: OUT-04, OUT-05, OUT-06, OUT-08."""

from __future__ import annotations

from streams.simulate.background import pay_date
from streams.simulate.book import Expect
from streams.simulate.calendar import DAY_MS
from streams.simulate.plants.stage import LEARNING, Stage

WORKING_DAYS_OF_GRACE = 5  # OUT-06
FEED_OUTAGE_DAYS = 9


def plant_habits(stage: Stage) -> None:
    _migration(stage)
    _shrinking(stage)
    _payroll_stops(stage)
    _payroll_traps(stage)
    _settlement_decline(stage)


def _migration(stage: Stage) -> None:
    """OUT-04: for two months most of the payment runs go to the customer's own account at another bank."""
    for _ in range(stage.fires):
        first = stage.day(LEARNING, stage.days.count - 50)
        c = stage.cast.company(lambda c: bool(stage.bank.monthly[c] > 3.4 * stage.bank.floor[c]))
        if c is None or first is None:
            return
        stage.bank.runs[c] = 1
        stage.habits.moved_runs[c] = (first, first + 61)
        stage.habits.quiet.add(c)
        stage.intend("OUT-04", c, first, first + 75, Expect.FIRE)


def _shrinking(stage: Stage) -> None:
    """OUT-05: business falls to a third from one month on, and the balance with it."""
    months = stage.days.months()
    for _ in range(stage.fires):
        if len(months) < 7:
            return
        start = int(stage.rng.integers(5, len(months) - 1))
        c = stage.cast.company(lambda c: bool(stage.bank.monthly[c] > 3.0 * stage.bank.floor[c]))
        if c is None:
            return
        stage.habits.volume[c, start:] = stage.rng.uniform(0.2, 0.3)
        stage.habits.quiet.add(c)
        stage.intend("OUT-05", c, months[start][0], stage.days.count, Expect.FIRE)


def _payroll_stops(stage: Stage) -> None:
    """OUT-06: wages are no longer paid here; the expected day is the usual one, the alert five working days later."""
    months = stage.days.months()
    for _ in range(stage.fires):
        if len(months) < 8:
            return
        stop = int(stage.rng.integers(6, len(months) - 1))
        c = stage.cast.company(lambda c: bool(stage.bank.pay_day[c] > 0))
        if c is None:
            return
        stage.habits.payroll[c, stop:] = False
        expected = months[stop][0] + int(stage.bank.pay_day[c]) - 1
        known = stage.days.close(stage.days.after(expected, WORKING_DAYS_OF_GRACE))
        stage.truth("OUT-06", c, Expect.FIRE, stage.ms(expected), known, early=4, late=4, lasting=80)


def _payroll_traps(stage: Stage) -> None:
    """Late within the grace, moved by the Spring Festival, or only unseen because the payroll feed is silent (SVC-15)."""
    months = stage.days.months()
    for _ in range(stage.traps // 2):
        c = stage.cast.company(lambda c: bool(stage.bank.pay_day[c] > 0))
        if c is None or len(months) < 8:
            break
        month = int(stage.rng.integers(6, len(months) - 1))
        stage.habits.payroll_delay[c, month] = 4
        _silent(stage, c, month, "late within five working days")
    _spring_festival(stage)
    _feed_outage(stage)


def _spring_festival(stage: Stage) -> None:
    for month, (first, _) in enumerate(stage.days.months()):
        if stage.days.date(first).month == 2 and month >= 4:
            away = [c for c in range(stage.bank.size) if stage.bank.pay_day[c] > 14 and stage.habits.payroll[c].all()]
            for c in away[: stage.traps]:
                _silent(stage, c, month, "spring festival shift")


def _silent(stage: Stage, c: int, month: int, trap: str) -> None:
    expected = pay_date(stage.book, c, month)
    if expected is not None:
        known = stage.days.close(stage.days.after(expected, WORKING_DAYS_OF_GRACE))
        stage.truth("OUT-06", c, Expect.SILENT, stage.ms(expected), known, early=8, late=8, lasting=8, trap=trap)


def _feed_outage(stage: Stage) -> None:
    """Payroll batches of some days reach the bank's bus only afterwards; the feed says so (files.py delays them)."""
    if stage.days.count < 200:
        return
    first = stage.days.months()[len(stage.days.months()) // 2][0] + 7
    last = first + FEED_OUTAGE_DAYS
    stage.book.outage = (first, last)
    for day, status in ((first, "stale"), (last, "complete")):
        until = stage.days.ms(first if status == "stale" else last)
        at = stage.days.ms(day, 4_200)
        stage.book.record(
            "reference", at, kind="feed", code="payroll", name="payroll", value=status, complete_through=until
        )
    stage.truth("SVC-15", -1, Expect.FIRE, stage.ms(first, 0), stage.days.close(first), late=FEED_OUTAGE_DAYS, object_id="payroll",
                aliases=("contract", "contract.payroll_batch"), lasting=FEED_OUTAGE_DAYS)  # fmt: skip
    month = len(stage.days.months()) // 2
    hit = [c for c in range(stage.bank.size) if stage.habits.payroll[c].all() and _due_in(stage, c, month, first, last)]
    for c in hit[: stage.traps]:
        _silent(stage, c, month, "payroll feed is stale")


def _due_in(stage: Stage, c: int, month: int, first: int, last: int) -> bool:
    due = pay_date(stage.book, c, month)
    return due is not None and first <= due <= last


def _settlement_decline(stage: Stage) -> None:
    """OUT-08 in the first quarter that has the same quarter of the year before; traps: fewer but larger, and last year as low."""
    quarter = _comparable_quarter(stage)
    if quarter is None:
        return
    for case in stage.cases(("decline",) * 2 + ("decline", "fewer but larger", "seasonal"), stage.fires + stage.traps):
        c = stage.cast.company()
        if c is None:
            return
        stage.bank.credits[c] = max(64, stage.bank.credits[c])
        stage.habits.quiet.add(c)
        count, volume = stage.habits.count[c], stage.habits.volume[c]
        count[quarter:] = 0.35
        if case != "fewer but larger":
            volume[quarter:] = 0.35
        if case == "seasonal":
            count[:3], volume[:3] = 0.35, 0.35
        expect = Expect.FIRE if case == "decline" else Expect.SILENT
        first = stage.days.months()[quarter][0]
        stage.intend("OUT-08", c, first, stage.days.count, expect, None if case == "decline" else case)


def _comparable_quarter(stage: Stage) -> int | None:
    for month, (first, _) in enumerate(stage.days.months()):
        if first >= 365 and stage.days.date(first).month % 3 == 1 and stage.days.count - first >= 20:
            return month
    return None


def delayed_until(stage_days_ms: int, outage: tuple[int, int] | None, time: int) -> int | None:
    """The arrival time of a payroll batch that falls into the outage; None when it arrives at once."""
    if outage is None:
        return None
    day = (time - stage_days_ms) // DAY_MS
    return int(stage_days_ms + outage[1] * DAY_MS + 3_600_000) if outage[0] <= day < outage[1] else None
