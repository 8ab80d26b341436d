"""OPP-01, 02, 03, 05, 07, 17 and their traps."""

from __future__ import annotations

from streams.simulate.bank import YUAN
from streams.simulate.book import Expect
from streams.simulate.identity import OTHER_BANKS
from streams.simulate.plants.stage import LEARNING, Stage

DOLLAR = 7.1  # fen of CNY for one cent; the rate the simulated bank books at


def plant_opportunities(stage: Stage) -> None:
    _large_inflows(stage)
    _idle_balances(stage)
    _tenders(stage)
    _new_counterparties(stage)
    _first_cross_border(stage)
    _listings(stage)


def _large_inflows(stage: Stage) -> None:
    traps = ("reversed", "same name", "margin return", "wealth redemption", "intra-group sweep")
    for case in [*stage.cases(("large",), stage.fires), *stage.cases(traps, stage.traps)]:
        day, c = stage.day(LEARNING, stage.days.count - 20), stage.cast.company()
        if c is None or day is None:
            return
        amount, at = stage.money(stage.bank.floor[c], 3.8, 5.0), stage.ms(day)
        kind = {
            "same name": "same_in",
            "margin return": "margin_back",
            "wealth redemption": "wealth_back",
            "intra-group sweep": "sweep_in",
        }
        party = int(stage.bank.away_party[c] if case == "same name" else stage.bank.buyers[c, 0])
        serial = stage.book.entry(c, at, amount, kind.get(case, "sale"), party)
        if case == "reversed":
            stage.book.entry(c, at + 3_600_000, amount, "sale", party, original=serial, reversal=True, text="冲正")
        else:
            stage.pay_out(c, stage.days.after(day, 6), amount)
        stage.intend(
            "OPP-01", c, day, day, Expect.FIRE if case == "large" else Expect.SILENT, None if case == "large" else case
        )


def _idle_balances(stage: Stage) -> None:
    """OPP-02: several months' turnover comes home from the customer's other bank and stays; traps: it may not be moved."""
    for case in [*stage.cases(("idle",), stage.fires), *stage.cases(("预售监管", "保证金"), stage.traps)]:
        day, c = (
            stage.day(LEARNING, stage.days.count - 30),
            stage.cast.company(lambda c: not stage.bank.second_account[c]),
        )
        if c is None or day is None:
            return
        regulated = case != "idle"
        stage.bank.second_account[c] |= regulated
        stage.bank.sub_type[c] = case if regulated else stage.bank.sub_type[c]
        for i, part in enumerate(stage.split(stage.money(stage.bank.monthly[c], 4.0, 6.0), 4)):
            at = stage.ms(min(stage.days.after(day, i), stage.days.count - 1))
            stage.book.entry(c, at, part, "same_in", int(stage.bank.away_party[c]), slot=int(regulated))
        trap = f"{case} account" if regulated else None
        stage.intend("OPP-02", c, day, stage.days.count, Expect.SILENT if regulated else Expect.FIRE, trap)


def _tenders(stage: Stage) -> None:
    traps = ("candidate only", "cancelled award", "same name", "small award", "framework without value")
    cases = [
        *stage.cases(("award", "award", "candidate first", "published twice", "subsidiary"), stage.fires),
        *stage.cases(traps, stage.traps),
    ]
    for case, c in zip(cases, stage.cast.some(len(cases)), strict=False):
        day = stage.day(3, stage.days.count - 8)
        if day is not None:
            _tender(stage, c, case, day)


def _tender(stage: Stage, c: int, case: str, day: int) -> None:
    project, bank = stage.note("ZB"), stage.bank
    name, code = bank.name[c], bank.uscc[c]
    if case == "same name":
        code = stage.book.new_code("440300")
    if case == "subsidiary":
        name, code = f"{name[:-4]}子公司有限公司", stage.book.new_code(bank.region[c])
        stage.book.record("relation", stage.ms(0, 1), src_id=bank.uscc[c], dst_id=code, type="SHAREHOLD", weight=0.8, share=0.8,
                          confidence=1.0, source="工商", valid_from="2020-01-01")  # fmt: skip
    amount: int | None = (
        stage.money(bank.floor[c], 0.02, 0.03) if case == "small award" else stage.money(bank.floor[c], 1.3, 6.0)
    )
    if case == "framework without value":
        amount = None
    if case in ("candidate only", "candidate first"):
        _notice(stage, project, "候选", name, code, amount, stage.ms(day, 10))
    award = stage.ms(stage.days.after(day, 3), 10.5)
    if case != "candidate only":
        trigger = _notice(stage, project, "中标", name, code, amount, award)
        if case == "published twice":
            _notice(stage, project, "中标", name, code, amount, award + 86_400_000)
        if case == "cancelled award":
            _notice(stage, project, "废标", name, code, amount, award + 2 * 86_400_000)
    fires = case in ("award", "candidate first", "published twice", "subsidiary")
    stage.truth("OPP-03", c, Expect.FIRE if fires else Expect.SILENT, award, award, late=1, object_id=project, aliases=(code,),
                trigger=trigger if case != "candidate only" else None, trap=None if fires else case)  # fmt: skip


