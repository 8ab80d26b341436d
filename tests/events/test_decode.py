"""Promises of decoding: both ways agree on every record, and one bad record never costs its neighbours."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.decode import decode
from events.decode_one import Refused, decode_one

GOOD: dict[str, Any] = {
    "event_id": "e1", "account_no": "6222", "cdt_dbt": "DBIT", "amount": "12.50", "event_time": "2026-03-03T10:21:07+08:00",
}  # fmt: skip
WILD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=6),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sampled_from(["2026-02-30", "1.5", "1.005", "2026-03-03T10:21:07Z", "1767225600000"]),
)  # fmt: skip
FIELD = st.sampled_from(
    ["account_no", "amount", "event_time", "reversal", "batch_count", "fx_rate", "cp_name", "booking_date", "other"]
)
RECORD = st.dictionaries(FIELD, WILD, max_size=3).map(lambda changes: {**GOOD, **changes})


def line(record: Any, escaped: bool = False, separators: tuple[str, str] = (", ", ": ")) -> bytes:
    text = json.dumps(record, ensure_ascii=escaped, separators=separators)
    return text.encode(errors="surrogatepass")


def alone(one: bytes) -> dict[str, Any] | Refused:
    """The record decoded the slow way."""
    try:
        return dict(decode_one("txn", one, {}, Counter()))
    except Refused as why:
        return why


def check_agreement(lines: list[bytes]) -> None:
    """Each line of the buffer is what it is alone."""
    decoded = decode("txn", b"\n".join(lines), len(lines))
    refused = dict(decoded.rejects)
    for i, one in enumerate(lines):
        slow = alone(one)
        if isinstance(slow, Refused):
            assert refused[i].reason == slow.reason
        else:
            row = decoded.frame.row(decoded.rows.tolist().index(i), named=True)
            same = {name: row[name] for name in slow if name not in ("amt_cny", "event_id")}
            assert same == {name: slow[name] for name in same}


WRITTEN = st.builds(line, RECORD, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :\r")]))


@settings(max_examples=300, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=6))
def test_the_fast_way_and_the_slow_way_agree(lines: list[bytes]) -> None:
    check_agreement(lines)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(WRITTEN, st.integers(0, 400), st.binary(min_size=1, max_size=2)), min_size=1, max_size=4))
def test_they_agree_on_records_that_were_damaged(damaged: list[tuple[bytes, int, bytes]]) -> None:
    lines = [one[: at % len(one)] + with_ + one[at % len(one) + 1 :] for one, at, with_ in damaged]
    check_agreement([one.replace(b"\n", b" ") for one in lines])


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.one_of(st.binary(max_size=30).filter(lambda b: b"\n" not in b), RECORD.map(line)), min_size=1, max_size=8
    )
)
def test_every_line_is_a_record_or_a_refusal(lines: list[bytes]) -> None:
    joined = [one or b"{}" for one in lines]
    decoded = decode("txn", b"\n".join(joined), len(joined))
    assert sorted([*decoded.rows.tolist(), *(i for i, _ in decoded.rejects)]) == list(range(len(joined)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "NOT_JSON"), (b"[1]", "NOT_AN_OBJECT"), (b"{}", "EMPTY"), (b'{"a":"\xff"}', "NOT_UTF8"), (b'{"amount":NaN}', "NOT_JSON"),
        (b'{"a":' + b"[" * 100 + b"]" * 100 + b"}", "TOO_DEEP"), (b'{"a":"' + b"x" * 1_000_001 + b'"}', "TOO_LARGE"),
        (line({**GOOD, "amount": 1.005}), "AMOUNT_NOT_IN_FEN"), (line({**GOOD, "account_no": ["x"]}), "WRONG_TYPE"),
        (line({k: v for k, v in GOOD.items() if k != "amount"}), "MISSING_FIELD"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_reason(text: bytes, reason: str) -> None:
    decoded = decode("txn", b"\n".join([line(GOOD), text, line(GOOD)]), 3)
    assert [(i, str(why.reason)) for i, why in decoded.rejects] == [(1, reason)]
    assert decoded.rows.tolist() == [0, 2]


def test_cloud_events_of_both_kinds() -> None:
    body = {k: v for k, v in GOOD.items() if k != "event_id"}
    structured = line({"specversion": "1.0", "id": "s1", "type": "tidewatch.txn", "source": "core", "data": body})
    decoded = decode("txn", structured + b"\n" + line(body), 2, lambda i: {"ce_id": f"b{i}"} if i else {})
    assert decoded.frame["event_id"].to_list() == ["s1", "b1"]


def test_an_unknown_field_is_counted_and_refuses_nothing() -> None:
    decoded = decode("txn", line({**GOOD, "colour": "blue"}), 1)
    assert (decoded.frame.height, decoded.unknown_fields["colour"]) == (1, 1)


def test_a_record_without_an_id_gets_the_same_one_every_time() -> None:
    body = line({**{k: v for k, v in GOOD.items() if k != "event_id"}, "bank_ref": "R1"})
    first, second = decode("txn", body, 1).frame, decode("txn", body + b"\n" + line(GOOD), 2).frame
    assert first["event_id"][0] == second["event_id"][0]


CHANGING = [  # a statement, and what is said of the same later
    ("relation", {"src_id": "C1", "dst_id": "C2", "type": "GUARANTEE"}, {"valid_to": "2026-03-31"}),
    ("organisation", {"object": "assignment", "id": "A1", "customer_id": "C1", "rm_id": "R1"}, {"valid_to": "2026-03-31"}),
    ("registry", {"uscc": "U", "change_item": "股东"}, {"after": "吊销"}),
    ("ruling", {"case_no": "K", "role": "被执行人", "uscc": "U"}, {"performance": "已履行"}),
    ("tender", {"project_no": "P", "stage": "中标", "winner_uscc": "U"}, {"amount": "9.00"}),
    ("rating", {"agency": "联合", "rating": "AA", "uscc": "U"}, {"rating": "C"}),
    ("pledge", {"reg_no": "R", "uscc": "U"}, {"status": "注销"}),
    ("listing", {"list_code": "高企", "uscc": "U"}, {"valid_to": "2026-03-31"}),
]  # fmt: skip


@pytest.mark.parametrize(("stream", "first", "changed"), CHANGING, ids=[one[0] for one in CHANGING])
def test_a_repeat_has_the_same_id_and_what_is_stated_later_another(
    stream: str, first: dict[str, str], changed: dict[str, str]
) -> None:
    said = {**first, "event_time": "2026-03-03T10:00:00+08:00"}
    later = {**said, **changed, "event_time": "2026-03-04T10:00:00+08:00"}
    ids = decode(stream, b"\n".join(map(line, (said, said, later))), 3).frame["event_id"].to_list()
    assert ids[0] == ids[1] != ids[2]
