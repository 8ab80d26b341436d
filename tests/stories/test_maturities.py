"""DOMAIN §2.3: what the maturity detectors find, and the traps that they must not fall into."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

MAT_01 = stories("""
    MAT-01 thirty days, seven days, one day before: one task
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-30 status=live
        => MAT-01 P2 2026-02-27 amount=8m days_to_due=30 due_date=2026-03-30
        => MAT-01 P2 2026-03-22 days_to_due=7
        => MAT-01 P2 2026-03-28 days_to_due=1
        => alert MAT-01 open 8m told=1

    MAT-01 below five floors it is yellow
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=0.5m maturity=2026-03-30 status=live
        => MAT-01 P3 2026-02-27 amount=0.5m
        => MAT-01 P3 2026-03-22
        => MAT-01 P3 2026-03-28

    MAT-01 trap: below half the floor
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=0.4m maturity=2026-03-30 status=live
        => MAT-01 none

    MAT-01 trap: pledged
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-30 status=live pledge_flag
        => MAT-01 none

    MAT-01 trap: renews by itself
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-30 status=live auto_renew
        => MAT-01 none

    MAT-01 trap: redeemed early
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-30 status=live
        2026-02-20 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-30 status=redeemed
        => MAT-01 none

    MAT-01 trap: a maturity on a holiday is moved to the next business day
        2026-01-05 in 1
        2026-01-05 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-28 status=live
        2026-02-10 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-30 status=live
        => MAT-01 P2 2026-02-27 due_date=2026-03-30 days_to_due=30
        => MAT-01 P2 2026-03-22
        => MAT-01 P2 2026-03-28
""")

MAT_03 = stories("""
    MAT-03 all of it left, hidden by sales that came in
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-10 redeemed 8m
        2026-03-11 placed 8m
        2026-03-12 in 7.8m
        => MAT-03 P1 2026-03-13 renewed_amount=0 balance_change_since_due=-0.2m moved_since_due=-8m

    MAT-03 trap: half of it was renewed
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-10 redeemed 8m
        2026-03-11 placed 4m
        2026-03-11 contract object=deposit contract_no=@D2 principal=4m start=2026-03-11 maturity=2027-03-11 status=live renewed_from=@D1
        2026-03-12 out 4m
        => MAT-03 none

    MAT-03 trap: kept for a payment
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-10 redeemed 8m
        => MAT-03 none

    MAT-03 trap: for a payment that was announced
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-09 interaction 8m id=@p type=电话 result_code=已报备用款 expected_date=2026-03-20
        2026-03-10 redeemed 8m
        2026-03-12 out 8m
        => MAT-03 P1 2026-03-13
        => alert MAT-03 none

    MAT-03 trap: moved to wealth inside the bank
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-10 redeemed 8m
        2026-03-11 wealth 8m
        => MAT-03 none

    MAT-03 trap: a loan was repaid with it
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-03-10 redeemed 8m
        2026-03-11 repay 8m note=@N0
        => MAT-03 none

    MAT-03 trap: redeemed early
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live
        2026-02-25 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=redeemed
        2026-02-25 redeemed 8m
        2026-03-11 out 8m
        => MAT-03 none

    MAT-03 trap: it had been pledged, and went with the pledge
        2026-02-02 opening 4m
        2026-02-02 contract object=deposit contract_no=@D1 principal=8m maturity=2026-03-10 status=live pledge_flag
        2026-03-10 redeemed 8m
        2026-03-11 out 8m
        => MAT-03 none
