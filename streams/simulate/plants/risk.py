"""RSK-04 (loan money comes back), RSK-21 (court lists), RSK-30 (guarantee circles), SVC-09 (late tasks)."""

from __future__ import annotations

from streams.simulate.bank import YUAN
from streams.simulate.book import Expect
from streams.simulate.plants.outflow import SMALLEST_LOAN, draw
from streams.simulate.plants.stage import Stage

HOUR_MS = 3_600_000
KAPPA = 0.8  # DOMAIN §6.1, guarantee edges
DISHONEST = 0.7  # §6.2, source strength of 失信
LOWEST_LEVEL = 0.05
LONGEST_RUN = 4  # days before, on which a payment run may begin and still pay: three working days, with a weekend


def plant_risks(stage: Stage) -> None:
    _round_trips(stage)
    _rulings(stage)
    _guarantees(stage)
    _tasks(stage)


def _round_trips(stage: Stage) -> None:
    traps = ("refund of a failed purchase", "too little returns", "too late")
    for case in [
        *stage.cases(("payee returns", "payee of ours returns"), stage.fires),
        *stage.cases(traps, stage.traps),
    ]:
        c = stage.cast.company(lambda c: bool(stage.bank.runs[c] == 1))
        day = None if c is None else stage.calm_day(c, 35, stage.days.count - 55, 1, 16)
        if c is None or day is None:
            return
        _round_trip(stage, c, case, day)


def _round_trip(stage: Stage, c: int, case: str, day: int) -> None:
    bank, note = stage.bank, stage.note()
    principal = max(SMALLEST_LOAN, stage.money(float(bank.monthly[c]), 1.4, 2.0))
    draw(stage, c, day, principal, note)
    paid = principal * 9 // 10 // YUAN * YUAN
    back_day = stage.days.after(day, 30 if case == "too late" else 4)
    payee = _own_payee(stage, c, paid, (day, back_day)) if case == "payee of ours returns" else None
    own, last = payee is not None, int(bank.suppliers[c, 7])
    party = int(bank.own_party[payee]) if payee is not None else last
    stage.book.entry(c, stage.ms(day, 11), paid, "supply_book" if own else "supply", party)
    back = stage.money(paid, *((0.1, 0.15) if case == "too little returns" else (0.82, 0.9)))
    back = min(back, 450_000 * YUAN) if case == "too little returns" else back
    at = stage.ms(back_day, 11)
    if payee is not None:
        stage.book.entry(payee, stage.ms(day, 11) + 2_000, paid, "sale_book", int(bank.own_party[c]))
        stage.book.entry(payee, at - 2_000, back, "supply_book", int(bank.own_party[c]))
        stage.pay_out(payee, stage.days.after(back_day, 2), paid - back, 1)
    kind = "refund" if case.startswith("refund") else ("sale_book" if own else "sale")
    serial = stage.book.entry(c, at, back, kind, party)
    stage.pay_out(c, stage.days.after(back_day, 3), back + principal - paid)
    fires = case in ("payee returns", "payee of ours returns")
    stage.truth("RSK-04", c, Expect.FIRE if fires else Expect.SILENT, at, at, late=3, early=1 if fires else 30, lasting=30, object_id=note,
                aliases=(str(note),), serial=serial, trap=None if fires else case)  # fmt: skip
    for who in [c, *([payee] if payee is not None else [])]:
        stage.intend("OPP-01", who, day, stage.days.after(back_day, 1), Expect.GREY, "loan money on its round trip")


def _own_payee(stage: Stage, borrower: int, paid: int, span: tuple[int, int]) -> int | None:
    """A payee that holds no more than it is paid, and pays nobody else before it gives back: what it sends is loan money then (DOMAIN §2.0)."""
    bank, (day, back_day) = stage.bank, span
    return stage.cast.company(
        lambda c: bool(
            bank.floor[c] <= bank.floor[borrower]
            and bank.monthly[c] <= paid
            and stage.calm(c, day - LONGEST_RUN, back_day)
        )
    )


def _rulings(stage: Stage) -> None:
    fires = ("enforcement", "dishonest", "consumption limit", "legal representative")
    traps = ("same name", "performed", "below the threshold", "plaintiff")
    cases = [*stage.cases(fires, stage.fires), *stage.cases(traps, stage.traps)]
    for case, c in zip(cases, stage.cast.some(len(cases)), strict=False):
        day = stage.day(2, stage.days.count - 3)
        if day is None:
            return
        role = {"dishonest": "失信", "consumption limit": "限高", "plaintiff": "原告"}.get(case, "被执行人")
        code = stage.book.new_code("440300") if case == "same name" else stage.bank.uscc[c]
        amount = 200_000 * YUAN if case == "below the threshold" else stage.money(float(stage.bank.floor[c]), 3.0, 9.0)
        person = f"P{c + 1:06d}" if case == "legal representative" else None
        trigger, number, at = ruling(
            stage, c, day, role, code if person is None else None, amount, person, case == "performed"
        )
        stage.truth("RSK-21", c, Expect.FIRE if case in fires else Expect.SILENT, at, at, late=1, object_id=number, trigger=trigger,
                    trap=None if case in fires else case)  # fmt: skip


def ruling(stage: Stage, c: int, day: int, role: str, code: str | None, amount: int, person: str | None = None,
           performed: bool = False) -> tuple[str, str, int]:  # fmt: skip
    """Publish a court record; returns its event id, case number and time."""
    number, at = f"(2026)浙01执{stage.note('')[2:]}号", stage.ms(day, 9)
    trigger = stage.book.record(
        "ruling", at, uscc=code, person_id=person, name=stage.bank.name[c] if person is None else None, role=role, case_no=number,
        court="杭州市中级人民法院", filing_date=stage.days.date(day).isoformat(), amount=amount, basis_doc_no=f"浙民初{number[-8:-1]}",
        performance="已履行" if performed else "未履行", status="执行中" if not performed else "已结案",
    )  # fmt: skip
    return trigger, number, at


