"""DOMAIN §2.7: the acceptance fixtures, each from its event records through the whole pipeline, in replay and live."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

FIXTURES = stories("""
    F1 six of ten million leave on the next business day
        2026-03-02T09:30 opening 3m
        2026-03-02 drawdown 10m note=@N1
        2026-03-03 out 6m same
        => OUT-01 P1 2026-03-03 drawdown_amount=10m traced_sum=6m traced_share=0.6 trace_method=LIFO
        => alert OUT-01 open 6m told=1

    F2 four of six million are loan money, by pro-rata, after five business days
        2026-03-02T09:30 opening 5m
        2026-03-02 drawdown 10m note=@N1
        2026-03-09 out 6m same
        => OUT-01 P2 2026-03-09 traced_sum=4m traced_share=0.4 trace_method=PRORATA

    F3 to the customer's account at another branch of ours, and from there away
        who A T3 accounts=2
        2026-03-02 drawdown 10m note=@N1
        2026-03-03 out 6m to=@A.2
        2026-03-04 out 6m same account=2
        => OUT-01 P1 2026-03-04 traced_sum=6m traced_share=0.6

    F3 to the customer's account at another branch of ours, where it stays
        who A T3 accounts=2
        2026-03-02 drawdown 10m note=@N1
        2026-03-03 out 6m to=@A.2
        => OUT-01 none

    F4 1.9 million against P95 of 0.6 million and an average of 2 million
        2025-12-22T09:00 opening 2m
        2025-12-23..2026-03-01/2 in 0.6m
        2025-12-23..2026-03-01/2T11:00 out 0.6m
        2026-03-03 in 1.9m from=宁波港通有限公司
        => OPP-01 P2 2026-03-03 payer_sum_60min=1.9m p95_op_in_180=0.6m avg_90=2m

    F4 1.7 million is less than three times P95
        2025-12-22T09:00 opening 2m
        2025-12-23..2026-03-01/2 in 0.6m
        2025-12-23..2026-03-01/2T11:00 out 0.6m
        2026-03-03 in 1.7m from=宁波港通有限公司
        => OPP-01 none

    F4 the 1.9 million are reversed
        2025-12-22T09:00 opening 2m
        2025-12-23..2026-03-01/2 in 0.6m
        2025-12-23..2026-03-01/2T11:00 out 0.6m
        2026-03-03 in 1.9m from=宁波港通有限公司 event_id=@large
        2026-03-04 in 1.9m from=宁波港通有限公司 reversal original_ref=@large
        => OPP-01 retracted 2026-03-03
        => alert OPP-01 retracted 1.9m told=2

    F5 the average is a quarter below its base, and below last year's 9 million
        2025-03-16 opening 9m
        2025-04-21 opening 1m
        2026-03-22 placed 1.9m
        2026-03-23 placed 0.7m
        2026-04-20 placed 0.7m
        => OUT-05 P2 2026-04-20 avg_30=7.4m avg_90_prior=10m avg_30_last_year=9m history_days=401

    F5 the average is a quarter below its base, as it was last year
        2025-03-16 opening 8m
        2025-04-21 opening 2m
        2026-03-22 placed 1.9m
        2026-03-23 placed 0.7m
        2026-04-20 placed 0.7m
        => OUT-05 none

    F6 no wages by the fifth business day after the tenth
        2025-12-22 opening 1m
        2025-09-10 contract object=payroll_batch contract_no=@B1
        2025-10-10 contract object=payroll_batch contract_no=@B2
        2025-11-11 contract object=payroll_batch contract_no=@B3
        2025-12-09 contract object=payroll_batch contract_no=@B4
        2026-01-10 contract object=payroll_batch contract_no=@B5
        2026-02-10 contract object=payroll_batch contract_no=@B6
        => OUT-06 P1 2026-03-17 expected=2026-03-10 usual_day=10 cycles_present=6 confirmed=false
        => OUT-06 P1 2026-03-24 expected=2026-03-10 confirmed=true

    F6 the payroll feed is stale as long as the wages could be told missing
        2025-12-22 opening 1m
        2025-09-08 contract object=payroll_batch contract_no=@B1
        2025-10-08 contract object=payroll_batch contract_no=@B2
        2025-11-08 contract object=payroll_batch contract_no=@B3
        2025-12-08 contract object=payroll_batch contract_no=@B4
        2026-01-07 reference kind=feed code=payroll value=stale
        2026-01-24 reference kind=feed code=payroll value=complete
        2026-02-08..2026-03-08/28 contract object=payroll_batch contract_no=@B5
        => OUT-06 none

    F7 0.686 of what falls due is there a week before
        2025-12-28 opening 5.1m
        2025-12-29..2026-02-27/30 in 2m from=苏州长青有限公司
        2025-12-29..2026-02-27/30T11:00 out 2m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=10m interest_due=0.2m maturity=2026-04-01 status=live
        2026-01-05 contract object=deposit contract_no=@D1 principal=0.5m maturity=2026-03-31 status=live
        => MAT-05 P2 2026-03-16 coverage=0.686275
        => MAT-05 P1 2026-03-24 amount=10.2m available_balance=5.1m confirmed_inflow=1.9m coverage=0.686275
        => MAT-05 P1 2026-03-28 coverage=0.686275
        => MAT-05 P1 2026-03-30 coverage=0.54902

    F7 with an approved renewal of three million it is 0.980
        2025-12-28 opening 5.1m
        2025-12-29..2026-02-27/30 in 2m from=苏州长青有限公司
        2025-12-29..2026-02-27/30T11:00 out 2m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=10m interest_due=0.2m maturity=2026-04-01 status=live renewal_approved_amount=3m
        2026-01-05 contract object=deposit contract_no=@D1 principal=0.5m maturity=2026-03-31 status=live
        => MAT-05 P2 2026-03-16 coverage=0.980392 unused_limit=3m
        => MAT-05 P2 2026-03-24 coverage=0.980392
        => MAT-05 P1 2026-03-28 coverage=0.980392
        => MAT-05 P1 2026-03-30 coverage=0.843137

    F8 three of eight million are renewed, five have left
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-10 redeemed 8m
        2026-03-11 placed 3m
        2026-03-11 contract object=deposit contract_no=@D2 principal=3m start=2026-03-11 maturity=2027-03-11 status=live renewed_from=@D1
        2026-03-12 out 5m
        => MAT-03 P1 2026-03-13 amount=8m renewed_amount=3m renewed_share=0.375 balance_change_since_due=-5m

    F9 the payee's payee pays the borrower's controller
        who A T3
        who P T3
        who Q T3
        who C T3
        2026-03-01 relation src_id=@C dst_id=@A type=CONTROL
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=@P
        2026-03-04 P out 9m to=@Q
        2026-03-06 Q out 8.5m to=@C
        => RSK-04 P1 2026-03-06 @A payment_amount=10m returned_sum=8.5m returned_share=0.85 hops=3

    F12 thirty million pass in ten business days, six hours at a time
        who A T3 revenue=12000000.00 industry=F5164
        2026-03-02..2026-03-13/bd in 3m from=宁波港通有限公司
        2026-03-02..2026-03-13/bdT16:00 out 2.96m to=苏州精密有限公司
        => RSK-08 P2 2026-03-03 op_in_10=6m op_out_10=5.92m stays_hours=6
        => RSK-08 P2 2026-03-04 op_in_10=9m
        => RSK-08 P2 2026-03-06 op_in_10=15m
        => RSK-08 P2 2026-03-11 op_in_10=24m
        => alert RSK-08 open 24m told=1

    F13 a default runs along two guarantees and stops at its source
        who A T3
        who B T3
        who C T3
        2026-02-02 in 1
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-02 relation src_id=@C dst_id=@A type=GUARANTEE amount=10m src_equity=40m
        2026-02-02 relation src_id=@B dst_id=@C type=GUARANTEE amount=20m src_equity=25m
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 P1 2026-03-02 @A h=0.48
        => RSK-30 P4 2026-03-02 @C h=0.096

    F14 six of twenty million leave on four days to another bank of the class 313
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-05/1 in 1.5m
        2026-03-02..2026-03-05/1T11:00 out 1.5m same at=HZB
        => OUT-04 P1 2026-03-05 net_out_same_30=6m out_same_days_30=4 avg_90=20m out_same_top_bank=杭州银行股份有限公司

    F15 a candidate has not won
        2026-02-02 in 1
        2026-03-02 tender 8m project_no=@T stage=候选 winner_uscc=@A.uscc
        => OPP-03 none

    F15 the award is a lead
        2026-02-02 in 1
        2026-03-02 tender 8m project_no=@T stage=候选 winner_uscc=@A.uscc
        2026-03-04 tender 8m project_no=@T stage=中标 winner_uscc=@A.uscc
        => OPP-03 P2 2026-03-04 amount=8m
        => alert OPP-03 expired 8m told=1

    F15 the award is cancelled
        2026-02-02 in 1
        2026-03-02 tender 8m project_no=@T stage=候选 winner_uscc=@A.uscc
        2026-03-04 tender 8m project_no=@T stage=中标 winner_uscc=@A.uscc
        2026-03-09 tender 8m project_no=@T stage=废标 winner_uscc=@A.uscc
        => OPP-03 retracted 2026-03-09
        => alert OPP-03 retracted 8m told=2

    F18 a further three million on the next day
        2026-03-02T09:30 opening 3m
        2026-03-02 drawdown 10m note=@N1
        2026-03-03 out 6m same
        2026-03-04 out 3m same
        => OUT-01 P1 2026-03-03 traced_sum=6m traced_share=0.6
        => OUT-01 P1 2026-03-04 traced_sum=9m traced_share=0.9
        => alert OUT-01 open 9m told=1
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", FIXTURES, ids=str)
def test_fixture(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)
