"""`tidewatch simulate`: a labelled bank, deterministic by seed. Shares no code with the detectors."""

from __future__ import annotations

from streams.simulate.live import live, present
from streams.simulate.run import Summary, simulate

__all__ = ["Summary", "live", "present", "simulate"]
