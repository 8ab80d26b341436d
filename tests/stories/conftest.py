"""The banks that stories happen in, lived through once for the whole room: a young one, and one that is more than a year old.

Every calendar day of a bank is closed, with or without stories, so those that need a year have a bank of their own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.shared import LONG
from tests.stories.language import STORIES, Story
from tests.stories.living import Told, lived, records_of, replayed

YOUNG = "2025-12-15"  # stories that begin before are of the old bank


@pytest.fixture(autouse=True)
def in_time(request: pytest.FixtureRequest) -> None:
    """A story of the old bank is lived by `make test-long`; a replay of it always runs."""
    given = getattr(request.node, "callspec", None)
    one, way = (given.params.get(name) for name in ("one", "way")) if given else (None, None)
    if isinstance(one, Story) and one.began < YOUNG and way == "live" and not LONG:
        pytest.skip("takes minutes: make test-long")


@pytest.fixture(scope="session")
def bank() -> dict[str, Told]:
    """What each way of running has told. A process has one embedded warehouse at a time.

    The old bank is lived only where there is time for its 450 day closes (`in_time`).
    """
    told = {"replay": Told(), "live": Told()}
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        for age in ("young", "old"):
            streams = records_of([one for one in STORIES if (one.began < YOUNG) == (age == "old")])
            told["replay"] += replayed(streams, Path(folder) / f"{age} replay")
            if age == "young" or LONG:
                told["live"] += lived(streams, Path(folder) / f"{age} live")
    return told