def _notice(stage: Stage, project: str, phase: str, name: str, code: str, amount: int | None, at: int) -> str:
    return stage.book.record("tender", at, project_no=project, title=f"{project}采购项目{phase}公告", buyer="杭州市公共资源交易中心",
                             buyer_uscc=None, stage=phase, winner=[name], winner_uscc=code, amount=amount, region="330100",
                             publish_date=stage.days.date((at - stage.days.ms(0)) // 86_400_000).isoformat(), category="货物")  # fmt: skip


def _new_counterparties(stage: Stage) -> None:
    traps = ("natural person", "payment platform", "customer under another account", "two payments only")
    for case in [*stage.cases(("new",), stage.fires), *stage.cases(traps, stage.traps)]:
        day, c = stage.day(LEARNING, stage.days.count - 30), stage.cast.company()
        if c is None or day is None:
            return
        party = _newcomer(stage, c, case)
        total, parts = stage.money(stage.bank.floor[c], 0.9, 1.5), 2 if case == "two payments only" else 4
        for i, part in enumerate(stage.split(total, parts)):
            at = stage.days.after(day, 1 + 4 * i)
            if at < stage.days.count:
                stage.book.entry(c, stage.ms(at), part, "sale", party)
        stage.pay_out(c, stage.days.after(day, 14), total)
        fires = case == "new"
        stage.intend("OPP-05", c, day, day + 40, Expect.FIRE if fires else Expect.SILENT, None if fires else case)


def _newcomer(stage: Stage, c: int, case: str) -> int:
    bank, house = stage.bank, OTHER_BANKS[int(stage.rng.integers(0, len(OTHER_BANKS)))].code
    if case == "natural person":
        return bank.parties.add("王建国", house, company=False)
    if case == "payment platform":
        return bank.parties.add("财付通支付科技有限公司客户备付金", house, company=False)
    if case == "customer under another account":
        other = (c + 1) % bank.size
        return bank.parties.add(bank.name[other], house, bank.uscc[other], company=False)
    number = len(bank.parties.name)
    return bank.parties.add(f"绍兴新锐{number}号供应链有限公司", house, stage.book.new_code("330600"))


def _first_cross_border(stage: Stage) -> None:
    traps = ("below USD 1,000", "domestic FX only", "again within a year")
    for case in [*stage.cases(("first",), stage.fires), *stage.cases(traps, stage.traps)]:
        day, c = stage.day(20, stage.days.count - 5), stage.cast.company()
        if c is None or day is None:
            return
        abroad = stage.bank.parties.add("PACIFIC TRADING PTE LTD", None, country="SG")
        amount = stage.money(stage.bank.floor[c], 0.1, 0.3)
        if case == "domestic FX only":
            stage.book.entry(c, stage.ms(day), amount, "fx_buy", -1)
            stage.pay_out(c, stage.days.after(day, 1), amount)
        else:
            _cross_border(stage, c, case, day, amount, abroad)
        if case not in ("first", "again within a year"):
            stage.intend("OPP-07", c, day, day, Expect.SILENT, case)


def _cross_border(stage: Stage, c: int, case: str, day: int, amount: int, abroad: int) -> None:
    if case == "below USD 1,000":
        amount = int(300 * DOLLAR) * YUAN
    dollars = case == "first" and bool(stage.rng.random() < 0.4)
    stage.book.entry(
        c, stage.ms(day), int(amount / DOLLAR) if dollars else amount, "cross_in", abroad, slot=2 if dollars else 0
    )
    again = stage.days.after(day, 40)
    if case == "again within a year" and again < stage.days.count:
        stage.book.entry(c, stage.ms(again), amount, "cross_in", abroad)
        stage.intend("OPP-07", c, again, again, Expect.SILENT, case)


def _listings(stage: Stage) -> None:
    traps = ("public notice only", "same name", "revoked list", "republished")
    cases = [
        *stage.cases(("专精特新", "小巨人", "高企", "科技型中小", "validity ends"), stage.fires),
        *stage.cases(traps, stage.traps),
    ]
    for case, c in zip(cases, stage.cast.some(len(cases)), strict=False):
        day = stage.day(5, stage.days.count - 5)
        if day is not None:
            _listing(stage, c, case, day)


def _listing(stage: Stage, c: int, case: str, day: int) -> None:
    bank, at = stage.bank, stage.ms(day, 9.5)
    code = stage.book.new_code("440300") if case == "same name" else bank.uscc[c]
    list_code = case if case in ("专精特新", "小巨人", "高企", "科技型中小") else "专精特新"
    status = {"public notice only": "公示", "revoked list": "撤销"}.get(case, "正式")
    start, end = day, day + 3 * 365
    if case == "validity ends":
        day, at, start, end = 0, stage.ms(0, 9.5), day + 90 - 3 * 365, day + 90
    body = {"list_code": list_code, "uscc": code, "name": bank.name[c], "level": "省", "batch": f"B{day}",
            "valid_from": stage.days.date(start).isoformat(), "valid_to": stage.days.date(end).isoformat(), "status": status}  # fmt: skip
    trigger = stage.book.record("listing", at, **body)
    if case == "validity ends":
        known = stage.days.close(end - 90)
        stage.truth("OPP-17", c, Expect.GREY, at, at, lasting=2, trap="already a member when the files begin")
        stage.truth("OPP-17", c, Expect.FIRE, known, known, early=3, late=4, lasting=100, aliases=(code,))
    elif case == "republished":
        stage.truth("OPP-17", c, Expect.FIRE, at, at, late=1, lasting=4, aliases=(code,), trigger=trigger)
        again = stage.days.after(day, 8)
        if again < stage.days.count:
            stage.book.record("listing", stage.ms(again, 9.5), **body)
            stage.truth("OPP-17", c, Expect.SILENT, stage.ms(again, 9.5), stage.ms(again, 9.5), early=2, trap=case)
    else:
        fires = status == "正式" and case != "same name"
        stage.truth("OPP-17", c, Expect.FIRE if fires else Expect.SILENT, at, at, late=1, aliases=(code,), trigger=trigger,
                    trap=None if fires else case)  # fmt: skip
