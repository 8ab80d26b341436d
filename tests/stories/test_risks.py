"""DOMAIN §2.4: what the risk detectors find, and the traps that they must not fall into."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

RSK_08 = stories("""
    RSK-08 in many pieces, out in one before the evening
        who A T3 revenue=12000000.00 industry=F5164
        2026-03-02..2026-03-03/bdT09:00 in 1.5m from=宁波港通有限公司
        2026-03-02..2026-03-03/bdT11:00 in 1.5m from=苏州精密有限公司
        2026-03-02..2026-03-03/bdT16:00 out 3m to=杭州恒远有限公司
        => RSK-08 P2 2026-03-03 op_in_10=6m op_out_10=6m bal_8_of_10=0 stays_hours=5

    RSK-08 trap: a payment platform
        who A T3 revenue=12000000.00 industry=J6930
        2026-03-02..2026-03-06/bd in 3m from=宁波港通有限公司
        2026-03-02..2026-03-06/bdT16:00 out 3m to=苏州精密有限公司
        => RSK-08 none

    RSK-08 trap: the group sweeps its accounts
        who A T3 revenue=12000000.00 industry=F5164
        2026-03-02..2026-03-06/bd sweep_in 3m
        2026-03-02..2026-03-06/bdT16:00 sweep_out 3m
        => RSK-08 none

    RSK-08 trap: what comes stays for two days
        who A T3 revenue=12000000.00 industry=F5164
        2026-03-02T09:00 in 9m from=宁波港通有限公司
        2026-03-04T09:30 out 9m to=苏州精密有限公司
        => RSK-08 none

    RSK-08 trap: no more than the revenue that was declared lets expect
        who A T3 revenue=120000000.00 industry=F5164
        2026-03-02..2026-03-06/bd in 3m from=宁波港通有限公司
        2026-03-02..2026-03-06/bdT16:00 out 3m to=苏州精密有限公司
        => RSK-08 none

    RSK-08 trap: a tenth of it stays
        who A T3 revenue=12000000.00 industry=F5164
        2026-03-02..2026-03-06/bd in 3m from=宁波港通有限公司
        2026-03-02..2026-03-06/bdT16:00 out 2.7m to=苏州精密有限公司
        => RSK-08 none
""")

RSK_04 = stories("""
    RSK-04 the payee elsewhere pays straight back
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=宁波港通有限公司
        2026-03-06 in 4m from=宁波港通有限公司
        => RSK-04 P1 2026-03-06 payment_amount=10m returned_sum=4m returned_share=0.4

    RSK-04 in two pieces, the second of which is too much
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=宁波港通有限公司
        2026-03-06 in 2m from=宁波港通有限公司
        2026-03-09 in 1m from=宁波港通有限公司
        => RSK-04 P1 2026-03-09 returned_sum=3m returned_share=0.3

    RSK-04 trap: who is paid in the end was its controller until last month
        who A T3
        who P T3
        who Q T3
        who C T3
        2026-02-02 relation src_id=@C dst_id=@A type=CONTROL
        2026-02-20 relation src_id=@C dst_id=@A type=CONTROL valid_to=2026-02-20
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=@P
        2026-03-04 P out 9m to=@Q
        2026-03-06 Q out 8.5m to=@C
        => RSK-04 none

    RSK-04 trap: the refund of a failed purchase
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=宁波港通有限公司
        2026-03-06 in 9m from=宁波港通有限公司 remittance=采购退款(红字发票)
        => RSK-04 none

    RSK-04 trap: a security deposit and an insurance claim
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 5m to=宁波港通有限公司
        2026-03-02T11:00 out 5m to=太平洋财产保险有限公司
        2026-03-06 in 4m from=宁波港通有限公司 remittance=履约保证金退回
        2026-03-06T11:00 in 4m from=太平洋财产保险有限公司 remittance=保险理赔款
        => RSK-04 none

    RSK-04 trap: the payment itself is returned by the payee's bank
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=宁波港通有限公司
        2026-03-03 returned 10m from=宁波港通有限公司
        => RSK-04 none

    RSK-04 trap: a fifth comes back
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=宁波港通有限公司
        2026-03-06 in 2m from=宁波港通有限公司
        => RSK-04 none

    RSK-04 trap: after thirty days
        2026-02-02T09:00 drawdown 10m note=@N1
        2026-02-02 out 10m to=宁波港通有限公司
        2026-03-06 in 9m from=宁波港通有限公司
        => RSK-04 none

    RSK-04 trap: partners who have paid each other for a year
        2025-03-16 opening 20m
        2025-03-20 out 1m to=宁波港通有限公司
        2025-03-24 in 1m from=宁波港通有限公司
        2026-04-01 contract object=loan contract_no=@N1 outstanding=10m start=2026-04-02 maturity=2027-04-02 status=live
        2026-04-02T09:00 drawdown 10m note=@N1
        2026-04-02 out 10m to=宁波港通有限公司
        2026-04-08 in 9m from=宁波港通有限公司
        => RSK-04 none

    RSK-04 trap: who is nobody of the borrower's
        who A,P,Q,C T3
        2026-03-02T09:00 drawdown 10m note=@N1
        2026-03-02 out 10m to=@P
        2026-03-04 P out 9m to=@Q
        2026-03-06 Q out 8.5m to=@C
        => RSK-04 none
