"""Channels: what a client can follow. Modules declare their kinds (`Module(channels=…)`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from openfactory.core.access import Access, Needs
from openfactory.core.errors import NotFound, Refusal
from openfactory.core.events.entry import Entry


class UnknownChannel(Refusal):
    """No served module has such a channel, or its name is not written so."""

    status, code, title = 422, "live.unknown_channel", "There is no such channel"


def _all(entry: Entry) -> bool:
    return True


@dataclass(frozen=True)
class Source:
    """The stream that a channel is read from, and which of its events belong to the channel."""

    stream_id: UUID
    picks: Callable[[Entry], bool] = _all


async def _itself(channel_id: UUID) -> UUID | None:
    return channel_id


@dataclass(frozen=True)
class ChannelKind:
    """One kind of channel: `document` of `document:<id>`.

    name     before the colon; unique among the served modules
    summary  what one hears there, for the documentation
    needs    who may follow it, as at an endpoint
    source   what it is read from, for a caller with the right; NotFound for an id that is not there
    place    the place in which the right is held, by name; without one the channel has no id
    locate   the id of that place for the channel's id, None for one that is not there; otherwise they are the same
    """

    name: str
    summary: str
    needs: Needs
    source: Callable[[Access, UUID | None], Awaitable[Source]]
    place: str | None = None
    locate: Callable[[UUID], Awaitable[UUID | None]] = _itself

    async def place_id(self, channel_id: UUID | None) -> UUID | None:
        """The place's id; NotFound where the channel's id is nobody's."""
        if self.place is None or channel_id is None:
            return None
        found = await self.locate(channel_id)
        if found is None:
            raise NotFound
        return found


class Channels:
    """The kinds of the served modules."""

    def __init__(self, kinds: tuple[ChannelKind, ...]) -> None:
        self.kinds: dict[str, ChannelKind] = {}
        for kind in kinds:
            if self.kinds.setdefault(kind.name, kind) is not kind:
                raise ValueError(f"there are two kinds of channels named {kind.name!r}")

    def parse(self, name: str) -> tuple[ChannelKind, UUID | None]:
        """The kind and the id that a channel's name says."""
        kind_name, colon, text = name.partition(":")
        kind = self.kinds.get(kind_name)
        if kind is None or bool(colon) != (kind.place is not None):
            raise UnknownChannel(f"the channels are {', '.join(map(_form, self.kinds.values()))}")
        try:
            return kind, UUID(text) if colon else None
        except ValueError:
            raise UnknownChannel(f"{kind_name}: takes an id (a UUID)") from None


def _form(kind: ChannelKind) -> str:
    return f"{kind.name}:<id>" if kind.place else kind.name
