"""Customers by the sound of their names: xhzz and xihuzhizao find 西湖智造. Names are learned from the warehouse as they come."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

from sinks.warehouse import Warehouse
from sinks.warehouse.said import said

NAMES = "SELECT customer_id, argMax(name, version) AS called FROM customer FINAL WHERE name != '' GROUP BY customer_id"
LATIN = re.compile(r"^[a-z]{2,40}$")
FRESH_SECONDS = 60.0
READINGS = 16  # 行 is hang and xing: of a name with many such characters the first combinations, its last characters read as mostly
IN_FULL = 6  # of these, what is kept in full and not by its initials alone
MOST_FOUND = 1_000  # "gongsi" is nearly everybody


class Names:
    """An index by pinyin, ~400 B and 30 µs a customer; made at the first search, then only new names are added."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._sounds: dict[str, tuple[str, str]] = {}  # customer → (name, how it sounds, written apart by spaces)
        self._learned: tuple[int, int] | None = None
        self._fresh_at = float("-inf")
        self._turn = threading.Lock()

    def sounding(self, text: str, among: Iterable[str] | None) -> list[str]:
        """Customers, of these or of all, whose name sounds like a text, in full or by initials; none when the text is no pinyin."""
        asked = text.strip().lower().replace(" ", "").replace("'", "")
        if not LATIN.match(asked):
            return []
        self._learn()
        known, nameless = self._sounds, ("", "")
        found = (one for one in (known if among is None else among) if asked in known.get(one, nameless)[1])
        return list(islice(found, MOST_FOUND))

    def _learn(self) -> None:
        with self._turn:
            if time.monotonic() - self._fresh_at < FRESH_SECONDS:
                return
            now = said(self._warehouse, "customer")
            if now != self._learned:
                rows = self._warehouse.query(NAMES).rows()
                new = {one: (name, sounds_of(name)) for one, name in rows if self._sounds.get(one, ("",))[0] != name}
                self._sounds, self._learned = {**self._sounds, **new}, now  # others are looking through the old ones
            self._fresh_at = time.monotonic()


def sounds_of(name: str) -> str:
    """Every way a name is typed: whole, and the initials of each reading."""
    # the first characters vary first: what is typed of a company is seldom its end, which is 有限公司 mostly
    readings = list(islice(product(*map(_read, reversed(name))), READINGS))
    whole = ["".join(reversed(one)) for one in readings[:IN_FULL]]
    initials = ["".join(sound[:1] for sound in reversed(one)) for one in readings]
    return " ".join(dict.fromkeys([*whole, *initials]))


@lru_cache(None)
def _read(character: str) -> tuple[str, ...]:
    """How a character is read, without tones, as mostly first. A letter is itself; other signs are not read."""
    # its dictionary takes 0.3 s: who never searches by sound does not wait for it
    from pypinyin import Style, pinyin

    if character.isascii():
        return (character.lower() if character.isalpha() else "",)
    read = pinyin(character, Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(read[0])) if read else ("",)
