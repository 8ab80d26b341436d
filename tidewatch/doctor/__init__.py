"""What is wrong with this machine, these settings or these servers, in a sentence each, and what to do about it."""

from tidewatch.doctor.finding import Check, Finding, checked
from tidewatch.doctor.machine import MACHINE
from tidewatch.doctor.servers import SERVERS
from tidewatch.doctor.state import state

HERE: tuple[tuple[str, Check], ...] = (*MACHINE, ("state", state))

__all__ = ["HERE", "SERVERS", "Finding", "checked"]
