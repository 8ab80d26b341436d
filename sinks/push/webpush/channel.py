"""A title and a link, encrypted for the browser: no customer's name passes through the push service, nor lies on a locked screen (DESIGN §7)."""

from __future__ import annotations

import time
from collections import OrderedDict
from urllib.parse import urlsplit

import msgspec
from py_vapid import Vapid02

from sinks.desk.server import DeskDown
from sinks.desk.subscriptions import Subscription, Subscriptions
from sinks.push.channel import Channel, Later, Message, Undeliverable
from sinks.push.outside import Outside

TITLES = {"P1": "▲ 紧急", "P2": "◆ 今天", "P3": "● 本周", "P4": "○ 提示"}
GONE = ("HTTP_404", "HTTP_410")
KEPT_SECONDS = 12 * 3600  # by the push service, for a phone that is off
REMEMBERED = 1_000  # messages of which some browsers have had theirs


class WebPush(Channel):
    """All browsers of a message's people. `contact` (mailto: or https:) is whom a push service writes to when something is wrong with us."""

    def __init__(self, outside: Outside, subscriptions: Subscriptions, key: Vapid02, contact: str) -> None:
        self._outside, self._subscriptions, self._key, self._contact = outside, subscriptions, key, contact
        self._had: OrderedDict[str, set[str]] = OrderedDict()

    def send(self, message: Message) -> None:
        """Each browser once; those that are gone are forgotten. Nobody's browser is no mistake: the inbox has it."""
        had = self._had.setdefault(message.id, set())
        while len(self._had) > REMEMBERED:
            self._had.popitem(last=False)
        try:
            to = [one for one in self._subscriptions.of(message.to) if one[1]["endpoint"] not in had]
            faults = [why for person, one in to if (why := self._tried(person, one, message, had)) is not None]
        except DeskDown as error:
            raise Later(str(error)) from None
        again = [why for why in faults if isinstance(why, Later)]
        if again or (faults and not had):
            raise (again or faults)[0]

    def _tried(self, person: str, to: Subscription, message: Message, had: set[str]) -> Later | Undeliverable | None:
        """One browser; what went wrong."""
        try:
            self._post(to, message)
        except Later as why:
            return why
        except Undeliverable as why:
            if why.code in GONE:
                self._subscriptions.drop(person, to["endpoint"])
            return why
        had.add(to["endpoint"])
        return None

    def _post(self, to: Subscription, message: Message) -> None:
        # brings two HTTP clients that we do not use, 0.3 s: whoever pushes to no browser does not wait for them
        from pywebpush import WebPusher

        said = {"title": TITLES.get(message.severity, ""), "link": urlsplit(message.link).path, "tag": message.id}
        origin = "://".join(urlsplit(to["endpoint"])[:2])
        claims = {"aud": origin, "exp": int(time.time()) + KEPT_SECONDS, "sub": self._contact}
        headers = {
            "Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm", "TTL": str(KEPT_SECONDS), "Topic": message.id[:32],
            "Urgency": "high" if message.severity == "P1" else "normal", **self._key.sign(claims),
        }  # fmt: skip
        self._outside.post(to["endpoint"], WebPusher(to).encode(msgspec.json.encode(said))["body"], headers)

    def close(self) -> None:
        """Hang up."""
        self._outside.close()
