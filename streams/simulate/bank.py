"""Who banks here: customers in four tiers, their habits, the companies they trade with, the branches and managers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from streams.simulate.identity import CITIES, INSTITUTIONS, OTHER_BANKS, OWN_BANKS, REGIONS, TRADES, company_names, uscc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

YUAN = 100
FLOOR = np.array([20_000_000, 5_000_000, 1_000_000, 200_000], dtype=np.int64) * YUAN  # DOMAIN §0.2, T1 to T4
TIER_SHARE = (0.02, 0.08, 0.30, 0.60)
CREDITS_A_MONTH = ((45, 80), (26, 50), (13, 28), (9, 16))
EXTERNALS_PER_CUSTOMER = 4
PARTNERS = 8  # buyers, and suppliers, of one customer


@dataclass
class Parties:
    """Everyone a payment may name, by index. Grows while plants bring in their own counterparties."""

    name: list[str] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    bank: list[str | None] = field(default_factory=list)
    uscc: list[str | None] = field(default_factory=list)
    country: list[str | None] = field(default_factory=list)
    company: list[bool] = field(default_factory=list)

    def add(self, name: str, bank: str | None, code: str | None = None, account: str | None = None, country: str | None = None,
            company: bool = True) -> int:  # fmt: skip
        index = len(self.name)
        self.name.append(name)
        self.account.append(account or f"9{index:018d}")
        self.bank.append(bank)
        self.uscc.append(code)
        self.country.append(country)
        self.company.append(company)
        return index


@dataclass
class Bank:
    """Columns over customers. Money in fen. A customer's habits are what the background writes and what plants change."""

    name: list[str]
    uscc: list[str]
    region: list[str]
    industry: list[str]
    institution: list[str | None]
    tier: Ints  # 0..3 for T1..T4
    floor: Ints
    monthly: Ints  # operating inflow of a normal month
    credits: Ints  # credits in a normal month
    reserve: Ints  # what stays on the account after the payment run
    runs: Ints  # payment runs a month: 1 or 2
    run_day: Ints
    pay_day: Ints  # 0: no payroll here
    heads: Ints
    net_assets: Ints
    revenue: Ints
    second_account: npt.NDArray[np.bool_]
    sub_type: list[str | None]  # of the second account
    branch: Ints
    manager: Ints
    serials: int
    buyers: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    suppliers: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    own_party: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # the customer's main account here
    second_party: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # its second account here
    away_party: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # its account at another bank
    parties: Parties = field(default_factory=Parties)
    tax_office: int = 0
    power: int = 0
    landlord: int = 0
    payroll_desk: int = 0

    @property
    def size(self) -> int:
        return len(self.name)

    def id(self, customer: int) -> str:
        return f"C{customer + 1:06d}"

    def account(self, customer: int, slot: int = 0) -> str:
        return f"6228{slot + 1}{customer + 1:013d}"


