"""The bank's people: whoever is pushed signs in, says that they have seen it, and closes every second alert. What was answered is in their notebook.

They ask again until there is an answer, as a browser's page does: a process that is away delays them and changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx

from bench.chaos.gateway import Gateway, Heard
from events.task import ResultCode

PAUSE_SECONDS = 0.5
SIGN_IN = (401, 403)  # a lost Redis has signed everybody out
GIVE_UP_SECONDS = 120.0
Step = tuple[str, str, str]  # alert, action, who


class People(threading.Thread):
    """One thread for all of them. `still` is held while Redis is taken from them, so that it is known what they had done by then."""

    def __init__(self, gateway: Gateway, api: str) -> None:
        super().__init__(name="people", daemon=True)
        self.done: list[Step] = []
        self.refused: list[Step] = []  # it had been done with already
        self.still = threading.Lock()
        self._seen: set[str] = set()
        self._gateway, self._api, self._browsers = gateway, api, dict[str, httpx.Client]()
        self._busy, self._ending = False, threading.Event()

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do. Raises RuntimeError when they could not go on; why is on standard error."""
        if not self.is_alive():
            raise RuntimeError("the bank's people could not go on")
        return self._gateway.news.empty() and not self._busy

    def run(self) -> None:
        """Until `end`."""
        while not self._ending.is_set():
            if self._gateway.news.empty():
                time.sleep(0.1)
                continue
            self._busy = True
            self._see(self._gateway.news.get())
            self._busy = False

    def end(self) -> None:
        """Go home."""
        self._ending.set()
        self.join(GIVE_UP_SECONDS)
        for browser in self._browsers.values():
            browser.close()

    def _see(self, push: Heard) -> None:
        _, _, alert = push.link.rpartition("/alerts/")
        if alert == push.link or alert in self._seen:  # a digest; a colleague has been told of it before
            return
        self._seen.add(alert)
        self._do((alert, "acknowledge", push.to[0]), {})
        if int(alert[-1], 16) % 2:
            self._do((alert, "close", push.to[0]), {"result_code": str(ResultCode.KNOWN), "note": ""})

    def _do(self, step: Step, said: Mapping[str, Any]) -> None:
        until, unanswered, code = time.monotonic() + GIVE_UP_SECONDS, False, None
        while time.monotonic() < until and not self._ending.is_set():
            with self.still:
                code = self._asked(step, said)
                if code == 200 or (code == 409 and unanswered and self._closed(step)):
                    return self.done.append(step)
            if code == 409:
                return self.refused.append(step)
            unanswered = unanswered or code is None
            time.sleep(PAUSE_SECONDS)
        if code != 404:  # closed so long ago that it has left the desk
            raise TimeoutError(f"{step}: {code}")
        return self.refused.append(step)

    def _asked(self, step: Step, said: Mapping[str, Any]) -> int | None:
        """The answer's code; None when it is not known whether it was done."""
        alert, action, who = step
        browser = self._browsers.setdefault(who, httpx.Client(base_url=self._api, timeout=10, trust_env=False))
        try:
            answer = browser.post(f"/v1/alerts/{alert}/{action}", json=said, headers={"X-Tidewatch": "1"})
            if answer.status_code in SIGN_IN:
                browser.post("/v1/session", json={"identity": who})
        except httpx.HTTPError:
            return None
        if answer.status_code == 422:
            raise RuntimeError(f"{action} is not asked for rightly: {answer.text}")
        return answer.status_code if answer.status_code < 500 else None

    def _closed(self, step: Step) -> bool:
        """It was done, though the answer did not come."""
        try:
            return bool(self._browsers[step[2]].get(f"/v1/alerts/{step[0]}").json().get("state") == "closed")
        except httpx.HTTPError:
            return False