""")

MAT_04 = stories("""
    MAT-04 sixty, thirty, fifteen and seven days before, ever more urgent
        2026-01-05 opening 9m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-04 P3 2026-01-28 outstanding=5m days_to_due=60
        => MAT-04 P2 2026-02-27 days_to_due=30
        => MAT-04 P2 2026-03-14 days_to_due=15
        => MAT-04 P1 2026-03-22 days_to_due=7
        => alert MAT-04 open 5m told=3

    MAT-04 an instalment
        2026-01-05 opening 9m
        2026-01-05 contract object=schedule contract_no=@L1/3 principal_due=1m due_date=2026-03-30
        => MAT-04 P3 2026-01-28 outstanding=1m
        => MAT-04 P2 2026-02-27
        => MAT-04 P2 2026-03-14
        => MAT-04 P1 2026-03-22

    MAT-04 trap: an instalment that has been paid
        2026-01-05 opening 9m
        2026-01-05 contract object=schedule contract_no=@L1/3 principal_due=1m due_date=2026-03-30
        2026-01-20 contract object=schedule contract_no=@L1/3 principal_due=1m due_date=2026-03-30 paid
        => MAT-04 none

    MAT-04 trap: the extension is approved
        2026-01-05 opening 9m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live extension_approved
        => MAT-04 none

    MAT-04 trap: revolving
        2026-01-05 opening 9m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live auto_renew
        => MAT-04 none

    MAT-04 trap: repaid before its time
        2026-01-05 opening 9m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        2026-01-20 contract object=loan contract_no=@L1 outstanding=0 maturity=2026-03-30 status=repaid
        => MAT-04 none
""")

MAT_05 = stories("""
    MAT-05 trap: it has paid three loans on the day, so nothing is said before three days are left
        2026-01-05 opening 1m
        2026-01-20 opening 3m
        2026-01-20T11:00 repay 3m note=@H0
        2026-01-20 contract object=loan contract_no=@H0 principal=3m outstanding=0 maturity=2026-01-20 status=repaid
        2026-02-10 opening 3m
        2026-02-10T11:00 repay 3m note=@H1
        2026-02-10 contract object=loan contract_no=@H1 principal=3m outstanding=0 maturity=2026-02-10 status=repaid
        2026-03-03 opening 3m
        2026-03-03T11:00 repay 3m note=@H2
        2026-03-03 contract object=loan contract_no=@H2 principal=3m outstanding=0 maturity=2026-03-03 status=repaid
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-05 P1 2026-03-26 coverage=0.2 funded_days_before_median=0
        => MAT-05 P1 2026-03-28 coverage=0.2

    MAT-05 the same without the habit
        2026-01-05 opening 1m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-05 P2 2026-03-14 coverage=0.2
        => MAT-05 P1 2026-03-22 coverage=0.2
        => MAT-05 P1 2026-03-26
        => MAT-05 P1 2026-03-28

    MAT-05 the money of a presale account pays no loan
        2026-01-04 account account_no=@A.1 sub_type=预售监管
        2026-01-05 opening 20m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-05 P2 2026-03-14 available_balance=0 coverage=0
        => MAT-05 P1 2026-03-22
        => MAT-05 P1 2026-03-26
        => MAT-05 P1 2026-03-28

    MAT-05 trap: the loan was keyed by mistake and retracted
        2026-01-05 opening 1m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        2026-01-06 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live op=D
        => MAT-05 none
        => MAT-04 none

    MAT-05 trap: the renewal is approved and not booked yet
        2026-01-05 opening 1m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live renewal_approved_amount=4m
        => MAT-05 none

    MAT-05 trap: the extension is approved
        2026-01-05 opening 1m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live extension_approved
        => MAT-05 none

    MAT-05 trap: a bill falls due in time
        2026-01-05 opening 1m
        2026-01-05 contract object=bill contract_no=@B1 amount=4m due_date=2026-03-29 status=live
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-05 none

    MAT-05 trap: a deposit that renews by itself brings nothing
        2026-01-05 opening 1m
        2026-01-05 contract object=deposit contract_no=@D1 principal=4m maturity=2026-03-29 status=live auto_renew
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-05 P2 2026-03-14 coverage=0.2 confirmed_inflow=0
        => MAT-05 P1 2026-03-22
        => MAT-05 P1 2026-03-26
        => MAT-05 P1 2026-03-28

    MAT-05 a ladder is said no more where money is short
        2026-01-05 opening 1m
        2026-01-05 contract object=loan contract_no=@L1 outstanding=5m maturity=2026-03-30 status=live
        => MAT-04 P3 2026-01-28
        => MAT-04 P2 2026-02-27
        => MAT-04 P2 2026-03-14
        => MAT-04 P1 2026-03-22
        => alert MAT-04 open told=2
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", MAT_01, ids=str)
def test_mat_01(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", MAT_03, ids=str)
def test_mat_03(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", MAT_04, ids=str)
def test_mat_04(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", MAT_05, ids=str)
def test_mat_05(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)
