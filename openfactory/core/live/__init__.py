"""Live events: what the log says, pushed over WebSockets and event streams to those who may see it."""

from openfactory.core.live.channels import ChannelKind, Source

__all__ = ["ChannelKind", "Source"]
