"""The facts of a warehouse, copied out in the order in which they happened, so that they can be judged once more."""

from sinks.warehouse.past.copy import copied, copied_profiles

__all__ = ["copied", "copied_profiles"]
