"""What holds of every page: readable by everybody, both languages whole, light enough for a slow phone."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.site import DIST, Site

pytestmark = pytest.mark.xdist_group("web")

WEB = DIST.parent
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    ("rm", "/today", "phone"), ("rm", "/customers", "phone"), ("rm", "CARD", "phone"), ("rm", "ALERT", "phone"), ("rm", "/performance", "phone"),
    ("rm", "/mine", "phone"), ("rm", "/wall", "phone"), ("hq", "/wall", "wall"), ("hq", "/performance", "desk"), ("risk", "/risk", "desk"),
    ("operator", "/operator", "desk"), ("rm", "/", "phone"),
]  # fmt: skip
HAN = re.compile(r"[一-鿿]")
FIRST_PAINT = 250_000  # bytes on the wire
CHROME = "h1, h2, th, nav a, button, label, summary, [aria-label], [placeholder]"
SAID = f"""() => [...document.querySelectorAll('{CHROME}')].filter((one) => !one.closest('[lang=zh-CN], article, .people, .card.line, datalist') || one.matches('h2'))
    .flatMap((one) => [one.matches('article *') ? '' : one.innerText, one.getAttribute('aria-label'), one.getAttribute('placeholder')]).filter(Boolean)"""


def opened(site: Site, role: str, path: str, size: str, lang: str = "zh", theme: str = "light") -> Page:
    """A page that has everything it will show."""
    page = site.as_(role, "/today" if path == "ALERT" else "/customers" if path == "CARD" else path, size, lang, theme)
    if path in ("ALERT", "CARD"):
        page.locator("article a" if path == "ALERT" else "a.card").first.click()
    page.wait_for_timeout(400)
    page.locator(".bone").first.wait_for(state="detached")
    return page


def faults(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds wrong."""
    # as the page's own policy lets no other script in
    page.evaluate(f"if (!window.axe) {{ {AXE.read_text('utf-8')} }}")
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [{"rule": v["id"], "where": [n["target"] for n in v["nodes"]][:3]} for v in found["violations"]]


@pytest.mark.parametrize(("role", "path", "size"), PAGES)
def test_axe_finds_nothing(site: Site, role: str, path: str, size: str) -> None:
    assert AXE.is_file(), "axe-core is not installed: run make web"
    page = opened(site, role, path, size, theme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = faults(page)
    page.evaluate("document.documentElement.dataset.theme = 'light'")  # as the button does
    page.wait_for_function("!document.getAnimations().some((one) => one instanceof CSSTransition)")
    assert {"dark": dark, "light": faults(page)} == {"dark": [], "light": []}


@pytest.mark.parametrize(("role", "path", "size"), PAGES[:-1])
def test_english_is_whole(site: Site, role: str, path: str, size: str) -> None:
    page = opened(site, role, path, size, lang="en")
    names = {one.name for one in site.house.roster().people.values()} | {
        org.name for org in site.house.roster().orgs.values()
    }
    left = [text for text in page.evaluate(SAID) if HAN.search(text) and not any(name in text for name in names)]
    assert page.evaluate("document.documentElement.lang") == "en"
    assert [text for text in left if "有限公司" not in text and "中文" not in text and "市第" not in text] == []


def test_no_code_of_the_engine_is_shown_to_a_manager(site: Site) -> None:
    page = opened(site, "rm", "ALERT", "phone")
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", page.locator("main").inner_text())


def test_targets_are_large_enough_for_a_thumb(site: Site) -> None:
    page = opened(site, "rm", "/today", "phone")
    small = page.evaluate("""() => [...document.querySelectorAll('button, nav a, summary, select, input')].filter((one) => one.offsetParent)
        .map((one) => [one.innerText, one.getBoundingClientRect()]).filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([text]) => text)""")  # fmt: skip
    assert small == []


def test_the_first_page_is_light_and_charts_come_later(site: Site) -> None:
    page = opened(site, "rm", "/today", "phone")
    sent = page.evaluate("() => performance.getEntries().filter((one) => one.transferSize !== undefined).map((one) => [one.name, one.transferSize])")  # fmt: skip
    assert 20_000 < sum(size for _, size in sent) < FIRST_PAINT
    assert not [name for name, _ in sent if "charts" in name]


def test_who_looks_is_on_every_page_that_shows_customers(site: Site) -> None:
    pages = ("/today", "/customers", "CARD", "ALERT", "/performance")
    for role, path in (*(("rm", page) for page in pages), ("risk", "/risk"), ("operator", "/operator")):
        page = opened(site, role, path, "phone")
        assert site.who(role) in page.locator(".watermark").evaluate(
            "(one) => decodeURIComponent(one.style.backgroundImage)"
        )


def test_it_can_be_installed(site: Site) -> None:
    manifest = json.loads((DIST / "manifest.webmanifest").read_text("utf-8"))
    assert {one["sizes"] for one in manifest["icons"]} >= {"192x192", "512x512"}
    assert all((DIST / one["src"].lstrip("/")).is_file() for one in manifest["icons"])
    assert "/v1" in (DIST / "sw.js").read_text("utf-8")


@pytest.mark.parametrize("script", ["check", "style", "test"])
def test_the_pages_own_checks_pass(script: str) -> None:
    if not (WEB / "node_modules").is_dir():
        pytest.skip("the pages are not built: run make web")
    done = subprocess.run(["npm", "run", "--silent", script], cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads(Path(WEB / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
