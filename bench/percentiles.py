"""Percentiles of delays, by the nearest rank: a value that was really seen."""

from __future__ import annotations

import math
from collections.abc import Sequence

ENOUGH = 500  # fewer say nothing of the slowest hundredth


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0–1) of all do not exceed; raises ValueError when there are none."""
    if not values:
        raise ValueError("no values, no percentile")
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


def summary(values: Sequence[float]) -> dict[str, float]:
    """Number, p50, p95, p99 and the largest."""
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "largest": 1.0}
    return {"findings": len(values)} | {name: percentile(values, share) for name, share in shares.items()}
