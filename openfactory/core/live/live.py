"""`Live`: opens channels. Rights, cursors and streams come together here, for WebSockets and event streams alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Origin
from openfactory.core.access.resolver import Resolver
from openfactory.core.access.rights import Grant, Rights
from openfactory.core.db.queries import Query, as_moment
from openfactory.core.errors import Refusal
from openfactory.core.events.entry import Entry
from openfactory.core.events.follower import Follower
from openfactory.core.events.tails import Tails
from openfactory.core.http.sockets.connections import Connections
from openfactory.core.live.channels import ChannelKind, Channels, Source
from openfactory.core.settings.sections import LiveSettings

_NEXT = Query(
    "events.next_after",
    "SELECT s.last_seq, e.seq, e.occurred_at FROM core_event_streams s LEFT JOIN core_events e "
    "ON e.stream_id = s.id AND e.seq = :following WHERE s.id = :stream_id",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose channels they are: the credential, and where it came from."""

    token: str
    origin: Origin


@dataclass(slots=True)
class Channel:
    """A channel that is followed. `close` is to follow."""

    live: Live
    grant: Grant
    follower: Follower

    def close(self) -> None:
        """Follow it no more."""
        self.follower.close()
        self.live.rights.drop(self.grant)


class Live:
    """What a worker needs to let clients follow the log."""

    def __init__(
        self,
        settings: LiveSettings,
        channels: Channels,
        resolver: Resolver,
        rights: Rights,
        tails: Tails,
        connections: Connections,
    ) -> None:
        self.settings, self.channels, self.rights = settings, channels, rights
        self.tails, self.connections, self._resolver = tails, connections, resolver

    async def follow(
        self,
        caller: Caller,
        kind: ChannelKind,
        channel_id: UUID | None,
        after: int | None,
        *,
        begins: Callable[[int, bool], None],
        deliver: Callable[[Entry], bool],
        ended: Callable[[Refusal], None],
    ) -> Channel:
        """Follow a channel: `begins(cursor, resync)` is called first, then `deliver` for each of its events.

        `resync` where the log cannot be read from `after` on: then it begins at the present end. `deliver` says
        whether it can take more; `ended` says why the right to follow is gone.
        """
        place, place_id = self._resolver.place_of((), kind.place), await kind.place_id(channel_id)
        grant, access = await self.rights.grant(caller.token, place, place_id, kind.needs, caller.origin, ended)
        try:
            source = await kind.source(access, channel_id)
            resync = after is not None and not await self._reaches(source.stream_id, after)
            tail = await self.tails.open(source.stream_id)
        except BaseException:
            self.rights.drop(grant)
            raise
        cursor = tail.head if after is None or resync else after
        begins(cursor, resync)
        return Channel(self, grant, self.tails.follow(tail, cursor, _picking(source, deliver)))

    async def _reaches(self, stream_id: UUID, after: int) -> bool:
        """Whether the log can be read from a cursor on: it is not of another log, and not too old."""
        if self.tails.keeps(stream_id, after):
            return True
        found = await _NEXT.one(stream_id=stream_id, following=after + 1)
        last = found["last_seq"] if found else 0
        if found is None or after >= last:
            return after == last
        oldest = clock.now() - timedelta(days=self.settings.replay_days)
        return found["seq"] is not None and as_moment(found["occurred_at"]) >= oldest


def _picking(source: Source, deliver: Callable[[Entry], bool]) -> Callable[[Entry], bool]:
    return lambda entry: deliver(entry) if source.picks(entry) else True
