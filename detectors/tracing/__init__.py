"""Loan-money tracing: where a drawdown goes (DOMAIN §0.1.10, §2.0). A convention, not a legal finding: 疑似."""

from detectors.tracing.follow import Bucket, Entry, Followed, Trace, follow_day, live
from detectors.tracing.notes import Note, note_rows, take_trace
from detectors.tracing.undone import with_undone

__all__ = [
    "Bucket",
    "Entry",
    "Followed",
    "Note",
    "Trace",
    "follow_day",
    "live",
    "note_rows",
    "take_trace",
    "with_undone",
]
