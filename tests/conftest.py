"""Settings of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.shared import LONG

settings.register_profile("house", deadline=None)  # the first example may compile a numba loop
settings.load_profile("house")


FIRST = (
    "old stories", "kafka", "kafka again", "house", "web", "stories", "engine", "killed", "test_reference.py", "test_sequences.py", "test_standing.py",
    "test_reconcile.py", "test_cli.py", "warehouses", "given",
)  # fmt: skip # what takes longest begins first: groups, each in one process, and files, whose tests are spread


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes and proves again, at length, what shorter tests prove runs by `make test-long`."""
    if not LONG:
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: make test-long"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    name = group.args[0] if group else item.path.name
    return FIRST.index(name) if name in FIRST else len(FIRST)
