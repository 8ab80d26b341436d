"""Settings of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.shared import LONG

settings.register_profile("house", deadline=None)  # the first example may compile a numba loop
settings.load_profile("house")


FIRST = ("kafka", "stories", "house", "web")  # what takes longest begins first, each in one process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes and proves again, at length, what shorter tests prove runs by `make test-long`."""
    if not LONG:
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: make test-long"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    return FIRST.index(group.args[0]) if group and group.args[0] in FIRST else len(FIRST)
