"""The desk: alerts become somebody's work. States in Redis, each transition one script: atomic, in the history, the audit log, the event
stream and the outbox.

    open → acked → closed        snoozed → open when its time comes        undo: back to what it was, within eight seconds
    retracted, expired: the engine's word; the work is closed with it

Clocks: `now` is the bank's present moment (event time, epoch ms), so that deadlines fit the facts in a simulation too; only the undo
window is counted on the wall.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Protocol

import redis

from events.alert import NotifyReason
from events.task import ResultCode
from sinks.desk.keys import Keys
from sinks.desk.ledger import Ledger
from sinks.desk.roster import Roster
from sinks.desk.routing import RISK_BOX, route
from sinks.desk.rows import WAITING, Row, row_of, score_of
from sinks.desk.server import DeskDown
from sinks.desk.shelves import Shelves
from sinks.desk.store import BUILDING, LEAVE, OWNERS
from sinks.desk.telling import DIGEST_AT, Moment, telling

UNDO_MS = 8_000
LONGEST_SNOOZE_MS = 366 * 86_400_000  # a slip in a year is no way to lose an alert
KEPT_MS = 35 * 86_400_000  # what has been done for longer leaves Redis; the warehouse keeps it
AT_ONCE = 500  # alerts looked at in one tick, or sent to Redis in one breath
LIVE = "open,acked"
UNTIL_CLOSED = ",".join(WAITING)
WORDS = {
    "open": ("is open", "尚未处理"), "acked": ("has been acknowledged", "已确认"), "snoozed": ("is snoozed", "已推迟"),
    "closed": ("is closed", "已关闭"), "retracted": ("was taken back: the fact no longer holds", "事实已撤销"), "expired": ("has expired", "已过期"),
    "": ("does not exist", "不存在"),
}  # fmt: skip
RESTORED_APART = (
    "facts",
    "version",
    "severity",
    "score",
    "audience",
    "due_at",
    "rule",
    "customer",
    "folded",
    "undo",
    "undo_until",
    "state",
)
# by an undo, or by the next step
TAKEN_BACK = ("owner", "boxes", "snoozed_until", "result_code", "closed_at", "acked_at", "proof", "assigned")


class WorkingTime(Protocol):
    """The bank's working hours; given by the caller, for the desk knows no calendar."""

    def add_working_hours(self, at: int, hours: int) -> int:
        """So many working hours later, epoch ms."""

    def end_of_business_day(self, at: int, days: int) -> int:
        """Close of business so many business days later (0: today's, or the next one's)."""

    def moment(self, at: int) -> Moment:
        """A moment on the bank's calendar."""


class TaskRefused(ValueError):
    """What cannot be done with an alert as it is: a sentence in each language."""

    def __init__(self, sentence_en: str, sentence_zh: str) -> None:
        super().__init__(sentence_en)
        self.sentence_en, self.sentence_zh = sentence_en, sentence_zh


