"""Sequence and absence: what should follow, and what should have come, in event time on the bank's working calendar.

Pure: a customer's state is plain data that goes in and comes out. Deadlines are kept by the log's clock, never by the wall's.
"""

from detectors.expectations.absence import Absence, Arrived, Missing, Unjudged, occurred, overdue, resting_until
from detectors.expectations.sequence import Beginning, Beginnings, Within, began, followed, lapsed, undone
from detectors.expectations.tasks import TaskLevel, overdue_tasks, task_seen

__all__ = [
    "Absence",
    "Arrived",
    "Beginning",
    "Beginnings",
    "Missing",
    "TaskLevel",
    "Unjudged",
    "Within",
    "began",
    "followed",
    "lapsed",
    "occurred",
    "overdue",
    "overdue_tasks",
    "resting_until",
    "task_seen",
    "undone",
]
