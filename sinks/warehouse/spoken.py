"""How a name is typed by its sound: xhzz and xihuzhizao are 西湖智造."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product

READING = 1  # raise it when a name is read in another way
LATIN = re.compile(r"^[a-z]{2,40}$")
READINGS = 16  # 行 is hang and xing: of a name with many such characters the first combinations, its last characters read as mostly
IN_FULL = 6  # of these, what is kept in full and not by its initials alone


def typed(text: str) -> str:
    """What is typed of a sound, as `sounds_of` writes it; "" when it is none."""
    asked = text.strip().lower().replace(" ", "").replace("'", "")
    return asked if LATIN.match(asked) else ""


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
    # its dictionary takes 0.3 s: who never reads a name does not wait for it
    from pypinyin import Style, pinyin

    if character.isascii():
        return (character.lower() if character.isalpha() else "",)
    read = pinyin(character, Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(read[0])) if read else ("",)
