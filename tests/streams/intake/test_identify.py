"""An entry gets its customer, its counterparty and its business; DOMAIN §0.2 and §1.1 say how."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.intake.identify import identify
from tests.streams.intake.bank import ICBC, MOON, OTHER_313, OWN_BANK, SUN, TREASURY, directory, entry, frame


def one(**fields: Any) -> dict[str, Any]:
    """One entry, identified."""
    return identify(frame("txn", entry(**fields)), directory()).known.row(0, named=True)


def test_an_entry_is_its_accounts_customers() -> None:
    row = one()
    assert (row["customer_id"], row["customer_name"]) == ("C1", "杭州旭日(机械)有限责任公司")
    assert str(row["day"]) == "2026-03-02"
    assert (row["op_out"], row["op_in"], row["out_ext"], row["signed"]) == (True, False, True, -10_000)


def test_an_unknown_account_waits_unless_the_record_names_its_customer() -> None:
    rows = frame("txn", entry(account_no="X"), entry(), entry(account_no="Y", customer_id="C9"))
    found = identify(rows, directory())
    assert found.known["customer_id"].to_list() == ["C1", "C9"]
    assert found.waiting.equals(rows[:1])


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"cp_name": "杭州旭日机械有限公司"}, True),
        ({"cp_name": "杭州旭日(机械)有限公司 "}, True),  # full width, brackets, space
        ({"cp_name": "杭州朝阳机械厂"}, True),  # a name it has used
        ({"cp_name": "杭州旭日机械有限公司宁波分公司"}, False),  # the branch suffix goes only with the USCC
        ({"cp_name": "杭州旭日机械有限公司宁波分公司", "cp_uscc": SUN}, True),
        ({"cp_uscc": MOON}, False),
        ({"cp_name": None, "cp_account": "A3", "cp_bank_code": None}, True),
        ({"cp_name": None}, False),
        ({"account_owner_name": "旭日一部", "cp_name": "旭日 一部"}, True),  # as the record itself says
    ],
)
def test_same_name(other: dict[str, Any], same: bool) -> None:
    row = one(**other)
    assert row["same_name"] is same
    assert row["op_out"] is not same


@pytest.mark.parametrize(
    ("other", "other_bank", "entity"),
    [
        ({"cp_bank_code": OWN_BANK}, False, "观潮银行股份有限公司"),
        ({"cp_bank_code": OTHER_313}, True, "杭州银行股份有限公司"),  # the same class as we, another bank
        ({"cp_bank_code": ICBC}, True, "中国工商银行股份有限公司"),
        ({"cp_bank_code": "313999999999"}, True, None),
        ({"cp_bank_code": "313999999999", "cp_account": "A2"}, False, "观潮银行股份有限公司"),  # an account of ours
        (
            {"cp_bank_code": ICBC, "cp_account": "A2"},
            True,
            "中国工商银行股份有限公司",
        ),  # its number is like one of ours
        ({"cp_bank_code": None}, False, None),
        ({"cp_bank_code": None, "cp_bic": "DEUTDEFF"}, True, None),
    ],
)
def test_another_bank_is_another_legal_entity(other: dict[str, Any], other_bank: bool, entity: str | None) -> None:
    row = one(**other)
    assert (row["other_bank"], row["cp_bank_entity"], row["out_ext"]) == (other_bank, entity, other_bank)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("国泰君安证券股份有限公司", "securities"),
        ("上海证券印刷有限公司", "company"),
        ("绿城物业服务有限公司", "company"),
        ("万科房地产开发有限公司", "real_estate"),
        ("支付宝(中国)网络技术有限公司客户备付金", "payment"),
        ("国家税务总局杭州市税务局", "tax"),
        ("杭州市财政局", "treasury"),
        ("国网浙江省电力有限公司", "utility"),
        ("杭州诚信小额贷款有限公司", "microloan"),
        ("华夏基金管理有限公司", "fund"),
        ("王小明", "person"),
        ("待清算户", "unknown"),
        ("观潮银行杭州分行", "own_bank"),
        ("ACME Trading Co., Ltd.", "company"),
        (None, "unknown"),
    ],
)
def test_kinds_of_counterparties(name: str | None, kind: str) -> None:
    assert one(cp_name=name)["cp_kind"] == kind


def test_a_customers_industry_and_the_treasurys_bank_say_what_a_plain_name_does_not() -> None:
    assert one(cp_name="宁波明月有限公司", cp_account="A2", cp_bank_code=OWN_BANK)["cp_kind"] == "real_estate"  # K7010
    assert one(cp_name="待清算户", cp_bank_code=TREASURY)["cp_kind"] == "treasury"


def test_the_banks_own_class_table_wins() -> None:
    known = directory()
    rows = [("88001234", "securities"), ("恒丰贸易", "payment"), ("313331000087", "fund")]
    known.apply(
        "reference", frame("reference", *({"kind": "counterparty_class", "code": c, "value": v} for c, v in rows))
    )
    entries = [entry(), entry(cp_account="88001234", cp_name="佚名"), entry(cp_bank_code="313331000087")]
    assert identify(frame("txn", *entries), known).known["cp_kind"].to_list() == ["payment", "securities", "fund"]


@pytest.mark.parametrize(
    ("code", "more", "business", "operating"),
    [
        ("PMNT/ICDT/DMCT", {}, "transfer", True),
        ("LDAS/FTLN/DDWN", {"cdt_dbt": "CRDT"}, "drawdown", False),
        ("LDAS/FTLN/RPMT", {}, "repayment", False),
        ("LDAS/FTDP/DPST", {}, "deposit_place", False),
        ("LDAS/FTDP/RPMT", {"cdt_dbt": "CRDT"}, "deposit_redeem", False),
        ("PMNT/ICDT/SALA", {}, "payroll", True),
        ("PMNT/ICDT/DMCT", {"purpose_cd": "TAXS"}, "tax", True),
        ("PMNT/ICCN/COAT", {}, "sweep", False),
        ("CAMT/ACCB/SWEP", {}, "sweep", False),
        ("FORX/SPOT/OTHR", {}, "fx", False),
        ("SECU/SETT/SUBS", {}, "wealth_buy", False),
        ("PMNT/RCDT/RRTN", {"cdt_dbt": "CRDT"}, "returned", False),
        ("TRAD/GUAR/SABG", {}, "guarantee", True),
        ("ACMT/MDOP/INTR", {}, "interest", False),
        ("ACMT/MCOP/INTR", {"cdt_dbt": "CRDT"}, "interest", True),
        ("PMNT/ICDT/DMCT", {"cp_account": "A3", "cp_bank_code": OWN_BANK}, "margin", False),
        ("PMNT/RCDT/DMCT", {"cdt_dbt": "CRDT", "remittance": "贷款发放"}, "transfer", True),  # the code has spoken
        ("//", {"remittance": "代发工资"}, "payroll", True),
        ("//", {"loan_note_id": "N1", "cdt_dbt": "CRDT"}, "drawdown", False),
        ("//", {"tx_prtry": "缴税"}, "tax", True),
        ("//", {}, "transfer", True),
    ],
)
def test_businesses(code: str, more: dict[str, Any], business: str, operating: bool) -> None:
    domain, family, subfamily = (part or None for part in code.split("/"))
    row = one(tx_domain=domain, tx_family=family, tx_subfamily=subfamily, **more)
    assert (row["business"], row["op_in"] or row["op_out"]) == (business, operating)


@pytest.mark.parametrize(
    ("fields", "signed"),
    [
        ({"cdt_dbt": "CRDT"}, 10_000),
        ({"cdt_dbt": "CRDT", "reversal": True}, -10_000),
        ({"reversal": True}, 10_000),
        ({"op": "R"}, 10_000),
        ({"status": "PDNG"}, 0),
        ({"ccy": "USD", "amt_cny": None}, -71_234),
        ({"ccy": "JPY", "amt_cny": None}, 0),  # no rate known
    ],
)
def test_signed_amounts(fields: dict[str, Any], signed: int) -> None:
    row = one(**fields)
    assert row["signed"] == signed
    if fields.get("reversal") or fields.get("status"):
        assert (row["op_in"], row["op_out"], row["out_ext"]) == (False, False, False)


@pytest.mark.parametrize(
    ("fields", "abroad"),
    [({}, False), ({"cp_country": "HK"}, True), ({"cp_country": "CN"}, False), ({"bop_code": "121010"}, True),
     ({"tx_subfamily": "XBCT"}, True), ({"cp_bic": "DEUTDEFF"}, True), ({"cp_bic": "BKCHCNBJ"}, False)],
)  # fmt: skip
def test_cross_border(fields: dict[str, Any], abroad: bool) -> None:
    assert one(**fields)["cross_border"] is abroad


ENTRIES = st.fixed_dictionaries(
    {
        "account_no": st.sampled_from(["A1", "A2", "A3", "X"]),
        "cdt_dbt": st.sampled_from(["CRDT", "DBIT"]),
        "cp_name": st.sampled_from(
            [None, "杭州旭日机械有限公司", "杭州朝阳机械厂", "王小明", "万科房地产开发有限公司"]
        ),
        "cp_account": st.sampled_from([None, "A1", "A2", "Z"]),
        "cp_bank_code": st.sampled_from([None, OWN_BANK, OTHER_313, ICBC]),
        "account_owner_name": st.sampled_from([None, "王小明"]),
        "ccy": st.sampled_from(["CNY", "USD"]),
        "amt_cny": st.sampled_from([None, 5]),
        "tx_domain": st.sampled_from([None, "PMNT", "LDAS"]),
        "remittance": st.sampled_from([None, "代发工资", "利息"]),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=12), st.integers(1, 11))
def test_how_rows_are_framed_changes_nothing(entries: list[dict[str, Any]], cut: int) -> None:
    rows = frame("txn", *(entry(**fields) for fields in entries))
    whole, known = identify(rows, directory()), directory()
    parts = [identify(part, known) for part in (rows[:cut], rows[cut:])]
    assert pl.concat([part.known for part in parts]).equals(whole.known)
    assert pl.concat([part.waiting for part in parts]).equals(whole.waiting)
