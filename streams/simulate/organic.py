"""What the finished book itself says: conditions that ordinary life may meet, computed plainly from DOMAIN §2.

Independent of the detectors on purpose. Where a condition holds by a margin and by every sensible reading the truth says fire; where
only some readings hold (a near miss of a threshold, too short a history) it says grey; plants may declare silence (a trap).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from streams.simulate.bank import Bank
from streams.simulate.book import Book, Expect, Intent, Truth
from streams.simulate.calendar import DAY_MS, Days
from streams.simulate.kinds import KIND, KINDS
from streams.simulate.ledger import DayTable, Ledger, day_table

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEARNING_DAYS = 60  # before that "normal for this customer" is anybody's guess: grey
MARGIN = 0.03
GAP_DAYS = 14  # a condition that pauses for less is one episode
YEAR = 365
PUBLIC_DROP = 20_000_000 * 100
DOLLAR = 7.1
LAST_DAYS = 3  # an episode may end this many days before the files do and still be told


def label_organic(book: Book, ledger: Ledger) -> None:
    """Add the truth of all rules that are judged on days or single entries, planted or not."""
    bank, days = book.bank, book.days
    table = day_table(bank, ledger, days.count)
    for rule, (strict, loose) in _conditions(bank, days, table).items():
        for customer in np.flatnonzero((strict | loose).any(axis=1)):
            _episodes(book, rule, int(customer), strict[customer], (strict | loose)[customer])
    book.truth += [t for t in _large_inflows(book, ledger, table) if not _overruled(book, t)]
    book.truth += [t for t in _new_counterparties(book, ledger) if not _overruled(book, t)]
    book.truth += [t for t in _cross_border(book, ledger) if not _overruled(book, t)]
    book.truth += [t for t in _public_transfers(book, ledger) if not _overruled(book, t)]
    book.truth += [_from_intent(days, intent) for intent in book.intents if intent.expect is not Expect.FIRE]


def _conditions(bank: Bank, days: Days, table: DayTable) -> dict[str, tuple[Flags, Flags]]:
    conditions = {
        "OPP-02": _idle(bank, days, table),
        "OUT-02": _public_outflow(bank, table),
        "OUT-04": _migration(bank, table),
        "OUT-05": _downtrend(bank, table),
        "OUT-08": _settlement(days, table),
        "RSK-08": _passing(bank, days, table),
    }
    learning = min(LEARNING_DAYS, days.count // 2)
    for strict, loose in conditions.values():
        loose[:, :learning] |= strict[:, :learning]
        strict[:, :learning] = False
    return conditions


def window_sum(values: npt.NDArray[np.generic], width: int) -> Floats:
    """Sum of the last `width` days up to each day."""
    total = np.cumsum(values, axis=1, dtype=np.float64)
    out = total.copy()
    out[:, width:] -= total[:, :-width]
    return out


def window_mean(values: npt.NDArray[np.generic], width: int) -> Floats:
    """Mean of the last `width` days, of fewer at the beginning."""
    return window_sum(values, width) / np.minimum(np.arange(1, values.shape[1] + 1), width)


def window_max(values: Floats, width: int) -> Floats:
    out = values.copy()
    reach = 1
    while reach < width:
        step = min(reach, width - reach)
        shifted = np.full_like(out, -np.inf)
        shifted[:, step:] = out[:, :-step]
        out = np.maximum(out, shifted)
        reach += step
    return out


def _idle(bank: Bank, days: Days, t: DayTable) -> tuple[Flags, Flags]:
    """OPP-02; whether the run-off counts all money or operating money, and which dues, is open: strict takes the larger need, and asks that
    the money is still there."""
    op_need = window_max(window_sum(t.op_out - t.op_in, 5), 180)
    all_need = window_max(window_sum(-t.net, 5), 180)
    dues = window_sum(t.dues, 31)
    monthly = window_mean(t.op_out, 180) * 30
    avg_90 = window_mean(t.bal, 90)
    floor = bank.floor[:, None].astype(np.float64)
    tight = t.bal - np.maximum(np.maximum(op_need, all_need), 0) - dues * 1.1
    wide = t.bal - np.maximum(np.minimum(op_need, all_need), 0) - dues * 0.9
    idle = (tight >= np.maximum(floor, monthly * 1.05)) | ((tight >= 0.42 * avg_90) & (tight >= floor))
    strict = _of_working_days(days, idle, 10) & idle
    loose = _of_working_days(days, wide >= np.maximum(floor, monthly) * 0.9, 8) | (wide >= 0.38 * avg_90)
    return strict, loose


def _of_working_days(days: Days, flags: Flags, least: int) -> Flags:
    """True on at least so many of the last 15 working days."""
    work = days.work[: flags.shape[1]]
    at = np.cumsum(work)
    held = np.cumsum(flags & work, axis=1)
    before = np.searchsorted(at, np.maximum(at - 15, 0), side="left")
    earlier = np.where(at > 15, held[:, np.minimum(before, flags.shape[1] - 1)], 0)
    return np.asarray(held - earlier >= least)


def _public_outflow(bank: Bank, t: DayTable) -> tuple[Flags, Flags]:
    public = np.array([kind is not None for kind in bank.institution])[:, None]
    week, quarter = window_mean(t.bal, 7), window_mean(t.bal, 90)
    drop = quarter - week >= PUBLIC_DROP
    return public & drop & (week <= (0.8 - MARGIN) * quarter), public & drop & (week <= (0.8 + MARGIN) * quarter)


def _migration(bank: Bank, t: DayTable) -> tuple[Flags, Flags]:
    net, avg_90 = window_sum(t.same_out - t.same_in, 30), window_mean(t.bal, 90)
    spread: Flags = window_sum(t.same_out > 0, 30) >= 3
    needed = np.maximum(0.25 * avg_90, bank.floor[:, None])
    return spread & (net >= needed * (1 + MARGIN)), spread & (net >= needed * (1 - MARGIN))


def _downtrend(bank: Bank, t: DayTable) -> tuple[Flags, Flags]:
    """OUT-05 against mean and median of the base days d−120..d−31; strict when both agree."""
    count = t.bal.shape[1]
    strict, loose = (np.zeros(t.bal.shape, dtype=np.bool_) for _ in range(2))
    recent, half = window_mean(t.bal, 30), bank.floor / 2
    for day in range(60, count):
        base = t.bal[:, max(0, day - 120) : day - 30]
        mean, median, now = base.mean(axis=1), np.median(base, axis=1), recent[:, day]
        low, high = np.minimum(mean, median), np.maximum(mean, median)
        last_year = recent[:, day - YEAR] if day >= 399 else np.full(len(now), np.inf)
        strict[:, day] = (now <= (0.75 - MARGIN) * low) & (low - now >= half * 1.05) & (now <= 0.83 * last_year)
        loose[:, day] = (now <= (0.75 + MARGIN) * high) & (high - now >= half * 0.95) & (now <= 0.87 * last_year)
    return strict, loose


def _settlement(days: Days, t: DayTable) -> tuple[Flags, Flags]:
    """OUT-08: this quarter to date against the same elapsed days of the last quarter and of the same quarter last year."""
    strict, loose = (np.zeros(t.bal.shape, dtype=np.bool_) for _ in range(2))
    for day in range(days.count):
        bounds = _comparable(days, day)
        if bounds is None:
            continue
        for values, counts in ((t.op_in, t.n_in), (t.op_out, t.n_out)):
            (now, n), (prev, n_prev), (last, n_last) = (
                (values[:, a:b].sum(axis=1), counts[:, a:b].sum(axis=1)) for a, b in bounds
            )
            for flags, limit, least, of_last in (
                (strict, 0.8 - MARGIN, n_prev, n_last),
                (loose, 0.8 + MARGIN, n_prev * 99, n_last + 1),
            ):
                low = (
                    (now <= limit * prev)
                    & (n <= limit * n_prev)
                    & (now <= limit * np.maximum(last, 1))
                    & (n <= limit * of_last)
                )
                flags[:, day] |= low & (least >= 30)
    return strict, loose


def _passing(bank: Bank, days: Days, t: DayTable) -> tuple[Flags, Flags]:
    """RSK-08; strict asks that most of what comes leaves on its own day, loose nothing of how long it stays. Platforms are nobody's concern."""
    strict, loose = (np.zeros(t.bal.shape, dtype=np.bool_) for _ in range(2))
    others = np.array([not industry.startswith(("J693", "I643", "G58")) for industry in bank.industry])
    for day in range(days.count):
        work = days.work_index[days.work_index <= day][-10:]
        if len(work) < 10:
            continue
        span = slice(int(work[0]), day + 1)
        came, gone = t.op_in[:, span].sum(axis=1), t.op_out[:, span].sum(axis=1)
        low = np.sort(t.bal[:, work], axis=1)[:, 7]
        at_once = np.minimum(t.op_in[:, span], t.op_out[:, span]).sum(axis=1)
        even = np.minimum(came, gone) / np.maximum(np.maximum(came, gone), 1)
        for flags, slack in ((strict, 1 + MARGIN), (loose, 1 - MARGIN)):
            enough = (came >= 2_000_000 * 100 * slack) & (came * 12 >= 5 * slack * bank.revenue)
            flags[:, day] = others & enough & (even >= 1 - 0.05 / slack**3) & (low <= 0.05 / slack * came)
        strict[:, day] &= at_once >= 0.8 * came
    return strict, loose


