"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", deadline=None)  # the first example may compile a numba loop
settings.load_profile("house")
