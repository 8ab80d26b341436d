"""What each record of a call is told at once: what intake would say of it, but for whose account it is, which only intake knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from api.events.bodies import Given
from events.check import check
from events.decode import decode
from events.decode_one import Refused


def answers(given: Sequence[Given], headers: Mapping[str, str], granted: frozenset[str]) -> list[dict[str, Any]]:
    """One answer a record, in their order. `headers`: attributes of a binary CloudEvent; `granted`: the streams that the caller may send."""
    refused: dict[int, tuple[str, str]] = {}
    together: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(given):
        if one.reason is not None:
            refused[i] = one.reason, one.detail
        elif one.stream not in granted:
            refused[i] = "UNKNOWN_STREAM", f"this key may not send {one.stream}"
        else:
            together[one.stream].append(i)
    for stream, places in together.items():
        for row, why in _refused(stream, [given[i].line for i in places], headers):
            refused[places[row]] = str(why.reason), why.detail
    return [_answer(i, one.stream, refused.get(i)) for i, one in enumerate(given)]


def _refused(stream: str, lines: list[bytes], headers: Mapping[str, str]) -> Iterator[tuple[int, Refused]]:
    decoded = decode(stream, b"\n".join(lines), len(lines), (lambda _: headers) if headers else None)
    yield from decoded.rejects
    for row, why in check(stream, decoded.frame, datetime.now(UTC)):
        yield int(decoded.rows[row]), why


def _answer(index: int, stream: str, why: tuple[str, str] | None) -> dict[str, Any]:
    if why is not None:
        return {"index": index, "status": "refused", "reason": why[0], "detail": why[1]}
    return {"index": index, "status": "accepted", "stream": stream}
