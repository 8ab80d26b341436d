"""A signed webhook: for the bank's own message gateway, which knows everybody's phone."""

from sinks.push.webhook.channel import Webhook

__all__ = ["Webhook"]
