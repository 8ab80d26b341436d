"""The kinds of entry the simulated core system books: bank transaction code (DOMAIN §1.1), direction, purpose and texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of entry. `operating`: whether it counts as op_in/op_out (DOMAIN §0.2)."""

    name: str
    credit: bool
    code: str  # domain/family/sub-family
    texts: tuple[str, ...]
    operating: bool = False
    purpose: str | None = None
    channel: str = "网银"
    bop: str | None = None


KINDS = (
    Kind("sale", True, "PMNT/RCDT/DMCT", ("货款", "设备款", "服务费", "采购合同款"), True),
    Kind("sale_fast", True, "PMNT/RRCT/DMCT", ("货款", "订单款"), True, channel="超网"),
    Kind("sale_book", True, "PMNT/RCDT/BOOK", ("货款", "往来货款"), True),
    Kind("supply", False, "PMNT/ICDT/DMCT", ("采购款", "材料款", "加工费", "运费"), True, "SUPP"),
    Kind("supply_book", False, "PMNT/ICDT/BOOK", ("采购款", "货款"), True, "SUPP"),
    Kind("payroll", False, "PMNT/ICDT/SALA", ("代发工资",), True, "SALA", "批量"),
    Kind("tax", False, "PMNT/ICDT/DMCT", ("增值税及附加", "企业所得税预缴"), True, "TAXS", "批量"),
    Kind("utility", False, "PMNT/ICDT/DMCT", ("电费", "水费"), True, None, "批量"),
    Kind("rent", False, "PMNT/ICDT/DMCT", ("物业费", "厂房租金"), True),
    Kind("fee", False, "ACMT/MDOP/FEES", ("账户管理费", "网银服务费"), True, None, "批量"),
    Kind("interest", True, "ACMT/MCOP/INTR", ("存款结息",), True, "INTE", "批量"),
    Kind("loan_interest", False, "ACMT/MDOP/INTR", ("贷款利息",), False, "INTE", "批量"),
    Kind("same_out", False, "PMNT/ICDT/DMCT", ("资金调拨", "转本单位账户")),
    Kind("same_in", True, "PMNT/RCDT/DMCT", ("资金调拨", "本单位调入")),
    Kind("sweep_out", False, "PMNT/ICCN/COAT", ("内部归集",), channel="银企直联"),
    Kind("sweep_in", True, "PMNT/RCCN/COAT", ("内部归集",), channel="银企直联"),
    Kind("cross_in", True, "PMNT/RCDT/XBCT", ("出口货款",), True, channel="柜面", bop="121010"),
    Kind("cross_out", False, "PMNT/ICDT/XBCT", ("进口货款",), True, channel="柜面", bop="121010"),
    Kind("fx_buy", True, "FORX/SPOT/OTHR", ("即期购汇",), channel="柜面"),
    Kind("drawdown", True, "LDAS/FTLN/DDWN", ("贷款发放",), purpose="LOAN", channel="柜面"),
    Kind("repayment", False, "LDAS/FTLN/RPMT", ("归还贷款本金",), channel="批量"),
    Kind("deposit_place", False, "LDAS/FTDP/DPST", ("存入定期",)),
    Kind("deposit_redeem", True, "LDAS/FTDP/RPMT", ("定期到期支取",), channel="批量"),
    Kind("wealth_buy", False, "SECU/SETT/SUBS", ("申购理财",)),
    Kind("wealth_back", True, "SECU/SETT/REDM", ("理财赎回",), channel="批量"),
    Kind("returned", True, "PMNT/RCDT/RRTN", ("退汇",), channel="批量"),
    Kind("margin_back", True, "PMNT/RCDT/DMCT", ("投标保证金退回", "履约保证金退还"), True),
    Kind("refund", True, "PMNT/RCDT/DMCT", ("退货款 红字发票", "合同解除退款"), True),
    Kind("salary_out", False, "PMNT/ICDT/DMCT", ("代发工资款 转基本户",), purpose="SALA"),
)  # fmt: skip
KIND = {kind.name: index for index, kind in enumerate(KINDS)}
