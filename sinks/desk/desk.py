"""The desk: alerts become somebody's work. States in Redis, each transition one script: atomic, in the history, the audit log and the event stream.

    open → acked → closed        snoozed → open when its time comes        undo: back to what it was, within eight seconds
    retracted, expired: the engine's word; the work is closed with it

Clocks: `now` is the bank's present moment (event time, epoch ms), so that deadlines fit the facts in a simulation too; only the undo
window is counted on the wall.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import redis

from events.task import ResultCode
from sinks.desk.roster import Roster
from sinks.desk.routing import Scope, route
from sinks.desk.server import DeskDown

SCRIPTS = Path(__file__).parent / "lua"
EVENTS, AUDIT, OWNERS = "tidewatch:events", "tidewatch:audit", "tidewatch:owners"
UNDO_MS = 8_000
URGENCY = {"P1": 4, "P2": 3, "P3": 2, "P4": 1}
STEP = 10**14  # severity first, then what is at stake (in yuan, below 10^13)
LIVE = "open,acked"
WAITING = "open,acked,snoozed"
BUCKETS = {
    "live": ("live",),
    "open": ("live",),
    "acked": ("live",),
    "snoozed": ("snoozed",),
    "done": ("done",),
    "all": ("live", "snoozed", "folded", "done"),
}
NUMBERS = ("snoozed_until", "due_at", "ack_due_at", "closed_at", "acked_at", "undo_until", "opened_at")
WORDS = {
    "open": ("is open", "尚未处理"), "acked": ("has been acknowledged", "已确认"), "snoozed": ("is snoozed", "已推迟"),
    "closed": ("is closed", "已关闭"), "retracted": ("was taken back: the fact no longer holds", "事实已撤销"), "expired": ("has expired", "已过期"),
    "": ("does not exist", "不存在"),
}  # fmt: skip

Row = dict[str, Any]


class WorkingTime(Protocol):
    """The bank's working hours; given by the caller, for the desk knows no calendar."""

    def add_working_hours(self, at: int, hours: int) -> int:
        """So many working hours later, epoch ms."""

    def end_of_business_day(self, at: int, days: int) -> int:
        """Close of business so many business days later (0: today's, or the next one's)."""


class TaskRefused(ValueError):
    """What cannot be done with an alert as it is: a sentence in each language."""

    def __init__(self, sentence_en: str, sentence_zh: str) -> None:
        super().__init__(sentence_en)
        self.sentence_en, self.sentence_zh = sentence_en, sentence_zh


