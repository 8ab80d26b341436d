"""OUT-01 and OUT-02, and the traps of OUT-04 and OUT-05 that need entries of their own."""

from __future__ import annotations

from itertools import accumulate

from streams.simulate.bank import YUAN
from streams.simulate.book import Expect
from streams.simulate.plants.stage import LEARNING, Stage

LOAN_FIRES = ("at once", "in pieces", "after five days", "through another own account")
LOAN_COVERED = ("at once", "through another own account")  # all that leaves is loan money: nothing is left for OUT-04
LOAN_TRAPS = ("below the threshold", "stays in own bank", "after the window", "spent before", "basic account payroll")
PUBLIC_MONEY = 20_000_000 * 100  # OUT-02, fen
LOAN_MONEY_DAYS = 35  # it is followed for 20 working days, and the excess is that of ten of the last 15
SMALLEST_LOAN = 1_500_000 * YUAN
FLIGHT_DAYS = 45  # it leaves within a fortnight, and thirty days hold it (OUT-04)
SMALLEST_FLIGHT = 500_000 * YUAN  # OUT-01


def plant_outflows(stage: Stage) -> None:
    _loan_money(stage)
    _institutions(stage)
    _same_name_traps(stage)
    _window_dressing(stage)


def _loan_money(stage: Stage) -> None:
    for case in [*stage.cases(LOAN_FIRES, stage.fires), *stage.cases(LOAN_TRAPS, stage.traps)]:
        c = _borrower(stage, basic_account_away=case == "basic account payroll")
        day = None if c is None else stage.calm_day(c, 35, stage.days.count - 40, 1, 17)
        if c is None or day is None:
            return
        _drawn_and_moved(stage, c, case, day)


def _borrower(stage: Stage, basic_account_away: bool) -> int | None:
    """A company with one payment run a month; its basic account elsewhere when the case is about that."""
    bank = stage.bank
    return stage.cast.company(lambda c: bool(bank.runs[c] == 1 and (bank.pay_day[c] == 0 or not basic_account_away)))


def draw(stage: Stage, c: int, day: int, principal: int, note: str) -> int:
    """Draw a loan: the contract in the morning, the money at ten. Returns the time of the credit."""
    bank, at = stage.bank, stage.ms(day, 10)
    stage.book.record("contract", stage.ms(day, 8), object="credit_limit", contract_no=f"CL{note}", version=1, customer_id=bank.id(c),
                      amount=principal * 2, used=principal, start=stage.days.date(day).isoformat(), revolving=False, status="生效",
                      maturity=stage.days.date(day + 720).isoformat())  # fmt: skip
    stage.loan(c, note, day, principal, day, day + 720)
    stage.book.entry(c, at, principal, "drawdown", -1, note=note)
    stage.intend("OPP-02", c, day - 2, day + LOAN_MONEY_DAYS, Expect.GREY, "loan money on deposit is not idle cash")
    return at