def _comparable(days: Days, day: int) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]] | None:
    today = days.date(day)
    first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    before = first.replace(year=first.year - (first.month == 1), month=(first.month - 4) % 12 + 1)
    starts = [(d - days.start).days for d in (first, before, first.replace(year=first.year - 1))]
    length = day - starts[0] + 1
    if min(starts) < 0:
        return None
    a, b, c = ((s, s + length) for s in starts)
    return a, b, c


def _episodes(book: Book, rule: str, customer: int, strict: Flags, loose: Flags) -> None:
    marked = np.flatnonzero(loose)
    for part in np.split(marked, np.flatnonzero(np.diff(marked) > GAP_DAYS) + 1):
        truth = _episode(book.days, rule, customer, strict, int(part[0]), int(part[-1]))
        overruling = _overruling(book, truth)
        if Expect.SILENT not in overruling:  # what a plant left open stays open when it goes on past the plant
            book.truth.append(replace(truth, expect=Expect.GREY) if overruling else truth)


def _episode(days: Days, rule: str, customer: int, strict: Flags, first: int, last: int) -> Truth:
    sure = np.flatnonzero(strict[first : last + 1]) + first
    fires = len(sure) > 2 and sure[0] < days.count - LAST_DAYS
    known = days.close(int(sure[0]) if fires else first)
    return Truth(rule, customer, Expect.FIRE if fires else Expect.GREY, known - 1, known, known + 5 * DAY_MS, days.close(first) - 2 * DAY_MS,
                 days.close(last) + 7 * DAY_MS)  # fmt: skip


