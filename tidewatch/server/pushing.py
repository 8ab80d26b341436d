"""Pushes, until told to stop: a loop of its own, in `tidewatch push` and inside `tidewatch up`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from events.outage import Outage
from sinks.desk import DeskDown
from sinks.push import Pusher
from sinks.warehouse import WarehouseDown
from tidewatch.server.lease import Lease

log = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0


def push_until(stopped: Callable[[], bool], pusher: Pusher, lease: Lease, look: Callable[[], None]) -> None:
    """The holder of the lease pushes, others wait their turn. `look` keeps the roster fresh. Redis away: notices wait there."""
    outage = Outage(log, "pushing")
    while not stopped():
        try:
            if lease.hold():
                look()
                pusher.step()
                outage.over()
                continue
        except (DeskDown, WarehouseDown) as error:
            outage.met(error)
        time.sleep(AGAIN_SECONDS)
    pusher.close()
    try:
        lease.release()
    except DeskDown as error:
        log.warning("the lease runs out by itself: %s", error)
