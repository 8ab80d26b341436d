"""What people see of the desk: pages, counts and the news of one reader's boxes. Every key names a box and an audience class; a reader
has both (Scope), so that nothing can be counted that may not be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import redis

from sinks.desk.routing import Scope
from sinks.desk.rows import STEP, URGENCY, WAITING, Row, bounds_of, row_of
from sinks.desk.store import EVENTS, Store

BUCKETS = {
    "live": ("live",), "open": ("live",), "acked": ("acked",), "snoozed": ("snoozed",), "done": ("done",),
    "all": ("live", "snoozed", "folded", "done"),
}  # fmt: skip
SHOWN = 200  # of one customer
SCANNED = 2_000  # rows a page looks through for a text before it says where to go on
CURSOR = re.compile(r"^\d{1,9}(\.\d{1,9}){1,3}$")


@dataclass(frozen=True)
class Wanted:
    """Which rows a list shows."""

    state: str = "live"
    severity: str | None = None
    rule: str | None = None
    text: str = ""

    def fits(self, row: Row) -> bool:
        """Whether a row that lay on the right shelf is one of them."""
        return (
            (self.state not in ("open", "acked") or row["state"] == self.state)
            and (self.severity is None or row["severity"] == self.severity)
            and (self.rule is None or row["rule_id"] == self.rule)
            and (not self.text or self.text.lower() in f"{row['customer_name']} {row['title_zh']} {row['title_en']}".lower())
        )  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that happened to an alert; `at` is the place in the stream."""

    at: str
    row: Row
    boxes: tuple[str, ...]
    audience: str


