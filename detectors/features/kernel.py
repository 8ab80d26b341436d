"""The one compiled loop: every feature, balance and customer-day of a frame, record after record.

A customer's row holds, for each windowed feature, a ring of daily cells; a cell belongs to `day % RING_DAYS` and is cleared when a newer day
takes its place. A late record goes into its own day's cell as long as the ring reaches back to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.features.declare import RING_DAYS, Agg
from events.compiled import compiled

Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

RECENT = 32  # credits of the last hour remembered for a customer; beyond it the oldest goes and the row is flagged
MATCHES = 4  # matching days remembered for a gap: so many may be taken out again before it is as if there had been none
NEVER = -(2**40)
LOW = 2**32 - 1
SUM, COUNT, MAX, GAP, FIRST = (int(a) for a in (Agg.SUM, Agg.COUNT, Agg.MAX, Agg.GAP, Agg.FIRST))


@compiled
def observe_windows(
    rows: Longs,
    day: Longs,
    aggs: Longs,
    spans: Longs,
    starts: Longs,
    values: Longs,
    masks: Bools,
    last: Longs,
    cells: Longs,
    out: Longs,
) -> None:
    """Features with daily cells. `spans[f]` calendar days, or 0: then `starts[f, day]` is the first day of the window.

    values, masks, out: [feature, record]; last: [customer]; cells: [customer, feature, RING_DAYS].
    """
    for i in range(rows.shape[0]):
        r, d = rows[i], day[i]
        if last[r] == NEVER:
            last[r] = d
        for step in range(min(d - last[r], RING_DAYS)):
            cells[r, :, (last[r] + 1 + step) % RING_DAYS] = 0
        last[r] = max(last[r], d)
        kept = d > last[r] - RING_DAYS
        for f in range(aggs.shape[0]):
            if kept and masks[f, i]:
                c = d % RING_DAYS
                if aggs[f] == SUM:
                    cells[r, f, c] += values[f, i]
                elif aggs[f] == COUNT:
                    cells[r, f, c] += 1
                elif aggs[f] == MAX:
                    cells[r, f, c] = max(cells[r, f, c], values[f, i])
            first = d - spans[f] + 1 if spans[f] > 0 else starts[f, d]
            total = np.int64(0)
            for w in range(max(first, last[r] - RING_DAYS + 1), d + 1):
                cell = cells[r, f, w % RING_DAYS]
                total = max(total, cell) if aggs[f] == MAX else total + cell
            out[f, i] = total


@compiled
def observe_gaps(rows: Longs, day: Longs, aggs: Longs, masks: Bools, seen: Longs, hits: Longs, out: Longs) -> None:
    """GAP and FIRST. `seen`: [customer, feature, MATCHES] the latest matching days, `hits` records on each. out: [feature, record]."""
    for i in range(rows.shape[0]):
        for f in range(aggs.shape[0]):
            days = seen[rows[i], f]
            before = _latest(days)
            if aggs[f] == GAP:
                out[f, i] = -1 if before == NEVER else max(day[i] - before, 0)
            else:
                out[f, i] = 1 if before == NEVER else 0
            if masks[f, i]:
                _note_match(days, hits[rows[i], f], day[i])


@compiled
def _latest(days: Longs) -> int:
    latest = days[0]
    for k in range(1, days.shape[0]):
        latest = max(latest, days[k])
    return latest


@compiled
def _note_match(days: Longs, hits: Longs, day: int) -> None:
    oldest = 0
    for k in range(days.shape[0]):
        if days[k] == day:
            hits[k] += 1
            return
        if days[k] < days[oldest]:
            oldest = k
    if day > days[oldest]:
        days[oldest], hits[oldest] = day, 1


@compiled
def observe_recent(
    rows: Longs,
    time: Longs,
    party: Longs,
    mask: Bools,
    value: Longs,
    window: int,
    names: Longs,
    undone: Longs,
    at: Longs,
    times: Longs,
    parties: Longs,
    values: Longs,
    called: Longs,
    out: Longs,
    overflow: Bools,
) -> None:
    """Sum over the last `window` ms of matching records with the same counterparty, this one included. A record that undoes an earlier one
    takes it out first. names: [record, 2], up to four 32-bit names of each; undone: the name of the record it undoes, or 0."""
    for i in range(rows.shape[0]):
        r = rows[i]
        if undone[i] != 0:
            for k in range(RECENT):
                for word in called[r, k]:
                    if (word >> 32) & LOW == undone[i] or word & LOW == undone[i]:
                        times[r, k] = NEVER
        if not mask[i]:
            continue
        place = at[r] % RECENT
        overflow[i] = times[r, place] > time[i] - window
        times[r, place], parties[r, place], values[r, place] = time[i], party[i], value[i]
        called[r, place, 0], called[r, place, 1] = names[i, 0], names[i, 1]
        at[r] += 1
        total = np.int64(0)
        for k in range(RECENT):
            if parties[r, k] == party[i] and time[i] - window < times[r, k] <= time[i]:
                total += values[r, k]
        out[i] = total


@compiled
def observe_balances(
    accounts: Longs,
    rows: Longs,
    signed: Longs,
    stated: Longs,
    known: Bools,
    demand: Bools,
    balance: Longs,
    total: Longs,
    before: Longs,
    after: Longs,
    whole: Longs,
) -> None:
    """Balances: what the core states wins, else the running sum. `total`: [customer] over on-demand accounts."""
    for i in range(accounts.shape[0]):
        a = accounts[i]
        now = stated[i] if known[i] else balance[a] + signed[i]
        before[i] = now - signed[i]
        if demand[i]:
            total[rows[i]] += now - balance[a]
        balance[a] = now
        after[i] = now
        whole[i] = total[rows[i]]


@compiled
def observe_days(
    rows: Longs, day: Longs, signed: Longs, flags: Bools, balances: Longs, last: Longs, days: Longs, sums: Longs
) -> None:
    """Customer-days: for the last days of each customer, the sums of DAY_COLUMNS and the balance at the end.

    flags: [flag, record]; days: [customer, kept]; sums: [customer, kept, column + 1], the balance last.
    """
    kept, balance = days.shape[1], sums.shape[2] - 1
    for i in range(rows.shape[0]):
        r, d = rows[i], day[i]
        c = d % kept
        if days[r, c] > d:
            continue  # older than what is kept: the correction comes from the facts at the next close
        if days[r, c] < d:
            days[r, c] = d
            sums[r, c, :] = 0
        _add_to_day(sums[r, c], signed[i], flags[:, i], 1)
        for k in range(kept):
            if days[r, k] >= d:
                sums[r, k, balance] = balances[i]
        last[r] = max(last[r], d)


@compiled
def _add_to_day(sums: Longs, signed: int, flags: Bools, times: int) -> None:
    """One entry's share of each of DAY_COLUMNS, in their order; `times` is 1, or −1 to take it out again."""
    op_in, op_out, reversal, same_other = flags[0], flags[1], flags[2], flags[3]
    debit, out_ext, tax, payroll = flags[4], flags[5], flags[6], flags[7]
    moved = times * signed
    sums[0] += moved if signed > 0 else 0
    sums[1] -= moved if signed < 0 else 0
    sums[2] += moved if op_in else 0
    sums[3] -= moved if op_out else 0
    sums[4] += times if signed > 0 else 0
    sums[5] += times if signed < 0 else 0
    sums[6] += times if op_in and not reversal else 0
    sums[7] += times if op_out and not reversal else 0
    sums[8] -= moved if same_other and debit else 0
    sums[9] += moved if same_other and not debit else 0
    sums[10] -= moved if out_ext else 0
    sums[11] -= moved if tax else 0
    sums[12] -= moved if payroll else 0