""")

RSK_21 = stories("""
    RSK-21 enforcement of three million
        2026-02-02 in 1
        2026-03-02 ruling 3m case_no=@K role=被执行人 uscc=@A.uscc performance=未履行
        => RSK-21 P1 2026-03-02 amount=3m concerns=self
        => alert RSK-21 open 3m told=1

    RSK-21 a dishonest debtor, whatever the sum
        2026-02-02 in 1
        2026-03-02 ruling 10k case_no=@K role=失信 uscc=@A.uscc
        => RSK-21 P1 2026-03-02 amount=10k

    RSK-21 its legal representative, by the person's id
        who A T3 legal_rep=@boss
        2026-02-02 in 1
        2026-03-02 ruling 3m case_no=@K role=限高 person_id=@boss
        => RSK-21 P1 2026-03-02 concerns=legal_rep

    RSK-21 its controller, and its guarantor
        who A T3 controller=@boss
        2026-02-02 in 1
        2026-02-02 relation src_id=91350100M000100Y43 dst_id=@A type=GUARANTEE amount=5m
        2026-03-02 ruling 3m case_no=@K1 role=失信 person_id=@boss
        2026-03-04 ruling 3m case_no=@K2 role=失信 uscc=91350100M000100Y43
        => RSK-21 P1 2026-03-02 concerns=controller
        => RSK-21 P1 2026-03-04 concerns=guarantor

    RSK-21 trap: a guarantor that has been released
        2026-02-02 in 1
        2026-02-02 relation src_id=911100001000044477 dst_id=@A type=GUARANTEE amount=5m valid_to=2026-02-20
        2026-03-04 ruling 3m case_no=@K2 role=失信 uscc=911100001000044477
        => RSK-21 none

    RSK-21 trap: a person of the same name
        who A T3 legal_rep=@boss
        2026-02-02 in 1
        2026-03-02 ruling 3m case_no=@K role=失信 person_id=@another name=王建国
        => RSK-21 none

    RSK-21 trap: a company of the same name is another, and the name alone is never red
        2026-02-02 in 1
        2026-03-02 ruling 3m case_no=@K1 role=被执行人 name=@A.name uscc=9144030071526726XG
        2026-03-04 ruling 3m case_no=@K2 role=被执行人 name=@A.name
        => RSK-21 P2 2026-03-04 confidence=0.8

    RSK-21 trap: settled when it is published, or settled later
        2026-02-02 in 1
        2026-03-02 ruling 3m case_no=@K role=被执行人 uscc=@A.uscc performance=未履行
        2026-03-12 ruling 3m case_no=@K role=被执行人 uscc=@A.uscc performance=已履行
        2026-03-13 ruling 4m case_no=@K2 role=被执行人 uscc=@A.uscc performance=已履行
        => RSK-21 retracted 2026-03-12 case_no=@K
        => RSK-21 retracted 2026-03-13 case_no=@K2
        => alert RSK-21 retracted 3m told=2

    RSK-21 trap: our own case
        2026-02-02 in 1
        2026-03-02 ruling 3m case_no=@K role=被执行人 uscc=@A.uscc applicant=本行
        => RSK-21 none

    RSK-21 trap: a small sum, and a plaintiff
        2026-02-02 in 1
        2026-03-02 ruling 0.4m case_no=@K1 role=被执行人 uscc=@A.uscc
        2026-03-02 ruling 3m case_no=@K2 role=原告 uscc=@A.uscc
        => RSK-21 none
""")

RSK_30 = stories("""
    RSK-30 half of it is left ninety days after the source was cleared
        who A,B T3
        2025-12-21 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2025-12-22 B in 1
        2025-12-22 B ruling 3m case_no=@K role=失信 uscc=@B.uscc
        2025-12-24 B ruling 3m case_no=@K role=失信 uscc=@B.uscc performance=已履行
        => RSK-30 P2 2026-03-24 @A h=0.168 cleared=true

    RSK-30 trap: the case is withdrawn
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-02 B in 1
        2026-03-02 B ruling 3m case_no=@K role=失信 uscc=@B.uscc
        2026-03-06 B ruling 3m case_no=@K role=失信 uscc=@B.uscc status=撤销
        => RSK-30 retracted 2026-03-06 @A h=0

    RSK-30 trap: a guarantee that has expired
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m valid_to=2026-03-01
        2026-02-02 B in 1
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 none

    RSK-30 trap: released before
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-10 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m valid_to=2026-02-10
        2026-02-02 B in 1
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 none

    RSK-30 a guarantee that was to end and is stated again without an end
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m valid_to=2026-02-10
        2026-02-09 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-02 B in 1
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 P1 2026-03-02 @A h=0.48

    RSK-30 trap: of a maximum amount six million are drawn, not thirty
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-02 B contract object=guarantee contract_no=@G kind=最高额 guarantor_id=@A amount=30m outstanding=6m
        2026-02-02 B in 1
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 P4 2026-03-02 @A h=0.096

    RSK-30 trap: a guarantee company guarantees for a living
        who A T3 name=浙江融资担保股份有限公司
        who B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-02 B in 1
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 none

    RSK-30 trap: too little to be told
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=3m src_equity=50m
        2026-02-02 B in 1
        2026-03-02 B contract object=loan contract_no=@L1 outstanding=5m dpd=91
        => RSK-30 none

    RSK-30 trap: a default of a name that is not surely ours
        who A,B T3
        2026-02-02 relation src_id=@A dst_id=@B type=GUARANTEE amount=30m src_equity=50m
        2026-02-02 B in 1
        2026-03-02 ruling 3m case_no=@K role=失信 name=@B.name
        => RSK-30 none
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", RSK_04, ids=str)
def test_rsk_04(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", RSK_08, ids=str)
def test_rsk_08(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", RSK_21, ids=str)
def test_rsk_21(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", RSK_30, ids=str)
def test_rsk_30(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)
