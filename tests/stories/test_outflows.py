"""DOMAIN §2.2: what the outflow detectors find, and the traps that they must not fall into."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

OUT_01 = stories("""
    OUT-01 to another bank of our own class 313, under a name it used to have
        who A T3 name=杭州新名科技有限公司 used_names=杭州旧名科技有限公司
        2026-03-02 drawdown 10m note=@N1
        2026-03-04 out 6m to=杭州旧名科技有限责任公司 at=HZB
        => OUT-01 P1 2026-03-04 traced_sum=6m counterparty_bank=杭州银行股份有限公司

    OUT-01 trap: to another branch of ours, where it is nobody's account that we know
        2026-03-02 drawdown 10m note=@N1
        2026-03-04 out 6m same at=OURS
        => OUT-01 none

    OUT-01 trap: less than a tenth
        2026-03-02 drawdown 10m note=@N1
        2026-03-04 out 0.9m same
        => OUT-01 none

    OUT-01 trap: after ten business days
        2026-03-02 drawdown 10m note=@N1
        2026-03-17 out 6m same
        => OUT-01 none

    OUT-01 trap: agreed with us, for so much and so long
        2026-03-02 interaction 6m id=@p type=电话 result_code=已报备用款 expected_date=2026-03-20
        2026-03-02T11:00 drawdown 10m note=@N1
        2026-03-04 out 6m same
        => OUT-01 P1 2026-03-04 traced_sum=6m
        => alert OUT-01 none

    OUT-01 trap: agreed with us, but this is more
        2026-03-02 interaction 5m id=@p type=电话 result_code=已报备用款 expected_date=2026-03-20
        2026-03-02T11:00 drawdown 10m note=@N1
        2026-03-04 out 6m same
        => OUT-01 P1 2026-03-04 traced_sum=6m
        => alert OUT-01 open 6m told=1

    OUT-01 trap: wages and tax go through its basic account elsewhere
        2026-03-02 drawdown 10m note=@N1
        2026-03-04 wages 4m same
        2026-03-04 tax 2m same
        => OUT-01 none

    OUT-01 trap: to the agent bank of a syndicate
        2026-03-02 drawdown 10m note=@N1
        2026-03-04 out 6m same tx_domain=LDAS tx_family=SYDN tx_subfamily=RPMT
        => OUT-01 none

    OUT-01 trap: an entrusted payment is returned and sent again
        2026-03-02 drawdown 10m note=@N1
        2026-03-03 out 6m same event_id=@sent
        2026-03-04 returned 6m same original_ref=@sent
        2026-03-05 out 6m same
        => OUT-01 retracted 2026-03-03 traced_sum=6m
        => OUT-01 P1 2026-03-05 traced_sum=6m traced_share=0.6

    OUT-01 trap: another company of that name
        2026-03-02 drawdown 10m note=@N1
        2026-03-04 out 6m same cp_uscc=9144030071526726XG
        => OUT-01 none