# ---- taking entries out again: they were corrected, retracted or reversed


@compiled
def take_from_windows(
    rows: Longs, day: Longs, aggs: Longs, values: Longs, masks: Bools, last: Longs, cells: Longs
) -> None:
    """Out of the daily cells that still hold them. A maximum is not lowered: what the day's other records were is not kept."""
    for i in range(rows.shape[0]):
        r, c = rows[i], day[i] % RING_DAYS
        for f in range(aggs.shape[0]):
            if masks[f, i] and last[r] - RING_DAYS < day[i] <= last[r]:
                if aggs[f] == SUM:
                    cells[r, f, c] -= values[f, i]
                elif aggs[f] == COUNT:
                    cells[r, f, c] -= 1


@compiled
def take_from_gaps(rows: Longs, day: Longs, masks: Bools, seen: Longs, hits: Longs) -> None:
    """Out of the latest matching days; when the last record of a day goes, the day before it holds."""
    for i in range(rows.shape[0]):
        for f in range(masks.shape[0]):
            for k in range(seen.shape[2]):
                if masks[f, i] and seen[rows[i], f, k] == day[i]:
                    hits[rows[i], f, k] -= 1
                    if hits[rows[i], f, k] == 0:
                        seen[rows[i], f, k] = NEVER


@compiled
def take_from_days(rows: Longs, day: Longs, signed: Longs, flags: Bools, days: Longs, sums: Longs) -> None:
    """Out of the customer-days that are still kept; balances stay as they are."""
    kept = days.shape[1]
    for i in range(rows.shape[0]):
        r, c = rows[i], day[i] % kept
        if days[r, c] == day[i]:
            _add_to_day(sums[r, c], signed[i], flags[:, i], -1)


@compiled
def shift_balances(rows: Longs, accounts: Longs, since: Longs, by: Longs, balance: Longs, total: Longs, days: Longs, sums: Longs) -> None:  # fmt: skip
    """Balances moved by so much, those of kept customer-days from `since` (a day) on too."""
    last = sums.shape[2] - 1
    for i in range(rows.shape[0]):
        r = rows[i]
        balance[accounts[i]] += by[i]
        total[r] += by[i]
        for k in range(days.shape[1]):
            if days[r, k] >= since[i]:
                sums[r, k, last] += by[i]
