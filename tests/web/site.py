"""A house behind a real port, and a browser in front of it."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.app import create_app
from tidewatch.house.house import House

DIST = Path(__file__).parents[2] / "web" / "dist"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")  # fmt: skip
PATIENCE_MS = 60_000  # a busy machine's
SIZES = {"phone": (390, 844), "desk": (1440, 900), "wall": (1920, 1080)}


def lacking() -> str | None:
    """What is missing to look at the pages, as a sentence; None when all is there."""
    if CHROMIUM is None:
        return "there is no Chromium: run scripts/setup as root"
    return None if (DIST / "index.html").is_file() else "the pages are not built: run make web"


@contextmanager
def served(house: House) -> Iterator[str]:
    """The house's pages and API on a free port of loopback; its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    app = create_app(house.services(), DIST, house.secret)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none", timeout_graceful_shutdown=1))  # fmt: skip
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Site:
    """The pages as somebody sees them."""

    def __init__(self, browser: Browser, address: str, house: House) -> None:
        self.address, self.house, self._browser = address, house, browser
        self._contexts: list[BrowserContext] = []

    def who(self, role: str) -> str:
        """The first of a role."""
        return min(one.id for one in self.house.services().identities().values() if one.role == role)

    def as_(
        self, role: str, path: str, size: str = "phone", lang: str = "zh", theme: str = "light", scale: float = 1.0
    ) -> Page:
        """A page, opened by the first person of a role (or the person of that id)."""
        width, height = SIZES[size]
        phone = size == "phone"
        context = self._browser.new_context(viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone, device_scale_factor=scale, locale="zh-CN", service_workers="block")  # fmt: skip
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(f"localStorage.setItem('lang', '{lang}'); localStorage.setItem('theme', '{theme}')")
        known = self.house.services().identities()
        body = {"identity": role if role in known else self.who(role)}
        answer = context.request.post(f"{self.address}/v1/session", data=body, headers={"X-Tidewatch": "1"})
        assert answer.ok, answer.text()
        page = context.new_page()
        page.goto(self.address + path)
        return page

    def close(self) -> None:
        """Every page."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
