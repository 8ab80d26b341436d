"""Who is the desk, or who pushes: one process among those that could, by a lock in Redis that its holder renews."""

from __future__ import annotations

import redis
from redis.exceptions import LockError

from sinks.desk.store import reaching

DESK, PUSH = "tidewatch:desk", "tidewatch:push"


class Lease:
    """Held for `seconds` after each `hold`. Redis lost or emptied: whoever asks first has it, so a holder asks often."""

    def __init__(self, client: redis.Redis, seconds: int, name: str = DESK) -> None:
        self._lock = client.lock(name, timeout=seconds, blocking=False, thread_local=False)

    def hold(self) -> bool:
        """Take or renew; False while another process has it. Raises DeskDown."""
        with reaching():
            try:
                return bool(self._lock.reacquire())
            except LockError:
                return bool(self._lock.acquire(blocking=False))

    def release(self) -> None:
        """Let another one have it at once. Raises DeskDown."""
        with reaching():
            if self._lock.owned():
                self._lock.release()