class Desk:
    """One Redis. `on_event` gets every transition as a row for the warehouse: the desk can be rebuilt from those."""

    def __init__(
        self, client: redis.Redis, working: WorkingTime, on_event: Callable[[Row], None] | None = None
    ) -> None:
        self.redis: Any = client  # redis-py types every answer as perhaps a future
        self.working = working
        self.roster = Roster()
        self.on_event = on_event or (lambda row: None)
        self._take, self._move = (
            client.register_script((SCRIPTS / f"{n}.lua").read_text("utf-8")) for n in ("take", "move")
        )

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (redis.ConnectionError, redis.TimeoutError, redis.exceptions.BusyLoadingError) as error:
            raise DeskDown(f"Redis does not answer: {error}") from None

    def ping(self) -> None:
        """Raises DeskDown when Redis is away."""
        with self._reaching():
            self.redis.ping()

    # ---- what the engine says

    def take(self, alert: Mapping[str, Any], customer_name: str, version: int, now: int) -> str:
        """State an alert; returns what that was: opened, updated, retracted, expired, or nothing when it was known already."""
        routed = route(alert, self.roster)
        facts = {**alert, "customer_name": customer_name}
        stake = min((alert["money_at_stake"] or 0) // 100, STEP // 10)
        argv: list[Any] = [
            alert["alert_id"], version, now, alert["state"], alert.get("notify") or "", routed.owner or "", alert["severity"],
            URGENCY[alert["severity"]] * STEP + stake, alert["audience"], json.dumps(routed.boxes), json.dumps(facts, ensure_ascii=False),
            alert["due_at"] or "", self._ack_due(alert), int(alert["suppressed_by"] is not None),
        ]  # fmt: skip
        with self._reaching():
            _, action = self._take(keys=[f"alert:{alert['alert_id']}"], args=argv)
        return str(action)

    def _ack_due(self, alert: Mapping[str, Any]) -> int:
        """P1 two working hours, P2 the same day, P3 the next (DOMAIN §0.3)."""
        at = alert["first_fact_time"]
        if alert["severity"] == "P1":
            return self.working.add_working_hours(at, 2)
        return self.working.end_of_business_day(at, 0 if alert["severity"] == "P2" else 1)

    # ---- what people do

    def acknowledge(self, alert_id: str, who: str, now: int) -> Row:
        """Seen. Seeing it twice is seeing it."""
        row = self.get(alert_id)
        if row is not None and row["state"] == "acked":
            return row
        return self._moved(
            alert_id, "acknowledge", who, now, "", "open,snoozed", "acked", acked_at=now, snoozed_until=""
        )

    def snooze(self, alert_id: str, who: str, now: int, until: int, reason: str) -> Row:
        """Not before `until`."""
        if until <= now:
            raise TaskRefused("Snooze until a time that is still to come.", "请选择将来的时间。")
        return self._moved(alert_id, "snooze", who, now, reason, LIVE, "snoozed", snoozed_until=until)

    def close(self, alert_id: str, who: str, now: int, result: ResultCode, note: str) -> Row:
        """Done. 「事实已撤销」 is the engine's word alone."""
        if result is ResultCode.REVOKED:
            raise TaskRefused("Only the engine takes a fact back.", "「事实已撤销」由系统判定,请选择其他结果。")
        changed: Row = {"result_code": str(result), "closed_at": now, "snoozed_until": ""}
        return self._moved(alert_id, "close", who, now, note or str(result), WAITING, "closed", **changed)

    def reassign(self, alert_id: str, who: str, now: int, to: str, note: str) -> Row:
        """Somebody else's from now on."""
        row = self._known(alert_id)
        if row["audience"] != "normal":
            raise TaskRefused("Alerts of this class stay with their desk.", "此类提醒不可转派。")
        person = self.roster.people[to]
        kept = [box for box in row["boxes"] if not box.startswith(("owner:", "org:"))]
        boxes = [*kept, *(f"org:{org}" for org in self.roster.chain(person.org_id)), f"owner:{to}"]
        changed: Row = {"owner": to, "boxes": json.dumps(boxes)}
        return self._moved(alert_id, "reassign", who, now, note or person.name, WAITING, "", **changed)

    def comment(self, alert_id: str, who: str, now: int, note: str) -> Row:
        """A remark."""
        return self._moved(alert_id, "comment", who, now, note, ",".join(WORDS), "", undo=False)

    def undo(self, alert_id: str, who: str, now: int) -> Row:
        """Back to what it was before the last step."""
        return self._moved(alert_id, "undo", who, now, "", "", "", undo=False)

    def _moved(
        self, alert_id: str, action: str, who: str, now: int, note: str, allowed: str, state: str, undo: bool = True,
        **changed: Any,
    ) -> Row:  # fmt: skip
        pairs = [str(part) for pair in changed.items() for part in pair]
        argv: list[Any] = [
            alert_id,
            action,
            now,
            who,
            note,
            allowed,
            state,
            int(time.time() * 1000),
            UNDO_MS if undo else 0,
            *pairs,
        ]
        with self._reaching():
            answer, before = self._move(keys=[f"alert:{alert_id}"], args=argv)
        if answer != "ok":
            raise _refusal(action, before)
        row = self._known(alert_id)
        self.on_event(
            _event(row, action, who, now, note, json.dumps(self.redis.hgetall(f"alert:{alert_id}"), ensure_ascii=False))
        )
        return row

    # ---- what people see

    def get(self, alert_id: str) -> Row | None:
        """One alert's row."""
        with self._reaching():
            found = self.redis.hgetall(f"alert:{alert_id}")
        return _row(found) if found else None

    def _known(self, alert_id: str) -> Row:
        row = self.get(alert_id)
        if row is None:
            raise _refusal("find", "")
        return row

    @staticmethod
    def visible(row: Row, scope: Scope) -> bool:
        """Whether a row lies in a reader's box, and is of a class they may see."""
        return scope.box in row["boxes"] and row["audience"] in scope.audiences

    def inbox(
        self, scope: Scope, state: str, severity: str | None, rule: str | None, q: str, cursor: str | None, limit: int
    ) -> tuple[list[Row], str | None]:
        """A page of rows, and where the next begins. The most urgent first; what is done, the latest first."""
        start, rows = int(cursor) if cursor and cursor.isdigit() else 0, list[Row]()
        keys = [f"box:{scope.box}:{bucket}" for bucket in BUCKETS[state]]
        while len(rows) < limit:
            ids = self._page(keys, start, limit)
            if not ids:
                return rows, None
            for offset, row in enumerate(self._rows(ids)):
                if _fits(row, scope, state, severity, rule, q):
                    rows.append(row)
                if len(rows) == limit:
                    return rows, str(start + offset + 1)
            start += len(ids)
        return rows, str(start)

    def _page(self, keys: list[str], start: int, limit: int) -> list[str]:
        ids: list[str] = []
        with self._reaching():
            for key in keys:
                size = int(self.redis.zcard(key))
                if start < size and len(ids) < limit:
                    ids += self.redis.zrevrange(key, start, start + limit - len(ids) - 1)
                start = max(start - size, 0)
        return ids

    def _rows(self, ids: list[str]) -> list[Row]:
        with self._reaching():
            asked = self.redis.pipeline(transaction=False)
            for alert_id in ids:
                asked.hgetall(f"alert:{alert_id}")
            return [_row(found) for found in asked.execute() if found]

    def counts(self, scope: Scope, since: int) -> dict[str, int]:
        """Live ones by severity, and how many were done since `since`."""
        box = f"box:{scope.box}"
        with self._reaching():
            asked = self.redis.pipeline(transaction=False)
            for urgency in URGENCY.values():
                asked.zcount(f"{box}:live", urgency * STEP, (urgency + 1) * STEP - 1)
            asked.zcount(f"{box}:done", since, "+inf")
            *live, done = asked.execute()
        return {**dict(zip(URGENCY, live, strict=True)), "done": done, "total": sum(live) + done}

    def history(self, alert_id: str) -> list[Row]:
        """Everything that was done with an alert, in order."""
        with self._reaching():
            lines = self.redis.lrange(f"history:{alert_id}", 0, -1)
        return [{**line, "at": int(line["at"])} for line in map(json.loads, lines)]

    # ---- live

    def last_event(self) -> str:
        """The place after which only news come."""
        with self._reaching():
            found = self.redis.xrevrange(EVENTS, count=1)
        return str(found[0][0]) if found else "0-0"

    def changes(self, scope: Scope, since: str) -> tuple[str, list[Row]]:
        """What changed in a reader's box after a place, each alert once; and the place to go on from."""
        with self._reaching():
            found = self.redis.xrange(EVENTS, min=f"({since}", count=1000)
        mine = {
            f["id"]: None for _, f in found if f["audience"] in scope.audiences and scope.box in json.loads(f["boxes"])
        }
        return (str(found[-1][0]) if found else since), self._rows(list(mine))

    # ---- time

    def tick(self, now: int) -> None:
        """Wake what is snoozed and due; escalate what nobody has acknowledged in time. Called every second by one process."""
        with self._reaching():
            asleep = self.redis.zrangebyscore("snoozed_until", "-inf", now, 0, 500)
            late = self.redis.zrangebyscore("ack_due", "-inf", now, 0, 500)
        for alert_id in asleep:
            self._moved(alert_id, "wake", "engine", now, "", "snoozed", "open", undo=False, snoozed_until="")
        for alert_id in late:
            self._escalate(alert_id, now)

    def _escalate(self, alert_id: str, now: int) -> None:
        row = self._known(alert_id)
        if not row["escalated"]:
            owner = self.roster.people.get(row["owner"] or "")
            lead = self.roster.lead(owner.org_id if owner else None)
            self._moved(
                alert_id, "escalate", "engine", now, lead.name if lead else "", "open", "", undo=False, escalated=1
            )
        with self._reaching():
            self.redis.zrem("ack_due", alert_id)

    # ---- silences and the audit log

    def silence(self, customer_id: str | None, rule_id: str | None, until: int, reason: str, by: str, now: int) -> Row:
        """No push for a customer, a rule, or both together."""
        one = {
            "id": f"{customer_id or ''}|{rule_id or ''}",
            "customer_id": customer_id,
            "rule_id": rule_id,
            "until": until,
            "reason": reason,
            "by": by,
        }
        with self._reaching():
            self.redis.hset("silences", one["id"], json.dumps(one, ensure_ascii=False))
        self.audit(by, "silence", str(one["id"]), reason, now)
        return one

    def silences(self, now: int) -> list[Row]:
        """Those in force."""
        with self._reaching():
            found = [json.loads(text) for text in self.redis.hvals("silences")]
        return [one for one in found if one["until"] > now]

    def unsilence(self, silence_id: str, by: str, now: int) -> None:
        """Speak again."""
        with self._reaching():
            self.redis.hdel("silences", silence_id)
        self.audit(by, "unsilence", silence_id, "", now)

    def audit(self, who: str, action: str, what: str, note: str, now: int) -> None:
        """A line of the audit log."""
        with self._reaching():
            self.redis.xadd(AUDIT, {"at": now, "who": who, "action": action, "object": what, "note": note})

    def audited(self, before: str | None, limit: int) -> tuple[list[Row], str | None]:
        """The audit log, the newest first."""
        with self._reaching():
            found = self.redis.xrevrange(AUDIT, max=f"({before}" if before else "+", count=limit)
        rows = [{**line, "at": int(line["at"])} for _, line in found]
        return rows, str(found[-1][0]) if len(found) == limit else None

    # ---- hand-over and rebuilding

    def put_roster(self, roster: Roster, now: int) -> int:
        """A new roster: open work of customers whose RM has changed goes to the new one. Returns how many alerts moved."""
        self.roster, moved = roster, 0
        owners = {customer: rm for customer, (rm, _, _) in roster.owners.items()}
        with self._reaching():
            before = self.redis.hgetall(OWNERS)  # as of the last roster, by whichever process
            if owners:
                self.redis.hset(OWNERS, mapping=owners)
        changed = [customer for customer, rm in owners.items() if before.get(customer) != rm]
        for alert_id in self._open_of(frozenset(changed)) if changed else ():
            row = self._known(alert_id)
            routed = route(row, roster)
            boxes = json.dumps(routed.boxes)
            self._moved(
                alert_id,
                "hand over",
                "engine",
                now,
                routed.owner or "",
                WAITING,
                "",
                undo=False,
                owner=routed.owner or "",
                boxes=boxes,
            )
            moved += 1
        return moved

    def _open_of(self, customers: frozenset[str]) -> Iterator[str]:
        for key in self.redis.scan_iter("alert:*", count=1000):
            state, facts = self.redis.hmget(key, "state", "facts")
            if state in WAITING.split(",") and json.loads(facts)["customer_id"] in customers:
                yield key.removeprefix("alert:")

    def restore(self, event: Row) -> None:
        """Bring back what an event says of an alert: used when Redis was lost, after the alerts have been taken again."""
        saved = json.loads(event["saved"])
        facts = ("facts", "version", "severity", "score", "audience", "due_at", "undo", "undo_until", "state")
        pairs = {name: value for name, value in saved.items() if name not in facts}
        argv = [
            event["alert_id"],
            event["action"],
            event["at"],
            event["who"],
            event["note"],
            ",".join(WORDS),
            saved["state"],
            0,
            0,
        ]
        with self._reaching():
            self._move(
                keys=[f"alert:{event['alert_id']}"], args=[*argv, *(str(x) for pair in pairs.items() for x in pair)]
            )


def _refusal(action: str, state: str) -> TaskRefused:
    if action == "undo":
        return TaskRefused(
            "There is nothing left to undo: it was more than eight seconds ago.", "已超过 8 秒,无法撤销。"
        )
    en, zh = WORDS[state]
    return TaskRefused(f"This alert {en}.", f"该提醒{zh}。")


def _row(found: Mapping[str, str]) -> Row:
    facts = json.loads(found["facts"])
    numbers = {name: int(found[name]) if found.get(name) else None for name in NUMBERS}
    return {
        **facts, **numbers, "task_id": facts["alert_id"], "state": found["state"], "severity": found["severity"], "owner": found.get("owner") or None,
        "escalated": found.get("escalated") == "1", "result_code": found.get("result_code") or None, "boxes": json.loads(found["boxes"]),
        "score": int(float(found["score"])) % STEP, "version": int(found["version"]),
    }  # fmt: skip


def _fits(row: Row, scope: Scope, state: str, severity: str | None, rule: str | None, q: str) -> bool:
    return (
        row["audience"] in scope.audiences
        and (state not in ("open", "acked") or row["state"] == state)
        and (severity is None or row["severity"] == severity)
        and (rule is None or row["rule_id"] == rule)
        and (not q or q.lower() in f"{row['customer_name']} {row['title_zh']} {row['title_en']}".lower())
    )


def _event(row: Row, action: str, who: str, now: int, note: str, saved: str) -> Row:
    return {
        "alert_id": row["alert_id"], "customer_id": row["customer_id"], "task_id": row["task_id"], "at": now, "who": who, "action": action,
        "state": row["state"], "result_code": row["result_code"], "note": note, "owner": row["owner"], "severity": row["severity"],
        "audience": row["audience"], "due_at": row["due_at"], "saved": saved,
    }  # fmt: skip
