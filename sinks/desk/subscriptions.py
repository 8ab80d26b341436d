"""Browsers that take pushes for somebody (W3C Push API). Lost with Redis: a browser says it again whenever its page is opened."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from typing import Any

from sinks.desk.store import Store

MOST = 10  # of one person; the oldest is forgotten
KEPT_SECONDS = 90 * 86_400  # without a word of the browser

Subscription = dict[str, Any]  # endpoint, keys: {p256dh, auth}; `at` when it was last said, epoch seconds


class Subscriptions(Store):
    """Who can be reached where."""

    def put(self, person: str, subscription: Subscription) -> None:
        """A browser of somebody; another one's until now when somebody else had signed in there."""
        name = _name(subscription["endpoint"])
        with self.reaching():
            before = self.redis.get(f"push:of:{name}")
            if before and before != person:
                self.redis.hdel(f"push:{before}", name)
            both = self.redis.pipeline(transaction=True)
            both.hset(f"push:{person}", name, json.dumps({**subscription, "at": time.time()}))
            both.expire(f"push:{person}", KEPT_SECONDS)
            both.set(f"push:of:{name}", person, ex=KEPT_SECONDS)
            both.execute()
        latest_first = sorted(self.of([person]), key=lambda one: -one[1]["at"])
        for _, old in latest_first[MOST:]:
            self.drop(person, old["endpoint"])

    def of(self, people: Iterable[str]) -> list[tuple[str, Subscription]]:
        """(person, subscription) of these people."""
        found = []
        with self.reaching():
            for person in people:
                found += [(person, json.loads(text)) for text in self.redis.hvals(f"push:{person}")]
        return found

    def drop(self, person: str, endpoint: str) -> None:
        """No longer there."""
        with self.reaching():
            self.redis.hdel(f"push:{person}", _name(endpoint))
            self.redis.delete(f"push:of:{_name(endpoint)}")


def _name(endpoint: str) -> str:
    return hashlib.blake2b(endpoint.encode(), digest_size=16).hexdigest()
