"""Records that stand before the first day: the bank's organisation, its customers, accounts, opening balances, reference data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from streams.simulate.bank import Bank
from streams.simulate.book import Book
from streams.simulate.identity import OTHER_BANKS, OWN_BANKS
from streams.simulate.ledger import DOLLAR_SLOT, SLOTS, Ledger

TEAMS = 2  # of each branch
BRANCHES = ("西湖支行", "滨江支行", "鄞州支行", "越城支行")
SURNAMES = "陈林周沈徐吴郑何孙朱蒋胡"
GIVEN = ("思远", "佳宁", "明哲", "雨桐", "建波", "晓岚", "立群", "慧敏", "文博")
CLASSES = (
    ("国家金库杭州市中心支库", "tax"),
    ("国网浙江省电力有限公司", "utility"),
    ("财付通支付科技有限公司", "payment"),
)


def write_standing(book: Book, ledger: Ledger) -> None:
    """Everything that must be known before the first entry, dated the day before the files begin."""
    _reference(book)
    _organisation(book)
    _customers(book)
    _accounts(book, ledger)
    _delay_feed(book)


def _before(book: Book, hour: float) -> int:
    return book.days.ms(-1, hour * 3_600)


def _reference(book: Book) -> None:
    at, since = _before(book, 1), "2000-01-01"
    for value, houses in (("own", OWN_BANKS), ("other", OTHER_BANKS)):
        for house in houses:
            name = f"{house.entity}{house.code[-5:-1]}支行"
            book.record(
                "reference",
                at,
                kind="own_bank",
                code=house.code,
                entity=house.entity,
                name=name,
                value=value,
                valid_from=since,
            )
    for name, value in CLASSES:
        book.record("reference", at, kind="counterparty_class", code=name, name=name, value=value, valid_from=since)
    book.record("reference", at, kind="fx_rate", code="USD", number=7.1, valid_from=since)


def _organisation(book: Book) -> None:
    bank, at, since = book.bank, _before(book, 2), "2000-01-01"
    for org, parent, level, name in _units():
        book.record(
            "organisation",
            at,
            object="org",
            id=org,
            parent_id=parent,
            level=level,
            name=name,
            region="330100",
            valid_from=since,
        )
    managers = int(bank.manager.max()) + 1
    for rm in range(managers):
        team = f"B{rm % len(OWN_BANKS) + 1}T{rm // len(OWN_BANKS) % TEAMS + 1}"
        book.record("organisation", at, object="rm", id=f"RM{rm + 1:04d}", rm_id=f"RM{rm + 1:04d}", name=_manager(rm), parent_id=team,
                    role="主办", delegate=f"RM{(rm + 1) % managers + 1:04d}", valid_from=since)  # fmt: skip
    for c in range(bank.size):
        book.record("organisation", at, object="assignment", id=f"AS{c + 1:06d}", customer_id=bank.id(c), rm_id=f"RM{bank.manager[c] + 1:04d}",
                    role="主办", share=1.0, scope="全部", valid_from="2024-01-01", approval_no=f"AP{c + 1:06d}")  # fmt: skip


def _manager(rm: int) -> str:
    return SURNAMES[rm % len(SURNAMES)] + GIVEN[rm % len(GIVEN)]


def _units() -> Iterator[tuple[str, str | None, str, str]]:
    """Head office, branches and their teams: (id, parent, level, name)."""
    yield "HO", None, "总行", "观潮银行"
    for branch, name in enumerate(BRANCHES, start=1):
        yield f"B{branch}", "HO", "支行", name
        yield from (
            (f"B{branch}T{n}", f"B{branch}", "团队", f"{name}公司{'一二'[n - 1]}部") for n in range(1, TEAMS + 1)
        )


def _customers(book: Book) -> None:
    bank, at = book.bank, _before(book, 3)
    for c in range(bank.size):
        opened = book.days.start - timedelta(days=900 + c % 700)
        book.record(
            "customer", at, customer_id=bank.id(c), name=bank.name[c], uscc=bank.uscc[c], tier=f"T{bank.tier[c] + 1}", industry=bank.industry[c],
            region=bank.region[c], institution_class=bank.institution[c], ownership="机关事业" if bank.institution[c] else "民营",
            legal_rep=f"P{c + 1:06d}", controller=f"P{c + 1:06d}", net_assets=int(bank.net_assets[c]), revenue=int(bank.revenue[c]),
            basic_account_bank=_basic_bank(bank, c), employees=int(bank.heads[c]), first_account_date=opened.isoformat(), kyc_risk="低",
        )  # fmt: skip


def _basic_bank(bank: Bank, c: int) -> str | None:
    return OWN_BANKS[bank.branch[c]].code if bank.pay_day[c] else bank.parties.bank[int(bank.away_party[c])]


def _accounts(book: Book, ledger: Ledger) -> None:
    bank, at = book.bank, _before(book, 4)
    used = np.zeros((bank.size, SLOTS), dtype=np.bool_)
    used[ledger.entries["customer"].to_numpy(), ledger.entries["slot"].to_numpy()] = True
    used[:, 0], used[:, 1] = True, used[:, 1] | bank.second_account
    for c, slot in np.argwhere(used):
        kind = "基本户" if slot == 0 and bank.pay_day[c] else "一般户"
        number, ccy = bank.account(int(c), int(slot)), "USD" if slot == DOLLAR_SLOT else "CNY"
        opened = book.days.start - timedelta(days=900 + int(c) % 700)
        book.record("account", at, account_no=number, customer_id=bank.id(int(c)), open_date=opened.isoformat(), type=kind,
                    sub_type=bank.sub_type[c] if slot == 1 else None, ccy=ccy, branch_id=f"B{bank.branch[c] + 1}", status="正常")  # fmt: skip
        book.record(
            "balance",
            at + 3_600_000,
            account_no=number,
            as_of=at + 3_600_000,
            bal_type="CLBD",
            amount=int(ledger.opening[c, slot]),
            ccy=ccy,
        )


def _delay_feed(book: Book) -> None:
    """Payroll batches of the silent days arrive on the morning after, in one lot."""
    if book.outage is None:
        return
    first, last = (book.days.ms(day) for day in book.outage)
    for record in book.records["contract"]:
        if record["object"] == "payroll_batch" and first <= record["time"] < last:
            record["ingest_time"] = last + 3_600_000