def build_bank(customers: int, rng: np.random.Generator) -> Bank:
    """A bank of so many customers; about one in forty is an institution (at least three)."""
    named = company_names(customers * (1 + EXTERNALS_PER_CUSTOMER), rng)
    bank = _customers(named[:customers], rng)
    _make_institutions(bank, max(3, customers // 40), rng)
    _add_parties(bank, named[customers:], rng)
    return bank


def _tiers(customers: int) -> Ints:
    bounds = np.rint(np.cumsum(TIER_SHARE) * customers)
    return np.searchsorted(bounds, np.arange(customers), side="right").clip(0, 3).astype(np.int64)


def _customers(named: list[tuple[str, int, int]], rng: np.random.Generator) -> Bank:
    n = len(named)
    tier = rng.permutation(_tiers(n))
    floor = FLOOR[tier]
    low, high = np.array(CREDITS_A_MONTH).T
    monthly = (floor * rng.uniform(2.2, 7.0, n)).astype(np.int64) // YUAN * YUAN
    credits = np.maximum(rng.integers(low[tier], high[tier]), np.ceil(2.6 * monthly / floor).astype(np.int64))
    return Bank(
        name=[name for name, _, _ in named], uscc=[uscc(REGIONS[city], i) for i, (_, city, _) in enumerate(named)],
        region=[REGIONS[city] for _, city, _ in named], industry=[TRADES[trade][1] for _, _, trade in named],
        institution=[None] * n, tier=tier, floor=floor, monthly=monthly, credits=credits,
        reserve=(monthly * rng.uniform(0.05, 0.10, n)).astype(np.int64),
        runs=rng.choice([1, 2], n, p=[0.7, 0.3]), run_day=rng.integers(9, 13, n) + 15 * rng.integers(0, 2, n),
        pay_day=np.where(rng.random(n) < 0.85, rng.integers(5, 21, n), 0), heads=rng.integers(8, 60, n) * (5 - tier),
        net_assets=floor * rng.integers(6, 30, n), revenue=monthly * 12,
        second_account=rng.random(n) < 0.35, sub_type=[None] * n, branch=np.zeros(n, dtype=np.int64),
        manager=np.zeros(n, dtype=np.int64), serials=n,
    )  # fmt: skip


def _make_institutions(bank: Bank, count: int, rng: np.random.Generator) -> None:
    """Turn some companies of the middle tier into hospitals, schools and public offices with large, calm balances."""
    chosen = rng.choice(np.flatnonzero(bank.tier >= 2), size=min(count, int((bank.tier >= 2).sum())), replace=False)
    for rank, c in enumerate(chosen):
        word, kind = INSTITUTIONS[rank % len(INSTITUTIONS)]
        city = CITIES[REGIONS.index(bank.region[c])]
        bank.name[c] = f"{city}市第{rank // len(INSTITUTIONS) + 1}{word}"
        bank.uscc[c] = uscc(bank.region[c], int(c))
        bank.institution[c], bank.industry[c], bank.tier[c], bank.floor[c] = kind, "S9220", 1, FLOOR[1]
        bank.monthly[c] = int(FLOOR[1] * rng.uniform(3.0, 6.0)) // YUAN * YUAN
        bank.credits[c], bank.reserve[c] = int(rng.integers(26, 40)), int(bank.monthly[c] * rng.uniform(9, 14))
        bank.second_account[c] = True


def _add_parties(bank: Bank, externals: list[tuple[str, int, int]], rng: np.random.Generator) -> None:
    n, parties = bank.size, bank.parties
    houses = rng.integers(0, len(OTHER_BANKS), len(externals) + n)
    first = len(parties.name)
    for i, (name, city, _) in enumerate(externals):
        parties.add(name, OTHER_BANKS[houses[i]].code, uscc(REGIONS[city], n + i))
    bank.serials = n + len(externals)
    half = len(externals) // 2  # who buys never sells to us: no accidental round trips
    bank.buyers = first + rng.integers(0, half, (n, PARTNERS))
    bank.suppliers = first + half + rng.integers(0, len(externals) - half, (n, PARTNERS))
    bank.branch, bank.manager = rng.integers(0, len(OWN_BANKS), n), rng.integers(0, max(len(OWN_BANKS), n // 40), n)
    own = [parties.add(bank.name[c], OWN_BANKS[bank.branch[c]].code, bank.uscc[c], bank.account(c)) for c in range(n)]
    away = [parties.add(bank.name[c], OTHER_BANKS[houses[-1 - c]].code, bank.uscc[c]) for c in range(n)]
    second = [
        parties.add(bank.name[c], OWN_BANKS[bank.branch[c]].code, bank.uscc[c], bank.account(c, 1)) for c in range(n)
    ]
    bank.own_party, bank.away_party, bank.second_party = np.array(own), np.array(away), np.array(second)
    bank.tax_office = parties.add("国家金库杭州市中心支库", OTHER_BANKS[0].code, company=False)
    bank.power = parties.add("国网浙江省电力有限公司", OTHER_BANKS[1].code, company=False)
    bank.landlord = parties.add("杭州城投物业服务有限公司", OTHER_BANKS[2].code, company=False)
    bank.payroll_desk = parties.add("代发工资过渡户", OWN_BANKS[0].code, company=False)
