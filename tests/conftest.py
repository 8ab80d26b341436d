"""Settings of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.shared import LONG

settings.register_profile("house", deadline=None)  # the first example may compile a numba loop
settings.load_profile("house")


FIRST = (
    "old stories", "kafka", "kafka again", "house", "web", "stories", "killed", "test_reference.py", "test_sequences.py", "test_cli.py", "engine",
    "test_demo.py", "test_standing.py", "rebuild", "test_boards.py", "test_reconcile.py", "warehouses", "test_loan_money.py", "given",
    "test_backtest.py", "test_doctor.py", "test_desk.py", "test_tagging.py", "test_names.py",
)  # fmt: skip # what takes longest begins first: groups, each in one process
SPREAD = frozenset(
    {"test_reference.py", "test_sequences.py"}
)  # long tests that share nothing: each wherever there is room


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes and proves again, at length, what shorter tests prove runs by `make test-long`. A file's tests run in one process: what
    they share is made once."""
    for item in items:
        if not LONG and item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: make test-long"))
        if not item.get_closest_marker("xdist_group") and item.path.name not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    name = group.args[0] if group else item.path.name
    return FIRST.index(name) if name in FIRST else len(FIRST)
