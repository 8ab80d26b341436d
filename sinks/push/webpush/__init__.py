"""Web push (RFC 8030, 8291, 8292): to the browsers in which people have turned notices on."""

from sinks.push.webpush.channel import WebPush

__all__ = ["WebPush"]
