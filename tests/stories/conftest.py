"""The banks that stories happen in, lived through once for the whole room: a young one, and one that is more than a year old.

Every calendar day of a bank is closed, with or without stories, so those that need a year have a bank of their own, and a process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.shared import LONG
from tests.stories.language import STORIES, Story
from tests.stories.living import Told, lived, records_of, replayed

YOUNG = "2025-12-15"  # stories that begin before are of the old bank
Bank = Callable[..., Told]  # way of running, the day a story begins → what it has told


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The young bank's stories are told in one process, the old one's in another."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("old stories" if _old(item) else "stories"))


def _old(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    one = given.params.get("one") if given else None
    return isinstance(one, Story) and one.began < YOUNG


@pytest.fixture(autouse=True)
def in_time(request: pytest.FixtureRequest) -> None:
    """A story of the old bank is lived by `make test-long`; a replay of it always runs."""
    if _old(request.node) and request.node.callspec.params["way"] == "live" and not LONG:
        pytest.skip("takes minutes: make test-long")


@pytest.fixture(scope="session")
def bank() -> Iterator[Bank]:
    """Lives through a bank when it is first asked what it has told. A process has one embedded warehouse at a time."""
    with tempfile.TemporaryDirectory(prefix="tw") as folder:

        @cache
        def of(way: str, old: bool) -> Told:
            streams = records_of([one for one in STORIES if (one.began < YOUNG) == old])
            run = {"replay": replayed, "live": lived}[way]
            return run(streams, Path(folder) / f"{'old' if old else 'young'} {way}")

        yield lambda way, began=YOUNG: of(way, began < YOUNG)
