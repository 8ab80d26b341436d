"""MAT-01, MAT-03 (deposits) and MAT-04, MAT-05 (loans) with their traps."""

from __future__ import annotations

from streams.simulate.book import Expect
from streams.simulate.plants.stage import Stage

RENEWALS = ("renewed", "wealth inside the bank", "kept for a payment")
SILENT_DEPOSITS = ("auto renewal", "pledged", "redeemed early", "below the floor")
LOAN_TRAPS = ("funded", "extension approved", "term deposit matures", "extension approved")
DAY_GRID = (60, 30, 15, 7)  # MAT-04
FUNDED_FROM = 24  # days before maturity: money for the loan is there before T−15


def plant_maturities(stage: Stage) -> None:
    _deposits(stage)
    _loans(stage)


def _deposits(stage: Stage) -> None:
    cases = [
        *stage.cases(("leaves",), stage.fires),
        *stage.cases(RENEWALS, stage.traps),
        *stage.cases(SILENT_DEPOSITS, stage.traps),
    ]
    for case in cases:
        c = stage.cast.company()
        day = None if c is None else stage.calm_day(c, 34, stage.days.count - 12, 2, 7)
        if c is None or day is None:
            return
        _deposit(stage, c, case, day)


def _certificate(
    stage: Stage, c: int, number: str, day: int, principal: int, start: int, maturity: int, **body: object
) -> str:
    fields: dict[str, object] = {
        "version": 1,
        "auto_renew": False,
        "pledge_flag": False,
        "status": "live",
        "renewed_from": None,
    } | body
    return stage.book.record(
        "contract", stage.ms(day, 8.2 if day == 0 else 9.6), object="deposit", contract_no=number, customer_id=stage.bank.id(c),
        account_no=stage.bank.account(c), kind="定期", principal=principal, rate=0.0135, start=stage.days.date(start).isoformat(),
        maturity=stage.days.date(maturity).isoformat(), **fields,
    )  # fmt: skip


def _deposit(stage: Stage, c: int, case: str, day: int) -> None:
    number = stage.note("TD")
    small = case == "below the floor"
    principal = stage.money(float(stage.bank.floor[c]), *((0.2, 0.35) if small else (0.9, 2.5)))
    flags = {"auto_renew": case == "auto renewal", "pledge_flag": case == "pledged"}
    term = (day - 365, day)
    _certificate(stage, c, number, 0, principal, *term, **flags)
    _reminders(stage, c, case, number, day)
    if case == "auto renewal":
        _certificate(stage, c, stage.note("TD"), day, principal, day, day + 365, auto_renew=True, renewed_from=number)
        _certificate(stage, c, number, day, principal, *term, version=2, status="redeemed", **flags)
        return
    paid = max(1, day - 60) if case == "redeemed early" else day
    paid = stage.days.on_or_before(paid)
    stage.book.entry(c, stage.ms(paid, 9.5), principal, "deposit_redeem", -1)
    _certificate(stage, c, number, paid, principal, *term, version=2, status="redeemed", **flags)
    _afterwards(stage, c, case, number, paid, principal)


def _reminders(stage: Stage, c: int, case: str, number: str, day: int) -> None:
    trap = case if case in SILENT_DEPOSITS else None
    known = stage.days.close(max(0, day - 30) - 1)
    late, lasting = (2.0, 36.0) if trap is None else (36.0, 36.0)
    stage.truth("MAT-01", c, Expect.FIRE if trap is None else Expect.SILENT, known, max(known, stage.ms(0, 9)), early=2, late=late,
                lasting=lasting, object_id=number, trap=trap)  # fmt: skip


