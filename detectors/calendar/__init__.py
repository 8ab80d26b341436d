"""The bank's calendar: business days with 调休, working hours, and the local day of an instant."""

from detectors.calendar.calendar import Calendar, Tables
from detectors.calendar.known import Kind, business_days

__all__ = ["Calendar", "Kind", "Tables", "business_days"]
