"""What is wrong with this machine, these settings or these servers, in a sentence each, and what to do about it."""

from tidewatch.doctor.finding import Finding, checked
from tidewatch.doctor.machine import HERE
from tidewatch.doctor.servers import SERVERS

__all__ = ["HERE", "SERVERS", "Finding", "checked"]
