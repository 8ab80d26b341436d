"""ISO 20022 camt.052, 053 and 054, every version: read by local names, streaming, with no external entities.

An entry with a batch inside (`NtryDtls/TxDtls` more than one) is split when the parts add up to it; else it stays whole. ISO says of a reversal
(`RvslInd`) the direction of the reversal itself; our records say the original's, and `reversal` turns it round. The statement's own
control sums are checked. An account nobody has described is its owner's: each statement gives an `account` record too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from events.adapters.items import Item, Origin, Parsed, Rejected
from events.dead_letter import DeadLetterReason

STATEMENTS = frozenset({"Rpt", "Stmt", "Ntfctn"})
ZONE = "+08:00"
Node = Any  # an lxml element


@dataclass
class Totals:
    """What was read of one statement: entries, and Σ amount by (currency, direction)."""

    entries: int = 0
    sums: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, ccy: str, direction: str, amount: Decimal) -> None:
        """Count one entry."""
        self.entries += 1
        self.sums[ccy, direction] += amount  # type: ignore[assignment]  # Counter's stubs know int only


def read(path: Path) -> Iterator[Item]:
    """Every balance and entry of every statement; broken XML ends with one refusal that says where, XML of another kind is one."""
    with path.open("rb") as file:
        context = etree.iterparse(
            file,
            events=("end",),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
        )
        number = 0
        try:
            for _, node in context:
                if _name(node) in STATEMENTS and _name(node.getparent()) != "GrpHdr":
                    number += 1
                    yield from _statement(node, Origin(path.name, number))
                    node.clear()
        except etree.XMLSyntaxError as error:
            said = f"not XML from line {error.lineno} on: {error.msg}"
            yield Rejected(DeadLetterReason.BROKEN_LINE, said, path.read_bytes()[-2000:], Origin(path.name, number + 1))
            return
        if not number:
            said = f"no camt.052, 053 or 054: <{_name(context.root)}> holds no Rpt, Stmt or Ntfctn"
            yield Rejected(DeadLetterReason.EMPTY, said, path.read_bytes()[:2000], Origin(path.name, 1))


def totals(path: Path) -> Totals:
    """Entries and sums as the adapter read them, batches counted as one entry."""
    found = Totals()
    with path.open("rb") as file:
        for _, node in etree.iterparse(file, events=("end",), resolve_entities=False, no_network=True):
            if _name(node) == "Ntry":
                amount = _child(node, "Amt")
                found.add(amount.get("Ccy"), _text(node, "CdtDbtInd") or "", Decimal(amount.text))
    return found


def _statement(node: Node, origin: Origin) -> Iterator[Item]:
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id") or ""
    owner = _text(node, "Acct/Ownr/Nm") or account
    at = _text(node, "CreDtTm") or "1990-01-01T00:00:00"
    if not account:
        yield Rejected(
            DeadLetterReason.MISSING_FIELD, "the statement names no account", etree.tostring(node)[:2000], origin
        )
        return
    customer = {
        "account_no": account,
        "customer_id": account,
        "account_name": owner,
        "event_time": "1990-01-02T00:00:00+08:00",
    }
    yield Parsed("customer", {"customer_id": account, "name": owner, "event_time": customer["event_time"]}, origin)
    yield Parsed("account", customer, origin)
    for balance in _children(node, "Bal"):
        yield _balance(balance, account, at, origin)
    read_ = Totals()
    for i, entry in enumerate(_children(node, "Ntry"), 1):
        yield from _entry(entry, account, owner, f"{_text(node, 'Id') or origin.file}/{i}", at, origin, read_)
    yield from _control(node, read_, origin)


def _balance(node: Node, account: str, at: str, origin: Origin) -> Item:
    amount, said = _decimal(_text(node, "Amt")), _child(node, "Amt")
    if amount is None:
        return Rejected(DeadLetterReason.WRONG_TYPE, "the balance has no amount", etree.tostring(node)[:2000], origin)
    sign = "-" if _text(node, "CdtDbtInd") == "DBIT" else ""
    kind = _text(node, "Tp/CdOrPrtry/Cd") or _text(node, "Tp/CdOrPrtry/Prtry") or "CLBD"
    when = _time(_text(node, "Dt/DtTm") or _text(node, "Dt/Dt") or at)
    record = {
        "account_no": account,
        "amount": f"{sign}{amount}",
        "ccy": said.get("Ccy"),
        "bal_type": kind,
        "as_of": when,
        "event_time": when,
    }
    return Parsed("balance", record, origin)


def _entry(
    node: Node, account: str, owner: str, reference: str, at: str, origin: Origin, seen: Totals
) -> Iterator[Item]:
    amount = _decimal(_text(node, "Amt"))
    if amount is None:
        yield Rejected(DeadLetterReason.WRONG_TYPE, "the entry has no amount", etree.tostring(node)[:2000], origin)
        return
    ccy, direction = _child(node, "Amt").get("Ccy"), _text(node, "CdtDbtInd") or ""
    seen.add(ccy, direction, amount)
    base = _common(node, account, owner, reference, at, ccy, direction)
    details = [d for group in _children(node, "NtryDtls") for d in _children(group, "TxDtls")]
    parts = [_amount(d) for d in details]
    if len(details) > 1 and all(p is not None for p in parts) and sum(p for p in parts if p is not None) == amount:
        for i, (detail, part) in enumerate(zip(details, parts, strict=True), 1):
            yield Parsed(
                "txn",
                {**base, "amount": str(part), "entry_ref": f"{base['entry_ref']}.{i}", **_detail(detail, direction)},
                origin,
            )
        return
    more = _detail(details[0], direction) if len(details) == 1 else {}
    yield Parsed("txn", {**base, "amount": str(amount), **more}, origin)


def _common(node: Node, account: str, owner: str, reference: str, at: str, ccy: str, direction: str) -> dict[str, Any]:
    reversal = (_text(node, "RvslInd") or "").lower() in ("true", "1")
    if reversal:
        direction = "DBIT" if direction == "CRDT" else "CRDT"
    booked = _text(node, "BookgDt/DtTm") or _text(node, "BookgDt/Dt") or at
    code = _child(node, "BkTxCd")
    servicer = _text(node, "AcctSvcrRef") or hashlib.blake2b(reference.encode(), digest_size=8).hexdigest()
    found = {
        "account_no": account, "account_owner_name": owner, "cdt_dbt": direction, "ccy": ccy, "reversal": reversal,
        "status": _text(node, "Sts") or _text(node, "Sts/Cd") or "BOOK", "bank_ref": servicer,
        "entry_ref": _text(node, "NtryRef") or reference, "event_time": _time(booked), "booking_date": booked[:10],
        "value_date": (_text(node, "ValDt/Dt") or _text(node, "ValDt/DtTm") or "")[:10] or None,
        "tx_domain": _text(code, "Domn/Cd"), "tx_family": _text(code, "Domn/Fmly/Cd"), "tx_subfamily": _text(code, "Domn/Fmly/SubFmlyCd"),
        "tx_prtry": _text(code, "Prtry/Cd"), "tx_issuer": _text(code, "Prtry/Issr"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _detail(node: Node, direction: str) -> dict[str, Any]:
    side = "Dbtr" if direction == "CRDT" else "Cdtr"
    agent = f"RltdAgts/{side}Agt/FinInstnId"
    texts = [n.text.strip() for n in node.iter() if _name(n) == "Ustrd" and n.text]
    found = {
        "end_to_end_id": _text(node, "Refs/EndToEndId"),
        "cp_name": _text(node, f"RltdPties/{side}/Nm") or _text(node, f"RltdPties/{side}/Pty/Nm"),
        "cp_account": _text(node, f"RltdPties/{side}Acct/Id/IBAN") or _text(node, f"RltdPties/{side}Acct/Id/Othr/Id"),
        "cp_bank_code": _text(node, f"{agent}/ClrSysMmbId/MmbId"),
        "cp_bic": _text(node, f"{agent}/BICFI") or _text(node, f"{agent}/BIC"),
        "purpose_cd": _text(node, "Purp/Cd"),
        "remittance": " ".join(texts) or None,
    }
    return {name: value for name, value in found.items() if value}


def _amount(node: Node) -> Decimal | None:
    return _decimal(_text(node, "Amt") or _text(node, "AmtDtls/TxAmt/Amt") or _text(node, "AmtDtls/InstdAmt/Amt"))


def _decimal(text: str | None) -> Decimal | None:
    """A number that can be added up; None for anything else."""
    try:
        found = Decimal(text or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _control(node: Node, seen: Totals, origin: Origin) -> Iterator[Item]:
    said = _text(node, "TxsSummry/TtlNtries/NbOfNtries")
    if said and _decimal(said) != seen.entries:
        detail = f"the statement says {said} entries and has {seen.entries}; they were taken"
        yield Rejected(DeadLetterReason.CONTROL_SUM, detail, etree.tostring(_child(node, "TxsSummry")), origin)
    total = _text(node, "TxsSummry/TtlNtries/Sum")
    read_ = sum((Decimal(one) for one in seen.sums.values()), Decimal(0))
    if total and _decimal(total) != read_:
        detail = f"the statement says Σ {total} and its entries are Σ {read_}; they were taken"
        yield Rejected(DeadLetterReason.CONTROL_SUM, detail, etree.tostring(_child(node, "TxsSummry")), origin)


def _time(text: str) -> str:
    """An ISO time with its zone; a date is its first moment in the bank's zone."""
    if len(text) == 10:
        return f"{text}T00:00:00{ZONE}"
    tail = text[19:]
    return text if "+" in tail or "-" in tail or tail.endswith("Z") else text + ZONE


def _name(node: Node) -> str:
    return etree.QName(node).localname if node is not None and isinstance(node.tag, str) else ""


def _children(node: Node, name: str) -> list[Node]:
    return [] if node is None else [child for child in node if _name(child) == name]


def _child(node: Node, path: str) -> Node:
    for name in path.split("/"):
        found = _children(node, name)
        if not found:
            return None
        node = found[0]
    return node


def _text(node: Node, path: str) -> str | None:
    found = _child(node, path)
    text = None if found is None else (found.text or "").strip()
    return text or None
