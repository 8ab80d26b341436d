"""How a loop over arrays is compiled, everywhere in the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

Given = ParamSpec("Given")
Made = TypeVar("Made")


def compiled(loop: Callable[Given, Made]) -> Callable[Given, Made]:
    """Kept on disk, free of the GIL, and without numba's counting of references, which costs two atomic steps for each array that one loop
    hands to another: half the time of a scan. So a loop makes no array of its own; it fills those it is given."""
    return njit(cache=True, nogil=True, _nrt=False)(loop)
