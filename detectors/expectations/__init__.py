"""Sequence and absence: what should follow, and what should have come, in event time on the bank's working calendar.

Pure: a customer's state is plain data that goes in and comes out. Deadlines are kept by the log's clock, never by the wall's.
"""

from detectors.expectations.absence import Absence, Arrived, Missing, Unjudged, occurred, overdue
from detectors.expectations.sequence import Followed, Sequence, began, followed
from detectors.expectations.tasks import TaskLevel, overdue_tasks, task_seen

__all__ = [
    "Absence",
    "Arrived",
    "Followed",
    "Missing",
    "Sequence",
    "TaskLevel",
    "Unjudged",
    "began",
    "followed",
    "occurred",
    "overdue",
    "overdue_tasks",
    "task_seen",
]
