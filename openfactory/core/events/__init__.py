"""The ordered event log: facts, stored in the transaction that makes them true."""

from openfactory.core.events.event import Change, Event

__all__ = ["Change", "Event"]