class Desk(Shelves, Ledger):
    """One Redis. Every step goes to the outbox too (`drain`): the desk can be rebuilt from what the warehouse has of it."""

    def __init__(self, client: redis.Redis, working: WorkingTime) -> None:
        super().__init__(client)
        self.working = working
        self.roster = self._stated = Roster()
        self._settled = self.roster  # the one in force when all work had been handed over
        self.keys = Keys(client)
        self._take = self.script("shelves", "tell", "take")
        self._move, self._digest, self._forget = (self.script("shelves", name) for name in ("move", "digest", "forget"))

    # ---- what the engine says

    def take(self, alert: Mapping[str, Any], customer_name: str, version: int, now: int) -> str:
        """State an alert; returns what that was: opened, updated, reopened (closed, and more urgent since), retracted, expired, or nothing when it was
        known already."""
        routed, said = route(alert, self.roster), ""
        if alert.get("notify"):
            owner = (self.get(alert["alert_id"]) or {}).get("owner") or routed.owner
            said = json.dumps(telling(alert, owner, self.roster, self.silences(now), self.working.moment(now)))
        with self.reaching():
            if not self.roster.owners:  # nobody is known yet: the first roster counts as a change for this customer
                self.redis.hdel(OWNERS, alert["customer_id"])
            action, _ = self._take(args=self._stating(alert, customer_name, version, now, said))
        return str(action)

    def take_again(self, alerts: Iterable[tuple[Mapping[str, Any], str, int, int]]) -> None:
        """Alerts as `take` has them, many at once and nobody told: when Redis was lost, and everybody has been told before."""
        waiting = iter(alerts)
        while some := list(islice(waiting, AT_ONCE)):
            with self.reaching():
                asked = self.redis.pipeline(transaction=False)
                for one in some:
                    self._take(args=self._stating(*one, said=""), client=asked)
                asked.execute()

    def _stating(self, alert: Mapping[str, Any], customer_name: str, version: int, now: int, said: str) -> list[Any]:
        """The arguments of take.lua."""
        routed = route(alert, self.roster)
        fields = {
            "owner": routed.owner or "", "boxes": json.dumps(routed.boxes), "ack_due_at": str(self._ack_due(alert)), "due_at": str(alert["due_at"] or ""),
            "severity": alert["severity"], "score": str(score_of(alert["severity"], alert["money_at_stake"])), "audience": alert["audience"],
            "rule": alert["rule_id"], "customer": alert["customer_id"], "folded": "1" if alert["suppressed_by"] is not None else "0",
            "facts": json.dumps({**alert, "customer_name": customer_name}, ensure_ascii=False),
        }  # fmt: skip
        stated = json.dumps(fields, ensure_ascii=False)
        return [alert["alert_id"], version, now, alert["state"], alert.get("notify") or "", stated, said]

    def _ack_due(self, alert: Mapping[str, Any]) -> int:
        """P1 two working hours, P2 the same day, P3 the next (DOMAIN §0.3)."""
        at = alert["last_fact_time" if alert.get("notify") == NotifyReason.WORSENED else "first_fact_time"]
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
        if until > now + LONGEST_SNOOZE_MS:
            raise TaskRefused("Snooze for a year at most.", "最长可推迟一年,请选择更近的日期。")
        return self._moved(alert_id, "snooze", who, now, reason, LIVE, "snoozed", snoozed_until=until)

    def close(self, alert_id: str, who: str, now: int, result: ResultCode, note: str, proof: Sequence[str] = ()) -> Row:
        """Done. 「事实已撤销」 is the engine's word alone. `proof`: references of what shows it."""
        if result is ResultCode.REVOKED:
            raise TaskRefused("Only the engine takes a fact back.", "「事实已撤销」由系统判定,请选择其他结果。")
        changed: Row = {
            "result_code": str(result),
            "closed_at": now,
            "snoozed_until": "",
            "proof": json.dumps(list(proof), ensure_ascii=False),
        }
        return self._moved(alert_id, "close", who, now, note or str(result), UNTIL_CLOSED, "closed", **changed)

    def reassign(self, alert_id: str, who: str, now: int, to: str, note: str) -> Row:
        """Somebody else's from now on, whoever the customer's manager is."""
        row = self._known(alert_id)
        if row["audience"] != "normal":
            raise TaskRefused("Alerts of this class stay with their desk.", "此类提醒不可转派。")
        person = self.roster.people[to]
        kept = [box for box in row["boxes"] if not box.startswith(("owner:", "org:"))]
        kept += [RISK_BOX] if person.role == "risk" and RISK_BOX not in kept else []
        boxes = [*kept, *(f"org:{org}" for org in self.roster.chain(person.org_id)), f"owner:{to}"]
        changed: Row = {"owner": to, "boxes": json.dumps(boxes), "assigned": 1}
        return self._moved(alert_id, "reassign", who, now, note or person.name, UNTIL_CLOSED, "", **changed)

    def comment(self, alert_id: str, who: str, now: int, note: str) -> Row:
        """A remark."""
        return self._moved(alert_id, "comment", who, now, note, ",".join(WORDS), "", undo=False)

    def undoer(self, alert_id: str) -> str | None:
        """Who made the step that an undo would take back; None when there is none."""
        with self.reaching():
            undo = self.redis.hget(f"alert:{alert_id}", "undo")
        by: str | None = json.loads(undo).get("by") if undo else None
        return by

    def undo(self, alert_id: str, who: str, now: int) -> Row:
        """Back to what it was before the last step; whose the customer has become meanwhile, theirs it is."""
        row = self._moved(alert_id, "undo", who, now, "", "", "", undo=False)
        with suppress(TaskRefused):
            if self.roster.owners and self._hand_over(alert_id, now):
                return self._known(alert_id)
        return row

    def _moved(
        self, alert_id: str, action: str, who: str, now: int, note: str, allowed: str, state: str, undo: bool = True, told: str = "",
        **changed: Any,
    ) -> Row:  # fmt: skip
        pairs = [str(part) for pair in changed.items() for part in pair]
        wall, window = int(time.time() * 1000), UNDO_MS if undo else 0
        with self.reaching():
            answer, *flat = self._move(
                args=[alert_id, action, now, who, note, allowed, state, wall, window, 0, told, *pairs]
            )
        if answer == "building":
            raise DeskDown("the desk is being built from the warehouse")
        if answer != "ok":
            raise _refusal(action, flat[0])
        return row_of(dict(zip(flat[::2], flat[1::2], strict=True)))

    def _known(self, alert_id: str) -> Row:
        row = self.get(alert_id)
        if row is None:
            raise _refusal("find", "")
        return row

    # ---- time

    def tick(self, now: int) -> None:
        """Wake what is snoozed and due; escalate what nobody has acknowledged in time; the morning's digest. Called every second by one process.
        People work meanwhile: what somebody has moved since it was found due is theirs."""
        for alert_id in self._due("snoozed_until", now):
            with suppress(TaskRefused):
                self._moved(alert_id, "wake", "engine", now, "", "snoozed", "open", undo=False, snoozed_until="")
        for alert_id in self._due("ack_due", now):
            with suppress(TaskRefused):
                self._escalate(alert_id, now)
        for alert_id in self._due("done", now - KEPT_MS):
            with self.reaching():
                self._forget(args=[alert_id])
        self._morning(now)

    def _due(self, shelf: str, now: int) -> list[str]:
        with self.reaching():
            return list(self.redis.zrangebyscore(shelf, "-inf", now, 0, AT_ONCE))

    def _escalate(self, alert_id: str, now: int) -> None:
        owner = self.roster.people.get(self._known(alert_id)["owner"] or "")
        lead = self.roster.lead(owner.org_id if owner else None)
        name, told = (lead.name, json.dumps([lead.id])) if lead else ("", "")
        self._moved(alert_id, "escalate", "engine", now, name, "open", "", undo=False, told=told, escalated=1)

    def _morning(self, now: int) -> None:
        """At 08:30 of a business day, to each person at once what has waited for it."""
        at = self.working.moment(now)
        if not at.business or at.minute < DIGEST_AT:
            return
        with self.reaching():
            if self.redis.get("digest:last") == at.day.isoformat():
                return
            for owner in self.redis.smembers("digests"):
                self._digest(args=[owner, f"owner:{owner}", now])
            self.redis.set("digest:last", at.day.isoformat())

    # ---- who works: hand-over

    def put_roster(self, roster: Roster, now: int) -> int:
        """A new roster: open work of customers whose manager has changed, or is on leave, goes to who works for them now. Returns how many moved."""
        self._stated = roster
        with self.reaching():
            leaves = {who: json.loads(said) for who, said in self.redis.hgetall(LEAVE).items()}
        in_force = roster.with_leaves({who: said["delegate"] for who, said in leaves.items() if said["until"] > now})
        if in_force == self._settled:
            return 0
        if in_force != self.roster:
            self.roster = in_force
        with self.reaching():
            if self.redis.exists(BUILDING):  # alerts lie where they lay once: the next call hands over
                return 0
        changed = in_force.changed_since(self._settled)
        some = (changed[start : start + AT_ONCE] for start in range(0, len(changed), AT_ONCE))
        moved = sum(self._settle(in_force.managers(customers), now) for customers in some)
        self._settled = in_force
        return moved

    def _settle(self, managers: Mapping[str, str], now: int) -> int:
        """Hand over the open work of these customers, unless that has been done by whichever process. Returns how many moved."""
        with self.reaching():
            before = self.redis.hmget(OWNERS, list(managers))
        new = {one: said for (one, said), was in zip(managers.items(), before, strict=True) if was != said}
        moved = 0
        for alert_id in self.ids_of(list(new)):
            with suppress(TaskRefused):  # closed while we looked at it
                moved += self._hand_over(alert_id, now)
        if new:
            with self.reaching():  # noted when it is done: what is cut off is done by the next call
                self.redis.hset(OWNERS, mapping=new)
        return moved

    def _hand_over(self, alert_id: str, now: int) -> bool:
        """What somebody has been given by hand stays theirs."""
        row = self._known(alert_id)
        routed = route(row, self.roster)
        if row["state"] not in WAITING or row["assigned"] or list(routed.boxes) == row["boxes"]:
            return False
        changed: Row = {"owner": routed.owner or "", "boxes": json.dumps(routed.boxes)}
        self._moved(alert_id, "hand over", "engine", now, routed.owner or "", UNTIL_CLOSED, "", undo=False, **changed)
        return True

    def leave(self, who: str, delegate: str, until: int, by: str, now: int) -> None:
        """Somebody is on leave until a time; who stands in gets their open work now, and back it goes afterwards."""
        said = json.dumps({"delegate": delegate, "until": until})
        with self.reaching():
            self.redis.hset(LEAVE, who, said)
        self.audit(by, "leave", who, said, now)
        self.put_roster(self._stated, now)

    def returned(self, who: str, by: str, now: int) -> None:
        """Back from leave."""
        with self.reaching():
            self.redis.hdel(LEAVE, who)
        self.audit(by, "return", who, "", now)
        self.put_roster(self._stated, now)

    def leave_of(self, who: str, now: int) -> Row | None:
        """Until when somebody is on leave, and who stands in."""
        with self.reaching():
            said = self.redis.hget(LEAVE, who)
        found: Row | None = json.loads(said) if said else None
        return found if found and found["until"] > now else None

    # ---- rebuilding

    def restore(self, step: Row) -> None:
        """Do again a step that the warehouse has kept (a `transition` of `drain`), oldest first, after the alerts have been taken again.

        Lines of the audit log are brought back by `restore_line`.
        """
        saved = json.loads(step["saved"])
        whole = {**dict.fromkeys(TAKEN_BACK, ""), **saved}
        kept = [part for name, value in whole.items() if name not in RESTORED_APART for part in (name, value)]
        said = [step[name] for name in ("alert_id", "action", "at", "who", "note")]
        with self.reaching():
            self._move(args=[*said, ",".join(WORDS), saved["state"], 0, 0, saved["version"], "", *kept])
            if step["action"] == "digest" and saved.get("owner"):
                self.redis.sadd(f"digest:{saved['owner']}", step["alert_id"])
                self.redis.sadd("digests", saved["owner"])

    def restore_line(self, row: Row) -> None:
        """A line of the audit log, and what it changed: the morning's digest is sent once a day."""
        super().restore_line(row)
        if row["action"] == "digest sent":
            with self.reaching():
                self.redis.set("digest:last", self.working.moment(row["at"]).day.isoformat())

    def restore_budget(self, step: Row) -> None:
        """A push of the day counts as one again. `step`: as `restore` has it; after the roster is known."""
        saved = json.loads(step["saved"])
        alert = {**json.loads(saved["facts"]), "notify": json.loads(saved.get("notice") or "{}").get("why")}
        said = telling(alert, saved.get("owner"), self.roster, (), self.working.moment(step["at"]))
        if said["budget"] and said["to"]:
            day = f"pushed:{said['to'][0]}:{said['day']}"
            with self.reaching():
                for counted in (day, f"{day}:{saved['customer']}"):
                    self.redis.sadd(counted, step["alert_id"])
                    self.redis.expire(counted, 3 * 86_400)


def _refusal(action: str, state: str) -> TaskRefused:
    if action == "undo":
        return TaskRefused(
            "There is nothing left to undo: it was more than eight seconds ago, or the engine has ended the alert since.",
            "已超过 8 秒,或系统已结束该提醒,无法撤销。",
        )
    en, zh = WORDS[state]
    return TaskRefused(f"This alert {en}.", f"该提醒{zh}。")
