"""DOMAIN §2.1: what the opportunity detectors find, and the traps that they must not fall into."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

OPP_01 = stories("""
    OPP-01 three payments of one payer within an hour are one event
        2026-03-03T10:00 in 0.7m from=宁波港通有限公司
        2026-03-03T10:25 in 0.7m from=宁波港通有限公司
        2026-03-03T10:50 in 0.7m from=宁波港通有限公司
        => OPP-01 P2 2026-03-03 payer_sum_60min=2.1m floor=1m
        => alert OPP-01 expired 2.1m told=1

    OPP-01 the same three payments in three hours are not
        2026-03-03T10:00 in 0.7m from=宁波港通有限公司
        2026-03-03T11:25 in 0.7m from=宁波港通有限公司
        2026-03-03T12:50 in 0.7m from=宁波港通有限公司
        => OPP-01 none

    OPP-01 trap: the customer's own payment comes back
        2026-03-03 returned 9m from=宁波港通有限公司
        => OPP-01 none

    OPP-01 trap: a loan drawn
        2026-03-03 drawdown 9m note=@N1
        => OPP-01 none

    OPP-01 trap: a sweep within the group
        2026-03-03 sweep_in 9m from=浙江集团总部有限公司
        => OPP-01 none

    OPP-01 trap: from the customer's own account with us
        who A T3 accounts=2
        2026-03-02 opening 9m account=2
        2026-03-03 out 9m account=2 to=@A.1
        => OPP-01 none

    OPP-01 trap: a leg of a currency exchange
        2026-03-03 fx_in 9m
        => OPP-01 none

    OPP-01 trap: a bid bond comes back
        2026-03-03 in 9m from=公共资源交易中心 remittance=投标保证金退回
        => OPP-01 none

    OPP-01 trap: the end of a month dressed with money from its own account elsewhere
        2026-02-28 in 9m same
        2026-03-02 out 9m same
        => OPP-01 none

    OPP-01 trap: announced and not booked
        2026-03-03 in 9m from=宁波港通有限公司 status=PDNG
        => OPP-01 none
""")

OPP_02 = stories("""
    OPP-02 four million lie idle above a run-off of 0.8 million
        2025-12-22 opening 5m
        2026-01-20 out 0.8m
        2026-01-26 in 0.8m
        => OPP-02 P3 2026-02-19 need_operating=0.8m excess_10_of_15=4.2m bal=5m
        => alert OPP-02 open 4.2m told=1

    OPP-02 wages and tax of a month are needed
        2025-12-22 opening 5m
        2026-01-05..2026-03-05/29 wages 3m
        2026-01-05..2026-03-05/29 tax 1.2m
        2026-01-05..2026-03-05/29 opening 4.2m
        => OPP-02 none

    OPP-02 trap: the money of a presale account may not be moved
        2025-12-21 account account_no=@A.1 sub_type=预售监管
        2025-12-22 opening 5m
        => OPP-02 none

    OPP-02 trap: a pledged margin, its balance stated by the core
        2025-12-21 account account_no=@A.1 sub_type=保证金
        2025-12-22 opening 5m bal_after=5m
        => OPP-02 none

    OPP-02 trap: loan money on deposit
        2025-12-22 opening 0.1m
        2026-03-04 drawdown 5m note=@N1
        => OPP-02 none
