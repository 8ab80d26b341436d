"""The comparison of what people were told and what they did: alerts, tasks, lists, pushes, the audit log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.chaos.expected import Row
from bench.chaos.office import Kept
from bench.chaos.verdict import Difference, between
from events.alert import NotifyReason
from sinks.desk.desk import KEPT_MS
from sinks.desk.notices import Notice
from sinks.warehouse import EmbeddedWarehouse, StateStore

DECIDED = ("push", "digest", "hold")
OVER = ("closed", "retracted", "expired")
OURS = ("engine", "push")  # who did it, when it was nobody of the bank's
MOVING = frozenset({  # what people and the clock change; `state` is worked out
    "version", "state", "closed_at", "acked_at", "undo_until", "snoozed_until", "escalated", "result_code", "proof",
})  # fmt: skip
TOLD = {"delivery", "held_by", "ack_due_at"}  # whether somebody was told at once, and from when on it waits
STEPS = "SELECT alert_id, action, at, who, note, saved FROM task_event FINAL"
LINES = "SELECT action, at, who, object, note, saved FROM audit FINAL"


@dataclass(frozen=True)
class Books:
    """The desk's books in a warehouse: steps, and lines of the audit log; `clock` is the bank's moment, epoch ms."""

    steps: list[Row]
    lines: list[Row]
    clock: int

    @property
    def notices(self) -> dict[str, Notice]:
        """Everything that was to be told, by id."""
        made = [one for one in self.steps if one["action"] in ("push", "escalate")]
        made += [one for one in self.lines if one["action"] == "digest sent"]
        return {one.id: one for row in made if (one := _notice(row)) is not None}


def office(clean: Path, live: Path, wanted: Mapping[str, Row], kept: Kept) -> list[Difference]:
    """All of it. `clean`, `live`: folders of warehouses whose servers have ended; `wanted`: the desk's rows of a clean run."""
    theirs, ours = _books(clean), _books(live)
    again = reopened(ours)
    states = {alert: _state(alert, row, kept, again) for alert, row in wanted.items()}
    left = {
        alert: row for alert, row in wanted.items() if alert in kept.rows or not _forgotten(alert, row, states, ours)
    }
    over = over_before(wanted, kept) | again
    return [
        between(
            "tasks: whose, where, in which state", _tasks(left, states, over), _tasks(kept.rows, _states(kept), over)
        ),
        between("entries of people's lists", _shelves(left, states), dict.fromkeys(kept.shelves, 1)),
        between("told at once, in the morning, or not", _decisions(theirs, over), _decisions(ours, over)),
        between("what people were answered is done", Counter(kept.done), _done(ours)),
        _pushes(ours, kept),
        _endings(ours),
        between("reminders", *_reminders(ours, kept)),
        between("alerts in the morning's digests", *_digests(ours, kept)),
    ]


def _books(folder: Path) -> Books:
    warehouse = EmbeddedWarehouse(folder)
    steps, lines = (list(map(_read, warehouse.query(sql).iter_rows(named=True))) for sql in (STEPS, LINES))
    clock = max((mark.payload["clock"] for mark in StateStore(warehouse).marks().values()), default=0)
    warehouse.close()
    return Books(steps, lines, clock)


def _read(row: Row) -> Row:
    return {**row, "at": int(row["at"].timestamp() * 1000), "saved": json.loads(row["saved"] or "{}")}


def _notice(row: Row) -> Notice | None:
    return Notice.saved(json.loads(row["saved"]["notice"])) if row["saved"].get("notice") else None


# ---- tasks


def reopened(books: Books) -> frozenset[str]:
    """Alerts of which the engine said that they are worse after they were last closed."""
    closed, worse = dict[str, int](), dict[str, int]()
    for one in books.steps:
        saved, of = one["saved"], closed if one["action"] == "close" else worse
        said = json.loads(saved.get("facts") or "{}").get("notify")
        if one["action"] == "close" or (one["action"] in DECIDED and said == NotifyReason.WORSENED):
            of[one["alert_id"]] = max(int(saved["version"]), of.get(one["alert_id"], 0))
    return frozenset(alert for alert, version in closed.items() if worse.get(alert, 0) > version)


def _state(alert: str, row: Row, kept: Kept, again: Collection[str]) -> str:
    """Where a task must have ended: a person's word, else the engine's; what became worse after it was closed waits again."""
    actions = {action for one, action, _ in kept.done if one == alert}
    if alert in again and row["state"] not in OVER:
        return "acked" if kept.rows.get(alert, {}).get("state") == "acked" else "open"
    if "close" in actions and alert not in again:
        return "closed"
    return row["state"] if row["state"] in OVER or "acknowledge" not in actions else "acked"


