"""WeCom (企业微信): the robot of a group chat, a branch's or a team's."""

from sinks.push.wecom.channel import WeCom

__all__ = ["WeCom"]