""")

OUT_02 = stories("""
    OUT-02 the average of a week falls to 71 of 97 million
        who A T2 institution_class=医院
        2025-12-22 opening 100m
        2026-03-02 out 50m
        => OUT-02 P1 2026-03-05 avg_7=71428571.42 avg_90=97297297.29
        => OUT-02 P1 2026-03-07 avg_7=57142857.14 avg_90=96052631.57
        => alert OUT-02 open 38909774.43 told=1

    OUT-02 twenty million to its own account elsewhere, and again five days later
        who A T2 institution_class=社保
        2025-12-22 opening 500m
        2026-03-02 out 20m same
        2026-03-07 out 25m same
        => OUT-02 P1 2026-03-02 largest_out_same_day=20m
        => OUT-02 P1 2026-03-07 largest_out_same_day=25m
        => alert OUT-02 open 25m told=1

    OUT-02 twenty million to the treasury
        who A T2 institution_class=财政
        2025-12-22 opening 500m
        2026-03-02 out 20m to=国家金库杭州市中心支库 at=TREASURY
        => OUT-02 P1 2026-03-02 largest_out_same_day=20m

    OUT-02 it asks to close an account
        who A T2 institution_class=学校
        2025-12-22 opening 100m
        2026-03-02 account account_no=@A.1 status=申请销户
        => OUT-02 P1 2026-03-02 closing_account=@A.1

    OUT-02 it tenders for the placement of its money
        who A T2 institution_class=公积金
        2025-12-22 opening 100m
        2026-03-02 tender project_no=@T stage=公告 buyer_uscc=@A.uscc category=资金存放
        => OUT-02 P1 2026-03-02 placement_tender=@T

    OUT-02 trap: it fell like this a year ago
        who A T2 institution_class=医院
        2025-01-25 opening 100m
        2025-04-22 out 50m
        2025-06-02 opening 50m
        2026-04-14 out 50m
        => OUT-02 P1 2025-04-25
        => OUT-02 P1 2025-04-28

    OUT-02 trap: a sweep to zero that comes back in the morning
        who A T2 institution_class=财政
        2025-12-22 opening 100m
        2026-03-02 sweep_out 100m same
        2026-03-03 sweep_in 100m same
        => OUT-02 none

    OUT-02 trap: a payment of a project
        who A T2 institution_class=医院
        2025-12-22 opening 100m
        2026-03-02 out 15m to=浙江建工集团有限公司
        => OUT-02 none

    OUT-02 trap: a company is no institution
        who A T2
        2025-12-22 opening 100m
        2026-03-02 out 50m
        => OUT-02 none
""")

OUT_04 = stories("""
    OUT-04 it grows by more than half, and is said again
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-08/1 in 1.5m
        2026-03-02..2026-03-08/1T11:00 out 1.5m same
        => OUT-04 P1 2026-03-05 net_out_same_30=6m
        => OUT-04 P1 2026-03-07 net_out_same_30=9m
        => alert OUT-04 open 9m told=1

    OUT-04 trap: to our own branches, whose number is 313 too
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-05/1T11:00 out 1.5m same at=OURS
        => OUT-04 none

    OUT-04 trap: a cash pool of the group's leading bank
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-05/1 sweep_out 1.5m same
        => OUT-04 none

    OUT-04 trap: its basic account elsewhere pays the wages and the tax
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-05/1 wages 1m same
        2026-03-02..2026-03-05/1 tax 0.5m same
        => OUT-04 none

    OUT-04 trap: loan money, which OUT-01 follows
        who A T2
        2025-12-22 opening 20m
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02..2026-03-05/1T11:00 out 1.5m same
        => OUT-01 P2 2026-03-02 traced_sum=1.5m
        => OUT-01 P2 2026-03-03 traced_sum=3m
        => OUT-01 P2 2026-03-04 traced_sum=4.5m
        => OUT-01 P1 2026-03-05 traced_sum=6m
        => OUT-04 none

    OUT-04 trap: on two days only
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-03/1T11:00 out 3m same
        => OUT-04 none

    OUT-04 trap: as much comes back
        who A T2
        2025-12-22 opening 20m
        2026-03-02..2026-03-05/1T11:00 out 1.5m same
        2026-03-02..2026-03-05/1T12:00 in 1.5m same
        => OUT-04 none
""")

OUT_05 = stories("""
    OUT-05 half of it is gone
        2025-11-20 opening 10m
        2026-03-20 placed 6m
        => OUT-05 P2 2026-04-01 avg_30=7.4m avg_90_prior=10m
        => OUT-05 P2 2026-04-08 avg_30=6m avg_90_prior=10m
        => OUT-05 P1 2026-04-13 avg_30=5m avg_90_prior=10m
        => alert OUT-05 open 5m told=2

    OUT-05 of a strategic customer it is red at once
        who A T1
        2025-11-20 opening 100m
        2026-03-20 placed 60m
        => OUT-05 P1 2026-04-01 avg_30=74m
        => OUT-05 P1 2026-04-08 avg_30=60m
        => OUT-05 P1 2026-04-18 avg_30=40m

    OUT-05 trap: a loan was repaid with it
        2025-11-20 opening 10m
        2026-03-20 repay 6m note=@N0
        => OUT-05 none

    OUT-05 trap: a splendid quarter's end in the base
        2025-11-20 opening 7m
        2025-12-25 opening 30m
        2026-01-04 placed 30m
        => OUT-05 none

    OUT-05 trap: announced
        2025-11-20 opening 10m
        2026-03-19 interaction 6m id=@p type=拜访 result_code=已报备用款 expected_date=2026-06-30
        2026-03-20 placed 6m
        => OUT-05 P2 2026-04-01
        => OUT-05 P2 2026-04-08
        => OUT-05 P1 2026-04-13
        => alert OUT-05 none

    OUT-05 trap: four months of history are too few
        2026-01-20 opening 10m
        2026-03-01 placed 6m
        => OUT-05 none
