"""A manager's screen: the inbox in a real browser, which notes when a sentence has been painted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

SCRIPT = (Path(__file__).parent / "painted.js").read_text("utf-8")
PAYER = re.compile(r"付款方\d+")
LAST_WAIT_MS = 5_000


@dataclass
class Screen:
    """Somebody's open inbox."""

    page: Page
    who: str

    def stamps(self) -> dict[str, float]:
        """When each payer's name was painted, epoch seconds."""
        self.page.wait_for_timeout(LAST_WAIT_MS)
        return {name: at / 1000 for name, at in self.page.evaluate("window.painted").items()}

    def inbox(self) -> set[str]:
        """The payers that the inbox has in the end: what the screen should have shown."""
        found, cursor = set[str](), ""
        while cursor is not None:
            said = self.page.request.get(f"/v1/inbox?limit=200&state=all{cursor and f'&cursor={cursor}'}").json()
            found |= {name for one in said["items"] for name in PAYER.findall(one["title_zh"])}
            cursor = said["next"]
        return found


@contextmanager
def watching(browser: Browser, address: str) -> Iterator[Screen]:
    """A branch head's inbox: the page that RMs have, and more comes to it than to any of theirs."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, service_workers="block")
    context.add_init_script(SCRIPT)
    people = context.request.get("/v1/identities").json()["items"]
    who = min(one["id"] for one in people if one["role"] == "branch")
    context.request.post("/v1/session", data={"identity": who}, headers={"X-Tidewatch": "1"})
    page = context.new_page()
    page.goto("/today")
    page.locator(".counts").wait_for()
    yield Screen(page, who)
    context.close()
