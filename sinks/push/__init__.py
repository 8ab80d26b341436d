"""Push: what the desk has decided to tell people leaves the house, over channels; one folder each."""

from sinks.push.channel import Channel, Later, Message, Undeliverable
from sinks.push.lane import Audience, Lane
from sinks.push.outside import NotAllowed, Outside
from sinks.push.pusher import Pusher
from sinks.push.webhook import Webhook
from sinks.push.webpush import WebPush
from sinks.push.wecom import WeCom

__all__ = [
    "Audience",
    "Channel",
    "Lane",
    "Later",
    "Message",
    "NotAllowed",
    "Outside",
    "Pusher",
    "Undeliverable",
    "WeCom",
    "WebPush",
    "Webhook",
]