""")

OPP_03 = stories("""
    OPP-03 half a subsidiary's award is the parent's
        2026-02-02 in 1
        2026-02-02 relation src_id=@A dst_id=91330100M000100Y4A type=SHAREHOLD weight=0.6
        2026-03-04 tender 8m project_no=@T stage=中标 winner_uscc=91330100M000100Y4A
        => OPP-03 P2 2026-03-04 amount=8m concerns=subsidiary

    OPP-03 trap: it holds forty percent
        2026-02-02 in 1
        2026-02-02 relation src_id=@A dst_id=91350100M000100Y43 type=SHAREHOLD weight=0.4
        2026-03-04 tender 8m project_no=@T stage=中标 winner_uscc=91350100M000100Y43
        => OPP-03 none

    OPP-03 trap: a fifth of a consortium
        who A T3 revenue=100m
        2026-02-02 in 1
        2026-03-04 tender 4m project_no=@T stage=中标 winner_uscc=@A.uscc share=0.2
        => OPP-03 none

    OPP-03 trap: a framework without a committed value
        2026-02-02 in 1
        2026-03-04 tender project_no=@T stage=中标 winner_uscc=@A.uscc
        => OPP-03 none

    OPP-03 trap: another company of the same name
        2026-02-02 in 1
        2026-03-04 tender 8m project_no=@T stage=中标 winner=@A.name winner_uscc=9144030071526726XG
        => OPP-03 none

    OPP-03 a match by the name alone is no more than a P3
        2026-02-02 in 1
        2026-03-04 tender 8m project_no=@T stage=中标 winner=@A.name
        => OPP-03 P3 2026-03-04

    OPP-03 trap: the award is published again
        2026-02-02 in 1
        2026-03-04 tender 8m project_no=@T stage=中标 winner_uscc=@A.uscc event_id=@first
        2026-03-06 tender 8m project_no=@T stage=中标 winner_uscc=@A.uscc event_id=@again
        => OPP-03 P2 2026-03-04
        => alert OPP-03 expired 8m told=1

    OPP-03 trap: cancelled by the project's number alone
        2026-02-02 in 1
        2026-03-04 tender 8m project_no=@T stage=中标 winner_uscc=@A.uscc
        2026-03-09 tender project_no=@T stage=废标
        => OPP-03 retracted 2026-03-09
        => alert OPP-03 retracted 8m told=2
""")

OPP_05 = stories("""
    OPP-05 the third payment of a new company elsewhere
        2025-12-22 opening 1m
        2026-03-02..2026-03-06/2 in 0.2m from=苏州新锐有限公司
        => OPP-05 P3 2026-03-06 n_60=3 sum_60=0.6m first_seen=2026-03-02 cp_name=苏州新锐有限公司
        => alert OPP-05 expired 0.6m told=1

    OPP-05 it is said again with twice the money, once
        2025-12-22 opening 1m
        2026-03-02..2026-03-16/2 in 0.2m from=苏州新锐有限公司
        => OPP-05 P3 2026-03-06 sum_60=0.6m
        => OPP-05 P3 2026-03-12 sum_60=1.2m
        => alert OPP-05 expired 1.2m told=1

    OPP-05 trap: its name cut short, the account the same
        2025-12-22 opening 1m
        2026-03-02 in 0.2m from=苏州新锐精密机械制造有限公司 cp_account=X8801
        2026-03-04 in 0.2m from=苏州新锐精密机械制造有限 cp_account=X8801
        2026-03-06 in 0.2m from=苏州新锐精密机械有限公司 cp_account=X8801
        => OPP-05 P3 2026-03-06 n_60=3 sum_60=0.6m

    OPP-05 trap: a payment platform
        2025-12-22 opening 1m
        2026-03-02..2026-03-06/2 in 0.2m from=财付通支付科技有限公司客户备付金
        => OPP-05 none

    OPP-05 trap: a person
        2025-12-22 opening 1m
        2026-03-02..2026-03-06/2 in 0.2m from=王建国
        => OPP-05 none

    OPP-05 trap: the electricity works, and the tax office
        2025-12-22 opening 1m
        2026-03-02..2026-03-06/2 out 0.2m to=国网浙江省电力有限公司
        2026-03-02..2026-03-06/2 out 0.2m to=国家税务总局杭州市税务局
        => OPP-05 none

    OPP-05 trap: two purchases
        2025-12-22 opening 1m
        2026-03-02..2026-03-04/2 out 0.4m to=苏州新锐有限公司
        => OPP-05 none

    OPP-05 trap: a customer of ours from its account elsewhere, under a name it has not with us
        who A,B T3
        2025-12-22 opening 1m
        2026-03-02..2026-03-06/2 in 0.2m from=苏州新锐有限公司 cp_uscc=@B.uscc
        => OPP-05 none

    OPP-05 trap: a company of its own group
        2025-12-22 opening 1m
        2026-02-02 relation src_id=@A dst_id=91350100M000100Y43 type=SAME_GROUP
        2026-03-02..2026-03-06/2 in 0.2m from=苏州新锐有限公司 cp_uscc=91350100M000100Y43
        => OPP-05 none

    OPP-05 trap: known for longer than sixty days
        2025-12-22 opening 1m
        2025-12-30 in 0.2m from=苏州新锐有限公司
        2026-03-02..2026-03-06/2 in 0.2m from=苏州新锐有限公司
        => OPP-05 none

    OPP-05 trap: the customer itself is newer than that
        2026-02-10 opening 1m
        2026-03-02..2026-03-06/2 in 0.2m from=苏州新锐有限公司
        => OPP-05 none