def _overruled(book: Book, truth: Truth) -> bool:
    """A plant has declared this customer and time silent or grey for the rule."""
    return bool(_overruling(book, truth))


def _overruling(book: Book, truth: Truth) -> set[Expect]:
    """What plants have declared of this customer and time for the rule: silent, grey."""
    return {
        i.expect for i in _intents(book.intents, truth.rule, truth.customer)
        if book.days.ms(i.first) <= truth.known_at <= book.days.ms(i.last + 8)
    }  # fmt: skip


def _intents(intents: Iterable[Intent], rule: str, customer: int) -> Iterable[Intent]:
    return (i for i in intents if i.rule == rule and i.customer == customer and i.expect is not Expect.FIRE)


def _from_intent(days: Days, i: Intent) -> Truth:
    first, last = days.ms(i.first), min(days.ms(i.last + 2), days.close(days.count - 1) + DAY_MS)
    return Truth(i.rule, i.customer, i.expect, first, first, last, first, last, trap=i.trap)


def _operating(ledger: Ledger) -> pl.DataFrame:
    kinds = [index for index, kind in enumerate(KINDS) if kind.operating]
    return ledger.entries.filter(pl.col("kind").is_in(kinds) & ~pl.col("reversal"))


def _large_inflows(book: Book, ledger: Ledger, table: DayTable) -> Iterable[Truth]:
    """OPP-01, payments of one payer inside 60 minutes taken together."""
    bank = book.bank
    credits = [index for index, kind in enumerate(KINDS) if kind.operating and kind.credit]
    undone = ledger.entries.filter(pl.col("reversal"))["original"]
    receipts = ledger.entries.filter(pl.col("kind").is_in(credits) & ~pl.col("reversal") & (pl.col("slot") < 2))
    kept = receipts.filter(~pl.col("serial").is_in(undone.implode()) | (pl.col("serial") < 0))
    hours = kept.with_columns(at=pl.from_epoch("time", time_unit="ms")).rolling(index_column="at", period="60m", group_by=["customer", "party"]).agg(
        pl.col("amount").sum(), pl.col("event_id").last(), pl.col("time").last(), pl.col("day").last())  # fmt: skip
    floors = pl.DataFrame({"customer": np.arange(bank.size), "floor": bank.floor})
    large = hours.join(floors, on="customer").filter(pl.col("amount") >= pl.col("floor") * (1 - MARGIN)).sort("time")
    by_customer = {key[0]: part for key, part in receipts.group_by("customer") if key[0] in set(large["customer"])}
    for row in large.iter_rows(named=True):
        c, day = row["customer"], row["day"]
        history = by_customer[c].filter(pl.col("day").is_between(day - 180, day - 1))["amount"].to_numpy()
        avg_90 = table.bal[c, max(0, day - 90) : day].mean() if day else 0.0
        limit = (
            max(3 * np.quantile(history, 0.95), 0.3 * avg_90, row["floor"])
            if len(history) >= 10
            else 1.5 * row["floor"]
        )
        if row["amount"] >= limit * (1 - MARGIN):
            sure = row["amount"] >= limit * (1 + MARGIN)
            yield Truth("OPP-01", c, Expect.FIRE if sure else Expect.GREY, row["time"], row["time"], row["time"] + DAY_MS,
                        row["time"] - 3_600_000, row["time"] + 2 * DAY_MS, trigger=row["event_id"])  # fmt: skip