def _states(kept: Kept) -> dict[str, str]:
    return {alert: row["state"] for alert, row in kept.rows.items()}


def _forgotten(alert: str, row: Row, states: Mapping[str, str], ours: Books) -> bool:
    """Whether it has been over for so long that it has left the desk."""
    closings = [step["at"] for step in ours.steps if step["alert_id"] == alert and step["action"] == "close"]
    over = closings[0] if closings else row["closed_at"]
    return states[alert] in OVER and over is not None and over <= ours.clock - KEPT_MS


def over_before(wanted: Mapping[str, Row], kept: Kept) -> frozenset[str]:
    """Alerts that were taken back and that somebody has closed: that the fact no longer holds is told to nobody who closed its task before, and to
    whoever had not."""
    closed = {alert for alert, action, _ in kept.done if action == "close"}
    return frozenset(alert for alert in closed if alert in wanted and wanted[alert]["state"] == "retracted")


def _tasks(rows: Mapping[str, Row], states: Mapping[str, str], over: Collection[str]) -> dict[str, Row]:
    said = {
        alert: {name: row[name] for name in sorted(row) if name not in MOVING | (TOLD if alert in over else set())}
        for alert, row in rows.items()
    }
    return {alert: {**row, "state": states[alert]} for alert, row in said.items()}


def _shelves(rows: Mapping[str, Row], states: Mapping[str, str]) -> dict[tuple[str, str], int]:
    found = {}
    for alert, row in rows.items():
        shelf = "done" if states[alert] in OVER else "live" if row["suppressed_by"] is None else "folded"
        found |= {(f"box:{box}:{row['audience']}:{shelf}", alert): 1 for box in row["boxes"]}
    return found


# ---- what was decided, done and sent


def _decisions(books: Books, over: Collection[str]) -> dict[tuple[Any, ...], str]:
    """Each with its notice, but for those on the taking back of what was `over`."""
    found = {}
    for one in books.steps:
        taken_back = one["saved"].get("state") == "retracted" and one["alert_id"] in over
        if one["action"] in DECIDED and not taken_back:
            notice = _notice(one) if one["action"] == "push" else None
            found[one["alert_id"], one["action"], one["at"], one["note"]] = notice.id if notice else ""
    return found


def _done(books: Books) -> Counter[tuple[str, str, str]]:
    return Counter((one["alert_id"], one["action"], one["who"]) for one in books.steps if one["who"] not in OURS)


def _pushes(books: Books, kept: Kept) -> Difference:
    """Every notice has been received, or the audit log says why it was not sent; how often before identity."""
    unsent = {one["saved"]["notice"] for one in books.lines if one["action"] == "not pushed"}
    received = {one.id for one in kept.heard}
    ended = dict.fromkeys(received | unsent, 1)
    what = f"pushes: {len(received)} received, {len(unsent - received)} on record as over or too old to send"
    return between(what, dict.fromkeys(books.notices, 1), ended, len(kept.heard) - len(received))


def _endings(books: Books) -> Difference:
    """Each notice has one line of the audit log that says how it ended. It may say of one that was received that it was not sent: whoever sent it was
    killed before the answer, and by the next start it was over."""
    found = Counter(one["saved"]["notice"] for one in books.lines if one["action"] in ("pushed", "not pushed"))
    return between("lines of the audit log on pushes", dict.fromkeys(books.notices, 1), found)


# ---- what the clock does


def _open(rows: Mapping[str, Row]) -> Iterable[tuple[str, Row]]:
    return ((alert, row) for alert, row in rows.items() if row["state"] == "open" and row["suppressed_by"] is None)


def _reminders(books: Books, kept: Kept) -> tuple[dict[str, int], Counter[str]]:
    """One for each alert that still waits though its time is over; of the others one at most."""
    found = Counter(one["alert_id"] for one in books.steps if one["action"] == "escalate")
    due = {alert: 1 for alert, row in _open(kept.rows) if row["ack_due_at"] <= books.clock}
    return {**due, **dict.fromkeys(found, 1)}, found


def _digests(books: Books, kept: Kept) -> tuple[dict[str, int], Counter[str]]:
    """Each alert that was put off until the morning is told once, unless it waits still or was over by then."""
    found = Counter(alert for one in books.notices.values() if one.why is NotifyReason.DIGEST for alert in one.alerts)
    put_off = Counter(one["alert_id"] for one in books.steps if one["action"] == "digest")
    due = {alert: 1 for alert, _ in _open(kept.rows) if put_off[alert] and alert not in kept.in_digest}
    return {**due, **{alert: min(times, put_off[alert]) for alert, times in found.items()}}, found