class Shelves(Store):
    """Reading. Pages cost what they show, not what the box holds."""

    def __init__(self, client: redis.Redis) -> None:
        super().__init__(client)
        self._workload = self.script("workload")

    def get(self, alert_id: str) -> Row | None:
        """One alert's row."""
        with self.reaching():
            found = self.redis.hgetall(f"alert:{alert_id}")
        return row_of(found) if found else None

    @staticmethod
    def visible(row: Row, scope: Scope) -> bool:
        """Whether a row lies in a reader's box, and is of a class they may see."""
        return scope.box in row["boxes"] and row["audience"] in scope.audiences

    def inbox(
        self, scope: Scope, wanted: Wanted, cursor: str | None = None, limit: int = 50
    ) -> tuple[list[Row], str | None]:
        """A page of rows, and where the next begins. The most urgent first; what is done, the latest first."""
        audiences = sorted(scope.audiences)
        step, *offsets = map(int, cursor.split(".")) if cursor and CURSOR.match(cursor) else (0,)
        offsets = [*offsets, *(0 for _ in audiences)][: len(audiences)]
        rows, scanned, buckets = list[Row](), 0, BUCKETS[wanted.state]
        while step < len(buckets) and audiences:
            keys = [_key(scope.box, audience, buckets[step], wanted.rule) for audience in audiences]
            found = self._merged(keys, offsets, wanted.severity if buckets[step] != "done" else None, limit)
            for which, row in zip((k for _, k in found), self._rows([i for i, _ in found]), strict=True):
                offsets[which] += 1
                scanned += 1
                if row is not None and wanted.fits(row):
                    rows.append(row)
                if len(rows) == limit or scanned == SCANNED:
                    return rows, ".".join(map(str, (step, *offsets)))
            if not found:
                step, offsets = step + 1, [0 for _ in audiences]
        return rows, None

    def _merged(
        self, keys: Sequence[str], offsets: Sequence[int], severity: str | None, limit: int
    ) -> list[tuple[str, int]]:
        """The next ids of several shelves as one: (id, which shelf)."""
        high, low = bounds_of(severity)
        with self.reaching():
            asked = self.redis.pipeline(transaction=False)
            for key, offset in zip(keys, offsets, strict=True):
                asked.zrevrangebyscore(key, high, low, start=offset, num=limit, withscores=True)
            found = asked.execute()
        pairs = [(score, alert_id, which) for which, page in enumerate(found) for alert_id, score in page]
        return [(alert_id, which) for _, alert_id, which in sorted(pairs, key=lambda p: -p[0])[:limit]]

    def _rows(self, ids: Iterable[str]) -> list[Row | None]:
        with self.reaching():
            asked = self.redis.pipeline(transaction=False)
            for alert_id in ids:
                asked.hgetall(f"alert:{alert_id}")
            return [row_of(found) if found else None for found in asked.execute()]

    def of_customer(self, customer_id: str, scope: Scope) -> list[Row]:
        """A customer's alerts that a reader may see, done ones too where there is room: what waits first, the most urgent first."""
        seen = [row for row in self._rows(self.ids_of([customer_id])) if row is not None and self.visible(row, scope)]
        return sorted(seen, key=lambda row: row["state"] not in WAITING)[:SHOWN]

    def ids_of(self, customers: Sequence[str]) -> list[str]:
        """All alerts of these customers, done ones too (those of a month or so); each customer's most urgent first."""
        with self.reaching():
            asked = self.redis.pipeline(transaction=False)
            for customer in customers:
                asked.zrevrange(f"of:{customer}", 0, -1)
            return [alert_id for found in asked.execute() for alert_id in found]

    def waiting(self, customers: Sequence[str], scope: Scope) -> dict[str, list[str]]:
        """Severities of what waits of each of these customers, the most urgent first."""
        waiting: dict[str, list[str]] = {}
        for row in self._rows(self.ids_of(customers)):
            if (
                row is not None
                and self.visible(row, scope)
                and row["state"] in ("open", "acked")
                and not row["suppressed_by"]
            ):
                waiting.setdefault(row["customer_id"], []).append(row["severity"])
        return waiting

    def history(self, alert_id: str) -> list[Row]:
        """Everything that was done with an alert, in order."""
        with self.reaching():
            lines = self.redis.lrange(f"history:{alert_id}", 0, -1)
        return [{**line, "at": int(line["at"])} for line in map(json.loads, lines)]

    # ---- counts: sizes of shelves

    def counts(self, scope: Scope, since: int) -> dict[str, int]:
        """Live ones by severity, and how many were done since `since`."""
        return self.counts_of([scope], since)[0]

    def counts_of(self, scopes: Sequence[Scope], since: int) -> list[dict[str, int]]:
        """The counts of several readers at once."""
        ranges = [(f"{u * STEP}", f"({(u + 1) * STEP}", "live") for u in URGENCY.values()] + [
            (str(since), "+inf", "done")
        ]
        return [
            {**sizes, "total": sum(sizes.values())}
            for sizes in self._sizes(scopes, dict(zip((*URGENCY, "done"), ranges, strict=True)))
        ]

    def _sizes(self, scopes: Sequence[Scope], ranges: dict[str, tuple[str, str, str]]) -> list[dict[str, int]]:
        with self.reaching():
            asked = self.redis.pipeline(transaction=False)
            for scope in scopes:
                for low, high, shelf in ranges.values():
                    for audience in scope.audiences:
                        asked.zcount(f"box:{scope.box}:{audience}:{shelf}", low, high)
            sizes = iter(asked.execute())
        return [{name: sum(next(sizes) for _ in scope.audiences) for name in ranges} for scope in scopes]

    def tally(self, scope: Scope, rules: Sequence[str], since: int) -> dict[str, int]:
        """How many lie on the shelves of a wall: live, acked, each rule's live ones; opened, closed and closed late since `since`."""
        whole = ("-inf", "+inf")
        ranges = {name: (*whole, name) for name in ("live", "acked", *(f"rule:{rule}" for rule in rules))}
        moving = {name: (str(since), "+inf", name) for name in ("opened", "closed", "late")}
        return self._sizes([scope], {**ranges, **moving})[0]

    def workload(self, owners: Sequence[str], since: int, now: int) -> dict[str, dict[str, int]]:
        """Of each owner: what waits, what of it is overdue, what was closed since `since`."""
        with self.reaching():
            sizes = self._workload(args=[since, now, *owners])
        return {
            owner: dict(zip(("open", "overdue", "done"), sizes[3 * i : 3 * i + 3], strict=True))
            for i, owner in enumerate(owners)
        }

    # ---- news

    def last_event(self) -> str:
        """The place after which only news come."""
        with self.reaching():
            found = self.redis.xrevrange(EVENTS, count=1)
        return str(found[0][0]) if found else "0-0"

    def resumable(self, since: str) -> bool:
        """Whether everything after a place is still kept."""
        with self.reaching():
            first = self.redis.xrange(EVENTS, count=1)
        return bool(first) and _place(first[0][0]) <= _place(since) <= _place(self.last_event())

    def changes(self, scope: Scope, since: str) -> tuple[str, list[Change]]:
        """What changed in a reader's box after a place, each alert once; and the place to go on from."""
        with self.reaching():
            found = self.redis.xrange(EVENTS, min=f"({since}", count=1000)
        mine = [c for c in self._changed(found) if scope.box in c.boxes and c.audience in scope.audiences]
        return (str(found[-1][0]) if found else since), mine

    def news(self, since: str, wait_ms: int) -> tuple[str, list[Change]]:
        """What changed in anybody's box after a place; waits for something for so long at most. For the one reader of a process."""
        with self.reaching():
            found = self.redis.xread({EVENTS: since}, count=1000, block=wait_ms)
        entries = found[0][1] if found else []
        return (str(entries[-1][0]) if entries else since), self._changed(entries)

    def _changed(self, entries: Sequence[tuple[str, dict[str, str]]]) -> list[Change]:
        """Each alert once, at its last place, with its row as it is now. A digest has its own row."""
        last = {said["id"] or at: (at, said) for at, said in entries}
        rows = dict(zip(last, self._rows(last), strict=True))
        found = []
        for key, (at, said) in sorted(last.items(), key=lambda item: _place(item[1][0])):
            row = rows[key] if said["action"] != "digest" else {"digest": json.loads(said["ids"])}
            if row is not None:
                found.append(Change(at, row, tuple(json.loads(said["boxes"])), said["audience"]))
        return found


def _place(at: str) -> tuple[int, int]:
    ms, _, number = at.partition("-")
    return int(ms), int(number or 0)


def _key(box: str, audience: str, bucket: str, rule: str | None) -> str:
    return f"box:{box}:{audience}:" + (f"rule:{rule}" if rule and bucket == "live" else bucket)
