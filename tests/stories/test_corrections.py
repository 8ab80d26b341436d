"""Corrected, retracted and reversed entries: what was found on them is taken back, and nothing is counted twice."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

CORRECTIONS = stories("""
    C1 nine million booked for 0.9 million, corrected within the hour
        2026-03-03T10:00 in 9m from=宁波港通有限公司 event_id=@wrong
        2026-03-03T10:20 in 0.9m from=宁波港通有限公司 op=U original_ref=@wrong
        => OPP-01 retracted 2026-03-03 payer_sum_60min=9m
        => alert OPP-01 retracted told=2

    C2 retracted by its natural key alone
        2026-03-03T10:00 in 9m from=宁波港通有限公司 bank_ref=@ref event_id=@a
        2026-03-03T10:20 in 9m from=宁波港通有限公司 bank_ref=@ref event_id=@b op=D
        2026-03-03T10:40 in 1m from=宁波港通有限公司
        => OPP-01 retracted 2026-03-03

    C3 booked twice and once reversed, it is not two payments within the hour
        2026-03-03T10:00 in 0.9m from=宁波港通有限公司 event_id=@a
        2026-03-03T10:10 in 0.9m from=宁波港通有限公司 reversal original_ref=@a
        2026-03-03T10:20 in 0.9m from=宁波港通有限公司
        => OPP-01 none

    C4 the correction itself is large
        2026-03-03T10:00 in 9m from=宁波港通有限公司 event_id=@wrong
        2026-03-03T10:20 in 6m from=宁波港通有限公司 op=U original_ref=@wrong
        => OPP-01 retracted 2026-03-03 payer_sum_60min=9m
        => OPP-01 P2 2026-03-03 payer_sum_60min=6m
        => alert OPP-01 expired 6m told=1

    C4b the same, bearing the other's id as its bank reference: what is found on it stands after the close, too
        2026-03-03T10:00 in 9m from=宁波港通有限公司 event_id=@wrong
        2026-03-03T10:20 in 6m from=宁波港通有限公司 op=U bank_ref=@wrong original_ref=@wrong
        2026-03-05 in 1
        => OPP-01 retracted 2026-03-03 payer_sum_60min=9m
        => OPP-01 P2 2026-03-03 payer_sum_60min=6m

    C5 loan money: six million booked for 0.6 million, corrected on the same day
        2026-03-02 drawdown 10m note=@N1
        2026-03-03T10:00 out 6m same event_id=@wrong
        2026-03-03T14:00 out 0.6m same op=U original_ref=@wrong
        2026-03-04 out 1m same
        => OUT-01 retracted 2026-03-03 traced_sum=6m
        => OUT-01 P2 2026-03-04 traced_sum=1.6m traced_share=0.16

    C6 loan money: corrected two days later
        2026-03-02 drawdown 10m note=@N1
        2026-03-03T10:00 out 6m same event_id=@wrong
        2026-03-05T14:00 out 0.6m same op=U original_ref=@wrong
        2026-03-06 out 1m same
        => OUT-01 retracted 2026-03-03 traced_sum=6m
        => OUT-01 P2 2026-03-06 traced_sum=1.6m

    C7 a payment out of a loan is reversed, and does not come back from its payee
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=宁波港通有限公司 event_id=@a
        2026-03-04 out 10m to=宁波港通有限公司 reversal original_ref=@a
        => RSK-04 none

    C8 a day's sums and averages are those of the corrected entry
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-04/1 out 1.5m same
        2026-03-05 out 1.5m same event_id=@wrong
        2026-03-05T15:00 out 0.1m same op=U original_ref=@wrong
        => OUT-04 none

    C9 what a day rule had found is taken back when its ground was a mistake
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-04/1 out 1.5m same
        2026-03-05 out 1.5m same event_id=@wrong
        2026-03-07 out 0.1m same op=U original_ref=@wrong
        => OUT-04 retracted 2026-03-05 net_out_same_30=6m
        => alert OUT-04 retracted told=2

    C10 the running balance holds the corrected entry alone
        2025-12-22 in 9m event_id=@wrong
        2025-12-23 in 5m op=U original_ref=@wrong
        => OPP-02 P3 2026-02-19 bal=5m avg_90=5066666.66

    C11 a mistaken first payment from abroad is not the first
        2026-03-02 cross_in 0.1m from=ACME cp_country=DE event_id=@wrong
        2026-03-03 cross_in 0.1m from=ACME cp_country=DE op=D original_ref=@wrong
        2026-03-12 cross_in 0.2m from=ACME cp_country=DE
        => OPP-07 retracted 2026-03-02
        => OPP-07 P2 2026-03-12 cross_border_gap=-1

    C12 a counterparty met three times, once by mistake
        2025-12-22 opening 1m
        2026-03-02..2026-03-04/2 in 0.3m from=苏州新锐有限公司
        2026-03-05 in 0.3m from=苏州新锐有限公司 event_id=@wrong
        2026-03-05T15:00 in 0.3m from=苏州新锐有限公司 op=D original_ref=@wrong
        => OPP-05 none

    C13 a correction that came long after, of an entry that no memory holds
        who A T2
        2025-12-22 opening 20m
        2026-02-24 out 3m same event_id=@wrong
        2026-02-25..2026-02-26/1 out 1.5m same
        2026-03-09 out 0.1m same op=U original_ref=@wrong
        => OUT-04 retracted 2026-02-26 net_out_same_30=6m
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", CORRECTIONS, ids=str)
def test_corrections(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)