def _new_counterparties(book: Book, ledger: Ledger) -> Iterable[Truth]:
    """OPP-05: within 60 days of its first payment a company elsewhere has made or taken three, worth half the floor."""
    bank, parties, days = book.bank, book.bank.parties, book.days
    other = [i for i, house in enumerate(parties.bank) if house is not None and parties.company[i]]
    floors = pl.DataFrame({"customer": np.arange(bank.size), "half": bank.floor / 2})
    dealt = _operating(ledger).filter(pl.col("party").is_in(other)).join(floors, on="customer").sort("time")
    pair = ["customer", "party"]
    reached = dealt.with_columns(first=pl.col("day").min().over(pair), n=pl.col("day").cum_count().over(pair), sum=pl.col("amount").cum_sum().over(pair)).filter(
        (pl.col("n") >= 3) & (pl.col("sum") >= pl.col("half")) & (pl.col("day") - pl.col("first") <= 62)).group_by(pair).first().sort("time")  # fmt: skip
    for row in reached.iter_rows(named=True):
        party, known = row["party"], days.close(row["day"])
        sure = row["first"] >= LEARNING_DAYS and row["day"] - row["first"] <= 58
        names = tuple(x for x in (parties.name[party], parties.uscc[party]) if x)
        yield Truth("OPP-05", row["customer"], Expect.FIRE if sure else Expect.GREY, row["time"], known, known + 4 * DAY_MS,
                    row["time"] - 2 * DAY_MS, known + 70 * DAY_MS, parties.account[party], names)  # fmt: skip


def _cross_border(book: Book, ledger: Ledger) -> Iterable[Truth]:
    """OPP-07: the first cross-border payment of at least USD 1,000, or the first after a year."""
    kinds = [KIND["cross_in"], KIND["cross_out"]]
    last: dict[int, int] = {}
    for row in ledger.entries.filter(pl.col("kind").is_in(kinds)).iter_rows(named=True):
        dollars = row["amount"] / 100 / (1 if row["slot"] == 2 else DOLLAR)
        c, day, time = row["customer"], row["day"], row["time"]
        if dollars >= 1_000 and (c not in last or day - last[c] >= YEAR):
            yield Truth(
                "OPP-07",
                c,
                Expect.FIRE,
                time,
                time,
                time + DAY_MS,
                time - 60_000,
                time + 3 * DAY_MS,
                trigger=row["event_id"],
            )
        if dollars >= 1_000:
            last[c] = day


def _public_transfers(book: Book, ledger: Ledger) -> Iterable[Truth]:
    """OUT-02 (b): an institution sends at least ¥20 m to its own account at another bank."""
    sent = ledger.entries.filter((pl.col("kind") == KIND["same_out"]) & (pl.col("amount") >= PUBLIC_DROP))
    for row in sent.iter_rows(named=True):
        known = book.days.close(row["day"])
        if book.bank.institution[row["customer"]]:
            yield Truth("OUT-02", row["customer"], Expect.FIRE, row["time"], known, known + 3 * DAY_MS, row["time"] - 60_000,
                        known + 75 * DAY_MS, trigger=row["event_id"])  # fmt: skip
