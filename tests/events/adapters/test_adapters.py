"""Promises of the adapters: every row once, as a record or as a refusal with its reason; totals as the file says."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from events.adapters import Item, Parsed, Rejected, read_files, recognise
from events.adapters.camt import read as read_camt
from events.adapters.camt import totals
from events.adapters.mapping import MappingMistake
from tests.shared import shared

BERKA = Path(__file__).parents[3] / "docs/examples/berka.yaml"


def camt(version: int, kind: int, entry: str, summary: str = "") -> bytes:
    """A message of any version: 052, 053, 054."""
    outer, inner = {
        52: ("BkToCstmrAcctRpt", "Rpt"),
        53: ("BkToCstmrStmt", "Stmt"),
        54: ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    status = "<Sts>BOOK</Sts>" if version < 8 else "<Sts><Cd>BOOK</Cd></Sts>"
    head = f'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.0{kind}.001.{version:02d}">'
    body = f"<Id>S1</Id><CreDtTm>2026-03-03T10:00:00</CreDtTm><Acct><Id><Othr><Id>A1</Id></Othr></Id></Acct>{summary}{entry.replace('@', status)}"
    return f"{head}<{outer}><GrpHdr><MsgId>M</MsgId></GrpHdr><{inner}>{body}</{inner}></{outer}></Document>".encode()


def entry(amount: str, direction: str = "CRDT", more: str = "", name: str = "") -> str:
    return f'<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}@<BookgDt><Dt>2026-03-03</Dt></BookgDt>{name}</Ntry>'


def records(path: Path, stream: str = "txn") -> list[dict[str, object]]:
    return [item.record for item in read_files([path]) if isinstance(item, Parsed) and item.stream == stream]


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "message"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("version", range(1, 14))
@pytest.mark.parametrize("kind", [52, 53, 54])
def test_every_version_of_camt_is_read(tmp_path: Path, version: int, kind: int) -> None:
    path = write(tmp_path, camt(version, kind, entry("12.50")))
    found = records(path)
    assert [(r["amount"], r["cdt_dbt"], r["status"], r["account_no"]) for r in found] == [
        ("12.50", "CRDT", "BOOK", "A1")
    ]


def test_a_batch_that_adds_up_is_split(tmp_path: Path) -> None:
    parts = "".join(f'<TxDtls><Amt Ccy="CNY">{a}</Amt></TxDtls>' for a in ("4.00", "8.50"))
    whole = camt(8, 53, entry("12.50", name=f"<NtryDtls>{parts}</NtryDtls>"))
    other = camt(8, 53, entry("12.51", name=f"<NtryDtls>{parts}</NtryDtls>"))
    assert [r["amount"] for r in records(write(tmp_path, whole))] == ["4.00", "8.50"]
    assert [r["amount"] for r in records(write(tmp_path, other))] == ["12.51"]


def test_a_reversal_says_the_originals_direction(tmp_path: Path) -> None:
    path = write(tmp_path, camt(8, 53, entry("1.00", "DBIT", "<RvslInd>true</RvslInd>")))
    assert [(r["cdt_dbt"], r["reversal"]) for r in records(path)] == [("CRDT", True)]


def test_a_control_sum_that_is_wrong_is_told_and_costs_nothing(tmp_path: Path) -> None:
    summary = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>5.00</Sum></TtlNtries></TxsSummry>"
    items = list(read_camt(write(tmp_path, camt(8, 53, entry("1.00"), summary))))
    assert Counter(str(i.reason) for i in items if isinstance(i, Rejected)) == {"CONTROL_SUM": 2}
    assert sum(isinstance(i, Parsed) and i.stream == "txn" for i in items) == 1


BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>{}<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-03</Dt></Dt></Bal>"
)


@pytest.mark.parametrize("amount", ["", "<Amt/>", '<Amt Ccy="CNY">viel</Amt>', '<Amt Ccy="CNY">NaN</Amt>'])
def test_a_balance_without_an_amount_is_refused_and_costs_nothing_else(tmp_path: Path, amount: str) -> None:
    items = list(read_camt(write(tmp_path, camt(8, 53, entry("1.00"), BALANCE.format(amount)))))
    assert [i.detail for i in items if isinstance(i, Rejected)] == ["the balance has no amount"]
    assert sum(isinstance(i, Parsed) and i.stream == "txn" for i in items) == 1


@pytest.mark.parametrize(("count", "total"), [("many", "1.00"), ("1", "much"), ("1", "NaN"), ("1.5", "1.00")])
def test_a_control_sum_that_is_no_number_is_told_and_costs_nothing(tmp_path: Path, count: str, total: str) -> None:
    summary = f"<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries><Sum>{total}</Sum></TtlNtries></TxsSummry>"
    items = list(read_camt(write(tmp_path, camt(8, 53, entry("1.00"), summary))))
    assert [str(i.reason) for i in items if isinstance(i, Rejected)] == ["CONTROL_SUM"]
    assert sum(isinstance(i, Parsed) and i.stream == "txn" for i in items) == 1


def test_an_entry_whose_amount_is_no_number_that_can_be_added_is_refused(tmp_path: Path) -> None:
    items = list(read_camt(write(tmp_path, camt(8, 53, entry("NaN") + entry("1.00")))))
    assert [i.detail for i in items if isinstance(i, Rejected)] == ["the entry has no amount"]


def test_entities_are_not_read_from_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("S3CRET")
    evil = camt(8, 53, entry("1.00", name="<AddtlNtryInf>&x;</AddtlNtryInf>"))
    evil = evil.replace(b"<Document", f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><Document'.encode(), 1)
    assert "S3CRET" not in repr(list(read_camt(write(tmp_path, evil))))


def test_broken_xml_keeps_what_was_read_and_says_where(tmp_path: Path) -> None:
    items = list(read_camt(write(tmp_path, camt(8, 53, entry("1.00")).replace(b"</Document>", b"<oops"))))
    assert isinstance(items[-1], Rejected)
    assert "line" in items[-1].detail
    assert any(isinstance(i, Parsed) and i.stream == "txn" for i in items)


MT940 = b""":20:S1
:25:A1
:28C:1/1
:60F:C260302CNY1000,00
:61:2603030303D123,45NTRFREF//B1
:86:rent
:61:2603030303RC10,00NTRFREF//B2
:86:wrong
:62F:C260303CNY866,55
"""


def test_mt940_entries_reversals_and_balance(tmp_path: Path) -> None:
    path = write(tmp_path, MT940)
    assert recognise(path) == "mt940"
    found = [(r["amount"], r["cdt_dbt"], r["reversal"], r["bank_ref"]) for r in records(path)]
    assert found == [("123.45", "DBIT", False, "B1"), ("10.00", "CRDT", True, "B2")]
    assert records(path, "balance")[0]["amount"] == "866.55"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<?xml version='1.0'?><pain.001><GrpHdr/></pain.001>", "<pain.001> holds no Rpt, Stmt or Ntfctn"),
        (camt(8, 53, "").replace(b"Stmt>", b"Other>"), "<Document> holds no Rpt, Stmt or Ntfctn"),
        (b"{1:F01BANKCNBJ}{4:\r\n-}", "no line begins with :20:"),
    ],
)
def test_a_file_that_holds_no_statement_is_one_refusal_that_says_so(tmp_path: Path, data: bytes, said: str) -> None:
    [item] = read_files([write(tmp_path, data)])
    assert isinstance(item, Rejected)
    assert (str(item.reason), said in item.detail, item.original) == ("EMPTY", True, data[:2000])


def test_debezium_changes_become_operations(tmp_path: Path) -> None:
    row = b'{"account_no":"A","amount":{"scale":2,"value":"BOI="},"cdt_dbt":"CRDT"}'
    path = write(
        tmp_path, b'{"op":"u","before":null,"after":' + row + b',"source":{"table":"txn"},"ts_ms":1767225600000}'
    )
    assert [(r["op"], r["amount"], r["event_time"]) for r in records(path)] == [("U", "12.50", 1767225600000)]


@pytest.mark.parametrize(("amount", "source", "reason"), [
    ('{"scale":2,"value":"B"}', '{"table":"txn"}', "WRONG_TYPE"), ('{"scale":null,"value":"BOI="}', '{"table":"txn"}', "WRONG_TYPE"),
    ('{"scale":2,"value":7}', '{"table":"txn"}', "WRONG_TYPE"), ("1", '"txn"', "UNKNOWN_STREAM"),
])  # fmt: skip
def test_a_debezium_change_that_cannot_be_read_is_refused_alone(
    tmp_path: Path, amount: str, source: str, reason: str
) -> None:
    bad, good = (
        f'{{"op":"u","after":{{"account_no":"A","amount":{a}}},"source":{s}}}'
        for a, s in ((amount, source), ("1", '{"table":"txn"}'))
    )
    items = list(read_files([write(tmp_path, f"{bad}\n{good}".encode())]))
    assert [str(item.reason) if isinstance(item, Rejected) else "" for item in items] == [reason, ""]


def test_a_mapping_that_names_a_missing_column_says_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("konto,betrag\n1,2\n")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("files: [{file: a.csv, stream: account, fields: {account_no: kontoo}}]")
    with pytest.raises(MappingMistake, match=r"did you mean 'konto'\? it has konto, betrag"):
        list(read_files([tmp_path], mapping))


def test_a_mapping_that_names_a_missing_field_says_the_nearest(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("files: [{file: a.csv, stream: account, fields: {acount_no: x}}]")
    with pytest.raises(MappingMistake, match="did you mean 'account_no'"):
        list(read_files([tmp_path], mapping))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "m.yaml: a mapping says `files:`, see docs/examples"),
        (b"files: [\n", "m.yaml: not YAML: "),
        (b"\xff\xfe", "m.yaml: not UTF-8: save the file as UTF-8"),
        (b"files: &a [*a]", "m.yaml: not YAML: *a: aliases are not read (line 1, column 12)"),
    ],
)
def test_a_mapping_that_is_none_is_a_sentence_of_one_line(tmp_path: Path, text: bytes, sentence: str) -> None:
    (tmp_path / "m.yaml").write_bytes(text)
    with pytest.raises(MappingMistake) as said:
        list(read_files([tmp_path], tmp_path / "m.yaml"))
    assert str(said.value).startswith(sentence)
    assert "\n" not in str(said.value)


@pytest.mark.shared
def test_berka_every_row_is_accounted_for() -> None:
    items: list[Item] = list(read_files([shared("berka")], BERKA))
    counts = Counter(i.stream if isinstance(i, Parsed) else str(i.reason) for i in items)
    assert counts == {"txn": 49_102, "contract": 682 + 6_471, "customer": 4_500, "account": 4_500, "BROKEN_LINE": 1}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["camt053.v2.minimal.xml", "camt054.v2.xml", "camt054.v8.xml"])
def test_camt_samples_add_up_to_their_own_totals(name: str) -> None:
    path = shared("camt") / name
    own, found = totals(path), records(path)
    assert sum((Decimal(str(r["amount"])) for r in found), Decimal(0)) == sum(
        (Decimal(s) for s in own.sums.values()), Decimal(0)
    )
    assert len(found) >= own.entries