def _drawn_and_moved(stage: Stage, c: int, case: str, day: int) -> None:
    bank, note = stage.bank, stage.note()
    principal = max(SMALLEST_LOAN, stage.money(float(bank.monthly[c]), 1.4, 2.2))
    at = draw(stage, c, day, principal, note)
    share = float(stage.rng.uniform(0.5, 0.8))
    away, moved, slot = int(bank.away_party[c]), int(principal * share) // YUAN * YUAN, 0
    fires = case in LOAN_FIRES
    first = stage.days.after(day, {"after five days": 5, "after the window": 20, "spent before": 4}.get(case, 1))
    kind = "salary_out" if case == "basic account payroll" else "same_out"
    if case == "below the threshold":
        moved = min(principal // 25, 450_000 * YUAN) // YUAN * YUAN
    if case in ("through another own account", "stays in own bank"):
        bank.second_account[c], slot = True, 1
        _to_own_account(stage, c, at, moved)
    if case == "spent before":
        stage.pay_out(c, stage.days.after(day, 1), principal, 2)
        moved = int(bank.monthly[c] * 0.15) // YUAN * YUAN
    serial = -1
    if case != "stays in own bank":
        parts = stage.split(moved, 3 if case == "in pieces" else 1)
        times = [stage.ms(stage.days.after(first, i), 13.0) for i in range(len(parts))]
        serials = [stage.book.entry(c, t, p, kind, away, slot=slot) for t, p in zip(times, parts, strict=True)]
        told = _enough(parts, principal)
        serial, at = serials[told], times[told]
    if case != "spent before":
        rest = principal - (moved if slot == 0 else 0)
        stage.pay_out(
            c, stage.days.after(day, 24 if case == "after the window" else 16), rest if slot == 0 else principal - moved
        )
    stage.truth("OUT-01", c, Expect.FIRE if fires else Expect.SILENT, at, at, late=3, early=1 if fires else 25, lasting=25, object_id=note,
                serial=serial, trap=None if fires else case)  # fmt: skip
    if fires:
        covered = Expect.SILENT if case in LOAN_COVERED else Expect.GREY
        stage.intend("OUT-04", c, day, day + FLIGHT_DAYS, covered, "covered by OUT-01")


def _enough(parts: list[int], principal: int) -> int:
    """The place of the part with which the sum is a tenth of the loan and half a million, not before (OUT-01)."""
    sums = list(accumulate(parts))
    return next((i for i, gone in enumerate(sums) if gone >= max(SMALLEST_FLIGHT, principal / 10)), len(parts) - 1)


def _to_own_account(stage: Stage, c: int, at: int, amount: int) -> None:
    bank, text = stage.bank, "转本单位其他账户"
    stage.book.entry(c, at + 7_200_000, amount, "sweep_out", int(bank.second_party[c]), text=text)
    stage.book.entry(c, at + 7_201_000, amount, "sweep_in", int(bank.own_party[c]), slot=1, text=text)


def _institutions(stage: Stage) -> None:
    cases = [
        *stage.cases(("budget leaves", "same name", "tender"), stage.fires),
        *stage.cases(("project payment", "sweep returns"), stage.traps),
    ]
    for case in cases:
        day, c = stage.day(LEARNING, stage.days.count - 25), stage.cast.institution()
        if c is None or day is None:
            return
        while case == "sweep returns" and stage.days.after(day, 1) > day + 3:  # never over a long holiday
            day = stage.days.after(day, 1)
        _public_money(stage, c, case, day)
        fires = case not in ("project payment", "sweep returns")
        stage.intend(
            "OUT-02",
            c,
            day,
            day + (75 if fires else 12),
            Expect.FIRE if fires else Expect.SILENT,
            None if fires else case,
        )


def _public_money(stage: Stage, c: int, case: str, day: int) -> None:
    bank, level = stage.bank, int(stage.bank.reserve[c])
    if case == "budget leaves":
        stage.pay_out(c, day, stage.money(level, 0.4, 0.5), 2)
    elif case == "same name":
        stage.book.entry(c, stage.ms(day), max(PUBLIC_MONEY, int(level * 0.35)), "same_out", int(bank.away_party[c]))
    elif case == "project payment":
        stage.book.entry(
            c, stage.ms(day), int(PUBLIC_MONEY * 0.9), "supply", int(bank.suppliers[c, 0]), text="工程进度款"
        )
    elif case == "sweep returns":
        clearing, swept, text = bank.tax_office, int(level * 0.3), "财政零余额清算"
        stage.book.entry(c, stage.ms(day, 16), swept, "sweep_out", clearing, text=text)
        stage.book.entry(c, stage.ms(stage.days.after(day, 1), 9), swept, "sweep_in", clearing, text=text)
    else:
        _placement_tender(stage, c, day)


def _placement_tender(stage: Stage, c: int, day: int) -> None:
    at, project = stage.ms(day, 10), stage.note("CF")
    trigger = stage.book.record("tender", at, project_no=project, title=f"{stage.bank.name[c]}资金竞争性存放招标公告", buyer=stage.bank.name[c],
                                buyer_uscc=stage.bank.uscc[c], stage="公告", winner=None, winner_uscc=None, amount=PUBLIC_MONEY, region="330100",
                                publish_date=stage.days.date(day).isoformat(), category="资金存放")  # fmt: skip
    stage.truth("OUT-02", c, Expect.FIRE, at, at, lasting=10, trigger=trigger)


def _same_name_traps(stage: Stage) -> None:
    """OUT-04: on two days only; or as much comes back."""
    for case in stage.cases(("two days only", "comes back"), stage.traps):
        day, c = stage.day(LEARNING, stage.days.count - 25), stage.cast.company()
        if c is None or day is None:
            return
        away, part = int(stage.bank.away_party[c]), stage.money(float(stage.bank.floor[c]), 0.6, 0.8)
        for i in range(2 if case == "two days only" else 4):
            at = stage.ms(stage.days.after(day, 2 * i), 11)
            stage.book.entry(c, at, part, "same_in" if i % 2 and case == "comes back" else "same_out", away)
        if case == "two days only" and stage.days.after(day, 25) < stage.days.count:
            stage.book.entry(c, stage.ms(stage.days.after(day, 25), 11), 2 * part, "same_in", away)
        stage.intend("OUT-04", c, day, day + 30, Expect.SILENT, case)


def _window_dressing(stage: Stage) -> None:
    """OUT-05: a week of borrowed splendour inflates the mean of the base, not its median."""
    for _ in range(stage.traps):
        day, c = stage.day(LEARNING, stage.days.count - 60), stage.cast.company()
        if c is None or day is None:
            return
        amount, away = stage.money(float(stage.bank.monthly[c]), 2.5, 3.0), int(stage.bank.away_party[c])
        stage.book.entry(c, stage.ms(day, 10), amount, "same_in", away)
        stage.book.entry(c, stage.ms(stage.days.after(day, 5), 15), amount, "same_out", away)
        stage.intend("OUT-05", c, day + 20, day + 110, Expect.SILENT, "window dressing in the base")
