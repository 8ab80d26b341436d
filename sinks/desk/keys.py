"""API keys of integrators: shown once, kept as hashes, each for some streams."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence

from sinks.desk.store import KEYS, Row, Store

PREFIX = "tw_"


def digest_of(key: str) -> str:
    """What is kept of a key. It is 256 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(key.encode()).hexdigest()


class Keys(Store):
    """The keys by id. Who makes or revokes one writes it to the audit log with what `create` returns, so that a lost Redis gets them back."""

    def create(self, name: str, streams: Sequence[str], by: str, now: int) -> tuple[str, Row]:
        """A new key and what is kept of it."""
        key = PREFIX + secrets.token_urlsafe(32)
        digest = digest_of(key)
        kept: Row = {"id": digest[:12], "name": name, "streams": sorted(streams), "by": by, "at": now, "sha256": digest}
        with self.reaching():
            self.redis.hset(KEYS, kept["id"], json.dumps(kept, ensure_ascii=False))
        return key, kept

    def all(self) -> list[Row]:
        """Every key, without its hash."""
        with self.reaching():
            found = [json.loads(text) for text in self.redis.hvals(KEYS)]
        return sorted(({n: v for n, v in one.items() if n != "sha256"} for one in found), key=lambda one: -one["at"])

    def revoke(self, key_id: str) -> bool:
        """Valid no more; False when there is none of that id."""
        with self.reaching():
            return bool(self.redis.hdel(KEYS, key_id))

    def of(self, key: str) -> Row | None:
        """Whose a key is and for which streams; None when it is none of ours."""
        digest = digest_of(key)
        with self.reaching():
            text = self.redis.hget(KEYS, digest[:12])
        kept: Row | None = json.loads(text) if text else None
        return kept if kept is not None and secrets.compare_digest(kept["sha256"], digest) else None
