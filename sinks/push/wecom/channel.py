"""A markdown message to a group's robot, its people named (developer.work.weixin.qq.com: 群机器人配置说明).

The robot's address holds its key: it is a secret. It takes twenty messages a minute and answers 200 with `errcode`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sinks.push.channel import Channel, Later, Message, Undeliverable
from sinks.push.outside import Outside

LONGEST = 4096  # bytes of a markdown message
COLOURS = {"P1": "warning", "P2": "warning", "P3": "info", "P4": "comment"}
TOO_OFTEN, BUSY = (45009, 45033), (-1,)
A_MINUTE = 60.0


class WeCom(Channel):
    """One robot. Raises NotAllowed when its address may not be called."""

    def __init__(self, outside: Outside, url: str) -> None:
        outside.check(url)
        self._outside, self._url = outside, url

    def send(self, message: Message) -> None:
        """What the robot answers decides, not the status."""
        body = {"msgtype": "markdown", "markdown": {"content": _markdown(message)}}
        answer = self._outside.post(self._url, msgspec.json.encode(body), {"Content-Type": "application/json"})
        try:
            said: dict[str, Any] = msgspec.json.decode(answer.content)
            code = int(said["errcode"])
        except (msgspec.DecodeError, KeyError, TypeError, ValueError):
            raise Later("the robot's answer is not understood") from None
        if code in TOO_OFTEN:
            raise Later("the robot is asked too often", A_MINUTE)
        if code in BUSY:
            raise Later("the robot is busy")
        if code != 0:
            raise Undeliverable(
                f"WECOM_{code}", "the robot refuses it: look the code up in WeCom's list of global error codes"
            )

    def close(self) -> None:
        """Hang up."""
        self._outside.close()


def _markdown(message: Message) -> str:
    people = " ".join(f"<@{one}>" for one in message.to)
    head = f'<font color="{COLOURS.get(message.severity, "comment")}">**{message.title}**</font>'
    foot = f"\n[查看]({message.link}) {people}"
    room = LONGEST - len(f"{head}\n\n{foot}".encode())
    return f"{head}\n{message.text.encode()[:room].decode(errors='ignore')}\n{foot}"
