"""A source that posts: entries in batches, twenty a second, the large inflows among them one by one; and now and then a court's notice."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import Request, urlopen

from bench.live_bank import Sent

BATCH_SECONDS = 0.05
NOTICE_SECONDS = 0.5
SENDERS = 2  # connections for what is posted one by one

Posted = dict[str, float]  # what was posted, and when, epoch seconds


def post(address: str, bank: Path, groups: Iterator[list[Sent]]) -> Posted:
    """Everything of `groups` as it falls due; returns when the planted entries and notices were posted, by payer and case."""
    session = _signed_in(address)
    posted: Posted = {}
    single: queue.SimpleQueue[tuple[str, str, bytes] | None] = queue.SimpleQueue()
    batches: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
    work = [threading.Thread(target=_alone, args=(address, session, single, posted)) for _ in range(SENDERS)]
    work.append(threading.Thread(target=_together, args=(address, session, batches)))
    for thread in work:
        thread.start()
    _hand_on(groups, _customers(bank), single, batches)
    for _ in range(SENDERS):
        single.put(None)
    batches.put(None)
    for thread in work:
        thread.join()
    return posted


def _hand_on(
    groups: Iterator[list[Sent]], customers: list[str], single: queue.SimpleQueue[tuple[str, str, bytes] | None],
    batches: queue.SimpleQueue[tuple[str, bytes] | None],
) -> None:  # fmt: skip
    waiting: dict[str, list[bytes]] = defaultdict(list)
    sent_at = noticed_at = time.monotonic()
    number = 0
    for group in groups:
        for one in group:
            if one.planted:
                single.put((json.loads(one.value)["cp_name"], one.stream, one.value))
            else:
                waiting[one.stream].append(one.value)
        now = time.monotonic()
        if now - sent_at > BATCH_SECONDS:
            for stream, lines in waiting.items():
                batches.put((stream, b"\n".join(lines)))
            waiting.clear()
            sent_at = now
        if now - noticed_at > NOTICE_SECONDS:
            number, noticed_at = number + 1, now
            case = f"(2026){number}"
            single.put((case, "ruling", _notice(case, customers[number * 7 % len(customers)])))


def _alone(
    address: str, session: str, single: queue.SimpleQueue[tuple[str, str, bytes] | None], posted: Posted
) -> None:
    line = _Line(address, session)
    while (one := single.get()) is not None:
        name, stream, value = one
        posted[name] = time.time()
        line.post(stream, value)


def _together(address: str, session: str, batches: queue.SimpleQueue[tuple[str, bytes] | None]) -> None:
    line = _Line(address, session)
    while (one := batches.get()) is not None:
        line.post(*one)


class _Line:
    """One connection of somebody who has signed in."""

    def __init__(self, address: str, session: str) -> None:
        self._line = HTTPConnection(address.removeprefix("http://"))
        self._headers = {"Cookie": session, "X-Tidewatch": "1", "Content-Type": "application/x-ndjson"}

    def post(self, stream: str, body: bytes) -> None:
        self._line.request("POST", f"/v1/events/{stream}", body, self._headers)
        answer = self._line.getresponse()
        said = json.loads(answer.read())
        if answer.status != 202 or said["refused"]:
            raise RuntimeError(f"{stream}: {answer.status} {str(said)[:300]}")


def _signed_in(address: str) -> str:
    """The session of the operator, who may send every stream of a demonstration."""
    head = {"X-Tidewatch": "1", "Content-Type": "application/json"}
    body = json.dumps({"identity": "operator-HO"}).encode()
    with urlopen(Request(f"{address}/v1/session", body, head)) as answer:
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def _customers(bank: Path) -> list[str]:
    return [json.loads(line)["customer_id"] for line in (bank / "customer.ndjson").read_bytes().splitlines()]


def _notice(case: str, customer: str) -> bytes:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    said = {"event_id": f"N{case}", "event_time": at, "customer_id": customer, "case_no": case, "role": "被告"}
    return json.dumps(said, ensure_ascii=False).encode()