def _guarantees(stage: Stage) -> None:
    """A borrower is listed; its guarantor, and the guarantor's guarantor, feel it. Traps: released, too small to matter."""
    fires, traps = -(-stage.fires // 2), stage.traps
    for case in [
        *stage.cases(("chain", "circle"), fires),
        *stage.cases(("released guarantee", "small guarantee"), traps),
    ]:
        day = stage.day(10, stage.days.count - 5)
        three = [stage.cast.company(), stage.cast.company(), stage.cast.company()]
        if day is None or None in three:
            return
        borrower, first, second = (c for c in three if c is not None)
        _circle(stage, case, day, borrower, first, second)


def _circle(stage: Stage, case: str, day: int, borrower: int, first: int, second: int) -> None:
    bank = stage.bank
    share, share2 = (
        (0.05, 0.05) if case == "small guarantee" else (stage.rng.uniform(0.6, 0.95), stage.rng.uniform(0.4, 0.9))
    )
    ended = case == "released guarantee"
    _edge(stage, first, borrower, int(bank.net_assets[first] * share), day, ended)
    _edge(stage, second, first, int(bank.net_assets[second] * share2), day, ended)
    if case == "circle":
        _edge(stage, borrower, second, int(bank.net_assets[borrower] * 0.5), day, False)
    trigger, number, at = ruling(
        stage, borrower, day, "失信", bank.uscc[borrower], stage.money(float(bank.floor[borrower]), 4, 9)
    )
    stage.truth("RSK-21", borrower, Expect.FIRE, at, at, late=1, object_id=number, trigger=trigger)
    near = DISHONEST * KAPPA * share
    far = near * KAPPA * share2
    for c, pressure in ((first, near), (second, far)):
        fires = pressure >= LOWEST_LEVEL and not ended
        stage.truth("RSK-30", c, Expect.FIRE if fires else Expect.SILENT, at, at, late=2, lasting=30, trigger=trigger,
                    trap=None if fires else case)  # fmt: skip
    stage.truth("RSK-30", borrower, Expect.GREY, at, at, lasting=30, trap="the source itself")
    for c in (first, second):  # a listed borrower is news about its guarantor's contract, not about the guarantor
        stage.truth("RSK-21", c, Expect.GREY, at, at, lasting=30, trap="guarantor of a listed borrower")


def _edge(stage: Stage, guarantor: int, borrower: int, amount: int, day: int, ended: bool) -> None:
    bank, days = stage.bank, stage.days
    until = days.date(day - 5 if ended else day + 700).isoformat()
    number = stage.note("GU")
    stage.book.record("relation", stage.ms(0, 2), src_id=bank.id(guarantor), dst_id=bank.id(borrower), type="GUARANTEE",
                      weight=1.0, amount=amount, share=None, confidence=1.0, source="合同",
                      src_equity=int(bank.net_assets[guarantor]), valid_from=days.date(-300).isoformat(), valid_to=until)  # fmt: skip
    stage.book.record("contract", stage.ms(0, 2), object="guarantee", contract_no=number, version=1, customer_id=bank.id(borrower),
                      guarantor_id=bank.id(guarantor), amount=amount, kind="连带", start=days.date(-300).isoformat(), maturity=until,
                      status="解除" if ended else "生效")  # fmt: skip


def _tasks(stage: Stage) -> None:
    fires = ("P1 unseen", "P1 not closed", "P2 not closed")
    traps = ("P1 in time", "P2 in time", "P3 late")
    cases = [*stage.cases(fires, stage.fires), *stage.cases(traps, stage.traps)]
    for case, c in zip(cases, stage.cast.some(len(cases)), strict=False):
        day = stage.day(5, stage.days.count - 12)
        if day is not None:
            _task(stage, c, case, day)


def _task(stage: Stage, c: int, case: str, day: int) -> None:
    days, number, created = stage.days, stage.note("TK"), stage.ms(day, 9.5)
    due = stage.ms(days.after(day, 1), 16)
    body: dict[str, object] = {"task_id": number, "alert_id": f"AL{number}", "customer_id": stage.bank.id(c),
                               "owner": f"RM{stage.bank.manager[c] + 1:04d}", "priority": case[:2], "created_at": created, "due_at": due}  # fmt: skip
    stage.book.record("task", created, **body, acked_at=None, closed_at=None, state="open")
    closed = stage.ms(days.after(day, 6), 15) if "not closed" in case or "late" in case else due - 2 * HOUR_MS
    acked = stage.ms(days.after(day, 1), 14) if "unseen" in case else created + HOUR_MS
    stage.book.record("task", acked, **body, acked_at=acked, closed_at=None, state="acked")
    stage.book.record("task", closed, **body, acked_at=acked, closed_at=closed, state="closed")
    known = {
        "P1 unseen": created + 2 * HOUR_MS,
        "P1 not closed": due,
        "P2 not closed": stage.ms(days.after(days.after(day, 1), 1), 16),
    }
    if case in known:
        stage.truth("SVC-09", c, Expect.FIRE, created, known[case], late=2, early=0.5, lasting=10, object_id=number)
    else:
        stage.truth("SVC-09", c, Expect.SILENT, created, due, late=8, early=1.5, trap=case, object_id=number)