""")

OPP_07 = stories("""
    OPP-07 the first of its life, not the second a month later, and again after a year
        2025-03-16 opening 1m
        2025-03-20 cross_in 0.1m from=ACME cp_country=DE
        2025-04-20 cross_in 0.1m from=ACME cp_country=DE
        2026-04-20 cross_in 0.1m from=ACME cp_country=DE
        => OPP-07 P2 2025-03-20 amt_cny=0.1m cross_border_gap=-1
        => OPP-07 P2 2026-04-20 cross_border_gap=365

    OPP-07 in dollars, at the rate of the day
        2026-03-02 reference kind=fx_rate code=USD number=7.1234 valid_from=2026-03-01
        2026-03-03 cross_in 1000 from=ACME cp_country=DE ccy=USD
        => OPP-07 P2 2026-03-03 amt_cny=7123.40

    OPP-07 trap: a fee for samples; the first real payment still is the first
        2026-03-02 cross_in 2000 from=ACME cp_country=DE
        2026-03-09 cross_in 0.1m from=ACME cp_country=DE
        => OPP-07 P2 2026-03-09 cross_border_gap=-1

    OPP-07 trap: its own payment comes back
        2026-03-02 returned 0.1m from=ACME cp_country=DE
        => OPP-07 none

    OPP-07 trap: a person's remittance
        2026-03-02 cross_in 0.1m from=王小明 cp_country=US
        => OPP-07 none

    OPP-07 trap: capital-item money needs approval first
        2026-03-02 cross_in 0.1m from=ACME cp_country=DE bop_code=622011
        => OPP-07 none

    OPP-07 trap: an exchange at home, coded as goods
        2026-03-02 fx_in 0.1m bop_code=121010
        => OPP-07 none
""")

OPP_17 = stories("""
    OPP-17 on the list, and ninety days before its validity ends
        2026-01-05 in 1
        2026-01-05 listing list_code=专精特新 status=正式 batch=2023 level=省 uscc=@A.uscc valid_from=2023-06-15 valid_to=2026-06-15
        => OPP-17 P2 2026-01-05 days_to_end=None
        => OPP-17 P2 2026-03-16 days_to_end=90 valid_to=2026-06-15

    OPP-17 trap: announced, not yet on the list
        2026-03-02 in 1
        2026-03-02 listing list_code=专精特新 status=公示 batch=2026 uscc=@A.uscc
        => OPP-17 none

    OPP-17 the name with other brackets, and nothing but the name
        who A T3 name=杭州智远(机械)有限责任公司
        2026-03-02 in 1
        2026-03-02 listing list_code=高企 status=正式 batch=2026 name=杭州智远（机械）有限公司
        => OPP-17 P3 2026-03-02 confidence=0.8

    OPP-17 trap: taken off the list again
        2026-03-02 in 1
        2026-03-02 listing list_code=小巨人 status=正式 batch=2026 uscc=@A.uscc
        2026-03-09 listing list_code=小巨人 status=撤销 batch=2026 uscc=@A.uscc
        => OPP-17 retracted 2026-03-09

    OPP-17 trap: a company of that name in another province
        2026-03-02 in 1
        2026-03-02 listing list_code=专精特新 status=正式 batch=2026 name=@A.name uscc=9144030071526726XG
        => OPP-17 none
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OPP_01, ids=str)
def test_opp_01(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OPP_02, ids=str)
def test_opp_02(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OPP_03, ids=str)
def test_opp_03(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OPP_05, ids=str)
def test_opp_05(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OPP_07, ids=str)
def test_opp_07(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", OPP_17, ids=str)
def test_opp_17(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)
