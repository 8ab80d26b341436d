"""The banks that stories happen in, lived through once for the whole room: a young one, and one that is more than a year old.

Every calendar day of a bank is closed, with or without stories, so those that need a year have a bank of their own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.stories.language import STORIES
from tests.stories.living import Told, lived, records_of, replayed

YOUNG = "2025-12-15"  # stories that begin before are of the old bank


@pytest.fixture(scope="session")
def bank() -> dict[str, Told]:
    """What each way of running has told. A process has one embedded warehouse at a time."""
    told = {"replay": Told(), "live": Told()}
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        for age in ("young", "old"):
            streams = records_of([one for one in STORIES if (one.began < YOUNG) == (age == "old")])
            told["replay"] += replayed(streams, Path(folder) / f"{age} replay")
            told["live"] += lived(streams, Path(folder) / f"{age} live")
    return told
