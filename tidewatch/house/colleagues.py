"""The simulated bank's people in its past: they have worked off their alerts, most of them in time, before somebody signs in to see. Only
the cases of the anti-money-laundering desk, which take longer than a task, are still open."""

from __future__ import annotations

import heapq

from api.identity import AML
from events.task import ResultCode
from sinks.desk import Desk, TaskRefused
from tidewatch.house.tables import Row

LATE = 9  # of a hundred alerts
LEFT_MS = 6 * 86_400_000  # what is planned for the week still waits for whoever signs in
RESULTS = (
    ResultCode.LANDED, ResultCode.FOLLOWING, ResultCode.FOLLOWING, ResultCode.KNOWN, ResultCode.KNOWN, ResultCode.IRRELEVANT, ResultCode.DECLINED,
)  # fmt: skip


class Colleagues:
    """Closes alerts of the time before `present` (epoch ms), each at a moment that its own id decides. Never one of the present."""

    def __init__(self, desk: Desk, present: int) -> None:
        self._desk, self._present = desk, present
        self._plans: list[tuple[int, str, str]] = []
        self._planned: dict[str, int] = {}

    def see(self, alert: Row) -> None:
        """An alert as it was told; what was planned for before this moment is done now."""
        now = alert["last_update"]
        while self._plans and self._plans[0][0] <= now:
            self._close(*heapq.heappop(self._plans))
        if now < self._present and self._planned.get(alert["alert_id"], 0) <= now:
            self._plan(alert)

    def _plan(self, alert: Row) -> None:
        draw = int(alert["alert_id"][:8], 16)
        opened, due = alert["last_update"], alert["due_at"]
        left = alert["severity"] in ("P3", "P4") and opened > self._present - LEFT_MS
        if due is None or due <= opened or left or alert["audience"] == AML:
            return
        share = (0.5 + (draw >> 8) % 49 / 100) * (2.0 if draw % 100 < LATE else 1.0)  # people work by the clock
        at = opened + int((due - opened) * share)
        self._planned[alert["alert_id"]] = at
        if at < self._present:
            heapq.heappush(self._plans, (at, alert["alert_id"], str(RESULTS[(draw >> 4) % len(RESULTS)])))

    def _close(self, at: int, alert_id: str, result: str) -> None:
        row = self._desk.get(alert_id)
        if row is None or row["owner"] is None:
            return
        try:
            self._desk.close(alert_id, row["owner"], at, ResultCode(result), "")
        except TaskRefused:
            return  # taken back or expired meanwhile
