"""The embedded engine's saved state: this version can read it."""

from __future__ import annotations

from contextlib import closing

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.warehouse import EmbeddedWarehouse, StateStore
from streams.shard.saved import readable
from streams.shard.shard import Shard
from tidewatch.doctor.finding import Asked, Finding, bad, good
from tidewatch.doctor.machine import locked


def state(asked: Asked) -> Finding:
    """What the folder's engine has saved is of this version's layout. A folder that is at work is left alone."""
    data, calendar = asked.data, Calendar()
    if not (data / "journal.sqlite").is_file() or locked(data / "tidewatch.lock"):
        return good("state", f"{data} holds none, or is at work")
    with closing(EmbeddedWarehouse(data)) as warehouse:
        row = StateStore(warehouse).any_row(0)
    if row is not None and not readable(Shard(0, 1, RuleSet.load(calendar=calendar), calendar).stages, row):
        return bad(
            "state",
            f"another version has saved the state of the customers in {data}, this one cannot read it",
            f"run `tidewatch rebuild --data {data} --yes`: it is made anew from the stored facts, nothing is lost",
        )
    return good("state", f"this version reads what {data} has saved")