def _afterwards(stage: Stage, c: int, case: str, number: str, day: int, principal: int) -> None:
    """Where the money of a matured deposit goes."""
    next_day = stage.days.after(day, 1)
    if case == "leaves":
        stage.book.entry(c, stage.ms(next_day, 10), principal, "same_out", int(stage.bank.away_party[c]))
    elif case == "renewed":
        amount = stage.money(principal, 0.7, 0.95)
        stage.book.entry(c, stage.ms(next_day, 9.5), amount, "deposit_place", -1)
        _certificate(stage, c, stage.note("TD"), next_day, amount, next_day, next_day + 730, renewed_from=number)
        stage.pay_out(c, stage.days.after(day, 12), principal - amount, 1)
    elif case == "wealth inside the bank":
        stage.book.entry(c, stage.ms(next_day, 9.5), principal, "wealth_buy", -1)
        stage.book.record("contract", stage.ms(next_day, 9.7), object="wealth", contract_no=stage.note("WM"), version=1,
                          customer_id=stage.bank.id(c), account_no=stage.bank.account(c), principal=principal, status="live",
                          maturity=stage.days.date(next_day + 180).isoformat())  # fmt: skip
    else:
        stage.pay_out(c, stage.days.after(day, 12), principal, 2)
    expect = Expect.FIRE if case == "leaves" else Expect.SILENT
    known = stage.days.close(stage.days.after(day, 3))
    stage.truth("MAT-03", c, expect, stage.ms(day, 9.5), known, early=2 if case == "leaves" else 6, late=3, lasting=21, object_id=number,
                trap=None if case == "leaves" else case)  # fmt: skip


def _loans(stage: Stage) -> None:
    cases = [*stage.cases(("short",), stage.fires), *stage.cases(LOAN_TRAPS, 2 * stage.traps)]
    for case in cases:
        c = stage.cast.company()
        day = None if c is None else stage.calm_day(c, 70, stage.days.count - 3, 0, 0)
        if c is None or day is None:
            return
        _loan(stage, c, case, day)


def _loan(stage: Stage, c: int, case: str, day: int) -> None:
    bank, note = stage.bank, stage.note()
    principal = (
        stage.money(float(bank.monthly[c]), 5.0, 8.0)
        if case == "short"
        else stage.money(float(bank.monthly[c]), 0.8, 1.2)
    )
    term = (day - 364, day)
    stage.loan(c, note, 0, principal, *term)
    if case == "extension approved":
        stage.loan(c, note, max(1, day - 68), principal, *term, version=2, extension_approved=True)
        stage.loan(c, note, day, principal, day - 364, day + 500, version=3, extension_approved=True)
    else:
        _funding(stage, c, case, day, principal)
        stage.book.entry(c, stage.ms(day, 16.8), principal, "repayment", -1, note=note)
        stage.loan(c, note, day, principal, *term, version=2, outstanding=0, status="repaid")
    _loan_truth(stage, c, case, note, day)


def _funding(stage: Stage, c: int, case: str, day: int, principal: int) -> None:
    away, before = int(stage.bank.away_party[c]), stage.days.on_or_before(day - FUNDED_FROM)
    if case == "short":
        stage.book.entry(c, stage.ms(day, 14), principal, "same_in", away)
    elif case == "funded":
        stage.book.entry(c, stage.ms(before, 11), int(principal * 1.3) // 100 * 100, "same_in", away)
        stage.pay_out(c, stage.days.after(day, 1), int(principal * 0.3) // 100 * 100, 1)
    else:
        number, due = stage.note("TD"), stage.days.on_or_before(day - 1)
        amount = int(principal * 1.3) // 100 * 100
        _certificate(stage, c, number, 0, amount, due - 365, due)
        stage.book.entry(c, stage.ms(due, 9.5), amount, "deposit_redeem", -1)
        _certificate(stage, c, number, due, amount, due - 365, due, version=2, status="redeemed")
        for rule in ("MAT-01", "MAT-03"):
            known = stage.days.close(due - 31 if rule == "MAT-01" else stage.days.after(due, 3))
            fires = Expect.FIRE if rule == "MAT-01" else Expect.SILENT
            stage.truth(rule, c, fires, known, known, early=2, late=2, lasting=36, object_id=number,
                        trap=None if rule == "MAT-01" else "repays a loan")  # fmt: skip
    stage.intend("OPP-02", c, day - FUNDED_FROM - 3, day + 25, Expect.GREY, "money set aside for a loan")


def _loan_truth(stage: Stage, c: int, case: str, note: str, day: int) -> None:
    extended = case == "extension approved"
    grid = next(k for k in DAY_GRID if day - k > 0)
    known = stage.days.close(day - grid - 1)
    stage.truth("MAT-04", c, Expect.SILENT if extended else Expect.FIRE, known, known, early=2, late=62 if extended else 2, lasting=66,
                object_id=note, trap=case if extended else None)  # fmt: skip
    known = stage.days.close(day - 15 - 1)
    stage.truth("MAT-05", c, Expect.FIRE if case == "short" else Expect.SILENT, known, known, early=2, late=3 if case == "short" else 15,
                lasting=17, object_id=note, trap=None if case == "short" else case)  # fmt: skip