""")

OUT_06 = stories("""
    OUT-06 it came two days after it was told missing
        2025-12-22 in 1
        2025-09-05 contract object=payroll_batch contract_no=@B0
        2025-10-05 contract object=payroll_batch contract_no=@B1
        2025-11-05 contract object=payroll_batch contract_no=@B2
        2025-12-05 contract object=payroll_batch contract_no=@B3
        2026-01-05 contract object=payroll_batch contract_no=@B4
        2026-02-05 contract object=payroll_batch contract_no=@B5
        2026-03-16 contract object=payroll_batch contract_no=@late
        => OUT-06 retracted 2026-03-16 expected=2026-03-05
        => alert OUT-06 retracted told=2

    OUT-06 trap: paid before the Spring Festival
        2025-12-22 in 1
        2025-09-20 contract object=payroll_batch contract_no=@B0
        2025-10-20 contract object=payroll_batch contract_no=@B1
        2025-11-20 contract object=payroll_batch contract_no=@B2
        2025-12-20 contract object=payroll_batch contract_no=@B3
        2026-01-20 contract object=payroll_batch contract_no=@B4
        2026-02-12 contract object=payroll_batch contract_no=@early
        2026-03-20 contract object=payroll_batch contract_no=@next
        => OUT-06 none

    OUT-06 trap: due in the Spring Festival, paid in the week after it
        2025-12-22 in 1
        2025-09-17 contract object=payroll_batch contract_no=@B0
        2025-10-17 contract object=payroll_batch contract_no=@B1
        2025-11-17 contract object=payroll_batch contract_no=@B2
        2025-12-17 contract object=payroll_batch contract_no=@B3
        2026-01-17 contract object=payroll_batch contract_no=@B4
        2026-02-27 contract object=payroll_batch contract_no=@after
        2026-03-17 contract object=payroll_batch contract_no=@next
        => OUT-06 none

    OUT-06 trap: through another channel now
        2025-12-22 opening 1m
        2025-09-10 contract object=payroll_batch contract_no=@B0
        2025-10-10 contract object=payroll_batch contract_no=@B1
        2025-11-10 contract object=payroll_batch contract_no=@B2
        2025-12-10 contract object=payroll_batch contract_no=@B3
        2026-01-10 contract object=payroll_batch contract_no=@B4
        2026-02-10 contract object=payroll_batch contract_no=@B5
        2026-03-11 wages 0.3m
        => OUT-06 none

    OUT-06 trap: through another account of its own
        who A T3 accounts=2
        2025-12-22 opening 1m account=2
        2025-09-10 contract object=payroll_batch contract_no=@B0
        2025-10-10 contract object=payroll_batch contract_no=@B1
        2025-11-10 contract object=payroll_batch contract_no=@B2
        2025-12-10 contract object=payroll_batch contract_no=@B3
        2026-01-10 contract object=payroll_batch contract_no=@B4
        2026-02-10 contract object=payroll_batch contract_no=@B5
        2026-03-12 wages 0.3m account=2
        => OUT-06 none

    OUT-06 trap: an irregular payer
        2025-12-22 in 1
        2025-09-10 contract object=payroll_batch contract_no=@B0
        2025-11-10 contract object=payroll_batch contract_no=@B1
        2026-01-10 contract object=payroll_batch contract_no=@B2
        => OUT-06 none

    OUT-06 trap: two months in one
        2025-12-22 in 1
        2025-08-03 contract object=payroll_batch contract_no=@B0
        2025-09-03 contract object=payroll_batch contract_no=@B1
        2025-10-03 contract object=payroll_batch contract_no=@B2
        2025-11-03 contract object=payroll_batch contract_no=@B3
        2025-12-03 contract object=payroll_batch contract_no=@B4
        2026-01-03 contract object=payroll_batch contract_no=@B5
        2026-01-23 contract object=payroll_batch contract_no=@two
        2026-03-03 contract object=payroll_batch contract_no=@next
        => OUT-06 none
