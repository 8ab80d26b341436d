"""Tests that share a bank, a broker or a warehouse run in one process: else each process would live through all of them, and collide."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.xdist_group("grouped")


def test_a_group_is_a_group(request: pytest.FixtureRequest) -> None:
    """What xdist splits by is the group, as long as pytest lets it say so (pytest 9.2 does not)."""
    if not hasattr(request.config, "workerinput"):
        pytest.skip("one process runs everything")
    assert request.node.nodeid.endswith("@grouped")
