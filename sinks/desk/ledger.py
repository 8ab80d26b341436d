"""The desk's own books: the audit log, silences, and the outbox that carries every step to the warehouse, from which all of it can be brought back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from sinks.desk.routing import EVERY_CLASS
from sinks.desk.store import AUDIT, KEYS, LEAVE, OUTBOX, Row, Store

BATCH = 1_000
LOOKED_THROUGH = 20_000  # lines of the audit log in one call, some 0.2 s
AUDITED = 1_000_000  # lines kept in Redis; the warehouse keeps them all


class Ledger(Store):
    """What was done and by whom."""

    def audit(self, who: str, action: str, what: str, note: str, now: int, audience: str = "normal") -> None:
        """A line of the audit log; in the warehouse with the next `drain`."""
        line = {"at": now, "who": who, "action": action, "object": what, "note": note, "audience": audience}
        with self.reaching():
            both = self.redis.pipeline(transaction=True)
            both.xadd(AUDIT, line, maxlen=AUDITED, approximate=True)
            both.xadd(OUTBOX, {"kind": "audit", "id": what, **line})
            both.execute()

    def audited(self, audiences: frozenset[str], before: str | None, limit: int) -> tuple[list[Row], str | None]:
        """Lines of these audience classes, the newest first, and where to go on. So many are looked through at once, however few are theirs: of a
        million lines those of anti-money-laundering are a handful."""
        rows, at = list[Row](), before
        for _ in range(LOOKED_THROUGH // BATCH):
            with self.reaching():
                found = self.redis.xrevrange(AUDIT, max=f"({at}" if at else "+", count=BATCH)
            for place, line in found:
                at = str(place)
                if line["audience"] in audiences:
                    rows.append({**line, "at": int(line["at"])})
                if len(rows) == limit:
                    return rows, at
            if len(found) < BATCH:
                return rows, None
        return rows, at

    # ---- silences

    def silence(
        self,
        customer_id: str | None,
        rule_id: str | None,
        until: int,
        reason: str,
        by: str,
        now: int,
        audiences: Sequence[str] = EVERY_CLASS,
    ) -> Row:
        """No push for a customer, a rule, or both together, of alerts of these classes."""
        one: Row = {
            "id": f"{customer_id or ''}|{rule_id or ''}", "customer_id": customer_id, "rule_id": rule_id, "until": until, "reason": reason, "by": by,
            "audiences": list(audiences),
        }  # fmt: skip
        with self.reaching():
            self.redis.hset("silences", one["id"], json.dumps(one, ensure_ascii=False))
        self.audit(by, "silence", str(one["id"]), json.dumps(one, ensure_ascii=False), now)
        return one

    def silences(self, now: int) -> list[Row]:
        """Those in force."""
        with self.reaching():
            found = [json.loads(text) for text in self.redis.hvals("silences")]
        return [one for one in found if one["until"] > now]

    def unsilence(self, silence_id: str, by: str, now: int) -> None:
        """Speak again."""
        with self.reaching():
            self.redis.hdel("silences", silence_id)
        self.audit(by, "unsilence", silence_id, "", now)

    # ---- what a line of the audit log did: done again when Redis was lost

    def restore_line(self, row: Row) -> None:
        """A line of the audit log that the warehouse has kept, and what it changed."""
        line = {name: row[name] for name in ("at", "who", "action", "object", "note", "audience")}
        with self.reaching():
            self.redis.xadd(AUDIT, line, maxlen=AUDITED, approximate=True)
            match row["action"]:
                case "silence":
                    self.redis.hset("silences", row["object"], row["note"])
                case "unsilence":
                    self.redis.hdel("silences", row["object"])
                case "leave":
                    self.redis.hset(LEAVE, row["object"], row["note"])
                case "return":
                    self.redis.hdel(LEAVE, row["object"])
                case "create key":
                    self.redis.hset(KEYS, row["object"], row["note"])
                case "revoke key":
                    self.redis.hdel(KEYS, row["object"])
                case "digest sent":
                    self.redis.delete(f"digest:{row['object']}")
                    self.redis.srem("digests", row["object"])

    # ---- to the warehouse

    def drain(self, store: Callable[[list[Row]], None]) -> int:
        """Give what has happened since the last call to `store`, oldest first, then let go of it; returns how many. For one process.

        A row has `kind` (transition, audit, suppression), a derived `event_id` and a `version`: kill -9 between the two repeats rows, which changes nothing.
        """
        with self.reaching():
            found = self.redis.xrange(OUTBOX, count=BATCH)
        if found:
            store([_outgoing(place, said) for place, said in found])
            with self.reaching():
                self.redis.xdel(OUTBOX, *(place for place, _ in found))
        return len(found)


def _outgoing(place: str, said: dict[str, str]) -> Row:
    """An entry of the outbox as the warehouse keeps it."""
    ms, _, number = place.partition("-")
    row: Row = {
        "customer_id": "",
        **said,
        "at": int(said["at"]),
        "version": (int(ms) << 20) + int(number),
        "event_id": "",
    }
    if said["kind"] != "audit":
        saved = json.loads(said["saved"])
        facts = json.loads(saved["facts"])
        row |= {
            "alert_id": said["id"], "task_id": said["id"], "customer_id": facts["customer_id"], "rule_id": facts["rule_id"], "state": saved["state"],
            "result_code": saved.get("result_code"), "owner": saved.get("owner"), "severity": saved["severity"], "audience": saved["audience"],
            "due_at": int(saved["due_at"]) if saved.get("due_at") else None, "finding_id": facts["findings"][-1] if facts["findings"] else said["id"],
            "event_time": facts["last_fact_time"], "by": said.get("reason"),
        }  # fmt: skip
    # a step taken again is the same step; each line of the audit log is one of its own, many of one moment of the bank
    own = [place] if said["kind"] == "audit" else []
    words = (said.get(name, "") for name in ("who", "action", "note", "reason"))
    basis = json.dumps([row["kind"], row["id"], row["at"], *words, *own])
    return {**row, "event_id": hashlib.blake2b(basis.encode(), digest_size=16).hexdigest()}
