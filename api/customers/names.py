"""Customers by the sound of their names: xhzz and xihuzhizao find 西湖智造. Names are learned from the warehouse as they come."""

from __future__ import annotations

import re
import threading
import time
from itertools import product

from sinks.warehouse import Warehouse

NAMES = "SELECT customer_id, argMax(name, version) AS called FROM customer FINAL WHERE name != '' GROUP BY customer_id"
LATIN = re.compile(r"^[a-z]{2,40}$")
OTHER = re.compile(r"[^a-z]")
FRESH_SECONDS = 60.0
MOST_READINGS = 16  # 行 is hang and xing: of a name with several such characters the first combinations


class Names:
    """An index by pinyin, ~300 B a customer; made at the first search, then only new names are added."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._sounds: dict[str, tuple[str, str]] = {}  # customer → (name, how it sounds, written apart by spaces)
        self._fresh_at = float("-inf")
        self._turn = threading.Lock()

    def sounding(self, text: str) -> set[str] | None:
        """Customers whose name sounds like a text, in full or by initials; None when the text is no pinyin or nobody's sounds so."""
        asked = text.strip().lower().replace(" ", "").replace("'", "")
        if not LATIN.match(asked):
            return None
        self._learn()
        found = {customer for customer, (_, sounds) in self._sounds.items() if asked in sounds}
        return found or None

    def _learn(self) -> None:
        with self._turn:
            if time.monotonic() - self._fresh_at < FRESH_SECONDS:
                return
            for customer, name in self._warehouse.query(NAMES).rows():
                if name and self._sounds.get(customer, ("",))[0] != name:
                    self._sounds[customer] = (name, sounds_of(name))
            self._fresh_at = time.monotonic()


def sounds_of(name: str) -> str:
    """Every way a name is typed, letters only: whole, and the initials of each reading."""
    # its dictionary takes 0.3 s: who never searches by sound does not wait for it
    from pypinyin import Style, lazy_pinyin, pinyin

    readings = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    initials = ["".join(one) for one, _ in zip(product(*readings), range(MOST_READINGS), strict=False)]
    typed = ["".join(lazy_pinyin(name)), "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)), *sorted(initials)]
    return " ".join(dict.fromkeys(OTHER.sub("", one.lower()) for one in typed))