""")

OUT_08 = stories("""
    OUT-08 three payments a day have become one
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 out 0.1m
        2025-04-01..2025-04-20/1T10:00 out 0.1m
        2025-04-01..2025-04-20/1T11:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        2026-04-01..2026-04-20/1T09:00 out 0.1m
        => OUT-08 P1 2026-04-14 qtd_out_n=14 qtd_out_amt=1.4m prevq_out_n=42 prevq_out_amt=4.2m

    OUT-08 three payments a day have become two
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 out 0.1m
        2025-04-01..2025-04-20/1T10:00 out 0.1m
        2025-04-01..2025-04-20/1T11:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        2026-04-01..2026-04-20/1T09:00 out 0.1m
        2026-04-01..2026-04-20/1T10:00 out 0.1m
        => OUT-08 P2 2026-04-14 qtd_out_n=28 prevq_out_n=42 lyq_out_amt=4.2m

    OUT-08 there are none any more
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 out 0.1m
        2025-04-01..2025-04-20/1T10:00 out 0.1m
        2025-04-01..2025-04-20/1T11:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        => OUT-08 P1 2026-04-14 qtd_out_n=0 qtd_out_amt=0

    OUT-08 the first day of last year's quarter was a holiday, and nobody paid
        who A,Z T3
        2025-03-16 Z opening 1m
        2025-04-03..2025-04-20/1T09:00 out 0.1m
        2025-04-03..2025-04-20/1T10:00 out 0.1m
        2025-04-03..2025-04-20/1T11:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        2026-04-01..2026-04-20/1T09:00 out 0.1m
        => OUT-08 P1 2026-04-14 qtd_out_n=14 lyq_out_amt=3.6m

    OUT-08 trap: a customer since the middle of last year's quarter
        who A T3 open_date=2025-04-03
        who Z T3
        2025-03-16 Z opening 1m
        2025-04-03..2025-04-20/1T09:00 out 0.1m
        2025-04-03..2025-04-20/1T10:00 out 0.1m
        2025-04-03..2025-04-20/1T11:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        2026-04-01..2026-04-20/1T09:00 out 0.1m
        => OUT-08 none

    OUT-08 trap: as few as last year
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        2026-04-01..2026-04-20/1T09:00 out 0.1m
        => OUT-08 none

    OUT-08 trap: fewer but larger
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 out 0.1m
        2025-04-01..2025-04-20/1T10:00 out 0.1m
        2025-04-01..2025-04-20/1T11:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T10:00 out 0.1m
        2026-01-01..2026-01-20/1T11:00 out 0.1m
        2026-04-01..2026-04-20/1 out 0.3m
        => OUT-08 none

    OUT-08 trap: too few payments to say
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 out 0.1m
        2026-01-01..2026-01-20/1T09:00 out 0.1m
        => OUT-08 none

    OUT-08 trap: the whole industry has become as quiet
        who A,B,C,D,E,F,G,H,I,J,K T3 industry=C3921
        2025-03-16 opening 50m
        2025-04-01..2025-04-20/1T09:00 * out 0.1m
        2025-04-01..2025-04-20/1T10:00 * out 0.1m
        2025-04-01..2025-04-20/1T11:00 * out 0.1m
        2026-01-01..2026-01-20/1T09:00 * out 0.1m
        2026-01-01..2026-01-20/1T10:00 * out 0.1m
        2026-01-01..2026-01-20/1T11:00 * out 0.1m
        2026-04-01..2026-04-20/1T09:00 * out 0.1m
        => OUT-08 none
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OUT_01, ids=str)
def test_out_01(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OUT_02, ids=str)
def test_out_02(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OUT_04, ids=str)
def test_out_04(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OUT_05, ids=str)
def test_out_05(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OUT_06, ids=str)
def test_out_06(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OUT_08, ids=str)
def test_out_08(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)
