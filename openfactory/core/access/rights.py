"""Rights that must hold for longer than a request: those of open websockets and event streams.

They are checked when a connection opens, again when the log says that rights have changed (`Event.changes_rights`),
when a credential ends by itself, and every minute whatever the log says.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access.access import Access, Origin
from openfactory.core.access.credentials import Place
from openfactory.core.access.permissions import SIGNED_IN, Needs
from openfactory.core.access.resolver import Resolver
from openfactory.core.errors import Denied, NotFound, Refusal, Unauthenticated
from openfactory.core.events.entry import Entry
from openfactory.core.events.tails import Tails
from openfactory.core.logs import get_logger
from openfactory.core.wheel import Wheel

log = get_logger(__name__)
CHECK_SECONDS = 60  # between two checks that nothing has asked for
RETRY_SECONDS = 1.0  # where the database is away


def demand(access: Access, needs: Needs) -> None:
    """Refuse (403) a caller who has not what an access rule needs."""
    if isinstance(needs, str):
        if needs not in access.permissions:
            raise Denied(f"this needs the permission {needs}")
    elif needs is SIGNED_IN and access.caller.kind != "session":
        raise Denied("this needs a signed-in user: an API key cannot do it")


@dataclass(eq=False, slots=True)
class Grant:
    """A right that was given. `ended` is called once, with the reason, when it holds no more."""

    token: str = field(repr=False)
    place: Place
    place_id: UUID | None
    needs: Needs
    origin: Origin
    ended: Callable[[Refusal], None]
    user_id: UUID | None
    until: datetime | None
    watched: tuple[UUID, ...] = ()


class Gone(NotFound):
    """What a right was for is there no more."""


class Rights:
    """All grants of a worker. `changing` are the names of events that change rights."""

    def __init__(self, resolver: Resolver, changing: Iterable[str]) -> None:
        self._resolver, self._changing = resolver, frozenset(changing)
        self._tails: Tails | None = None
        self._grants: dict[UUID, set[Grant]] = {}  # by stream
        self._wheel: Wheel[Grant] = Wheel(CHECK_SECONDS)
        self._ending: set[Grant] = set()  # those whose credential ends before their next turn
        self._doubted: dict[Grant, UUID | None] = {}  # and the stream that raised the doubt
        self._changes = 0  # events heard that change rights
        self._woken = asyncio.Event()

    def __len__(self) -> int:
        return len(self._wheel)

    async def grant(
        self,
        token: str,
        place: Place,
        place_id: UUID | None,
        needs: Needs,
        origin: Origin,
        ended: Callable[[Refusal], None],
    ) -> tuple[Grant, Access]:
        """Check a right and watch over it; 401, 403 or 404 where there is none. `drop` is to follow."""
        assert self._tails is not None
        changes = self._changes
        access = await self._resolver.resolve(token, place, place_id, origin)
        demand(access, needs)
        caller = access.caller
        grant = Grant(token, place, place_id, needs, origin, ended, caller.user_id, caller.until)
        ids = (caller.user_id, caller.organization_id, access.organization_id, access.project_id)
        streams = tuple(dict.fromkeys(stream for stream in ids if stream is not None))
        unread = any(stream not in self._tails for stream in streams)
        await self._watch(grant, streams)
        if unread or changes != self._changes:  # what happened in between was told to nobody
            self._doubt(grant, None)
        return grant, access

    async def _watch(self, grant: Grant, streams: Iterable[UUID]) -> None:
        """Have the streams read that may tell of its end."""
        assert self._tails is not None
        self._wheel.add(grant)
        try:
            for stream_id in streams:
                self._tails.guard(await self._tails.open(stream_id))
                self._grants.setdefault(stream_id, set()).add(grant)
                grant.watched += (stream_id,)
        except BaseException:
            self.drop(grant)
            raise
        self._note_end(grant)

    def drop(self, grant: Grant) -> None:
        """Watch over it no more."""
        if grant not in self._wheel or self._tails is None:
            return
        self._wheel.discard(grant)
        self._ending.discard(grant)
        self._doubted.pop(grant, None)
        for stream_id in grant.watched:
            grants = self._grants[stream_id]
            grants.discard(grant)
            if not grants:
                del self._grants[stream_id]
            self._tails.unguard(stream_id)

    def heard(self, stream_id: UUID, entry: Entry) -> None:
        """An event was read: where it changes rights, those of its stream (of the user it names) are in doubt."""
        if entry.name not in self._changing:
            return
        self._changes += 1
        user = entry.fields.get("userId")
        for grant in self._grants.get(stream_id, ()):
            if user is None or str(grant.user_id) == user:
                self._doubt(grant, stream_id)

    def _doubt(self, grant: Grant, stream_id: UUID | None) -> None:
        self._doubted[grant] = stream_id
        self._woken.set()

    @asynccontextmanager
    async def watching(self, tails: Tails) -> AsyncIterator[None]:
        """Check what is in doubt while the block lasts."""
        self._tails = tails
        tasks = [asyncio.create_task(self._check_doubted()), asyncio.create_task(self._doubt_in_turn())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _doubt_in_turn(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = clock.now()
            for grant in self._wheel.turn():
                self._note_end(grant)
                self._doubt(grant, None)
            for grant in [*self._ending]:
                if grant.until is None or grant.until <= now:
                    self._doubt(grant, None)

    def _note_end(self, grant: Grant) -> None:
        if grant.until is not None and grant.until < clock.now() + timedelta(seconds=2 * CHECK_SECONDS):
            self._ending.add(grant)
        else:
            self._ending.discard(grant)

    async def _check_doubted(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._doubted:
                grant, stream_id = next(iter(self._doubted.items()))
                if not await self._check(grant, stream_id):
                    await asyncio.sleep(RETRY_SECONDS)

    async def _check(self, grant: Grant, stream_id: UUID | None) -> bool:
        """Whether it could be checked; the grant ends where it does not hold."""
        self._doubted.pop(grant, None)
        try:
            access = await self._resolver.resolve(grant.token, grant.place, grant.place_id, grant.origin, used=False)
            demand(access, grant.needs)
        except (Unauthenticated, Denied, NotFound) as refusal:
            self._end(grant, refusal, stream_id)
        except Exception as error:
            log.warning("rights cannot be checked: it is tried again", reason=repr(error))
            if grant in self._wheel:
                self._doubted.setdefault(grant, stream_id)
            return False
        else:
            grant.until = access.caller.until
            self._note_end(grant)
        return True

    def _end(self, grant: Grant, refusal: Refusal, stream_id: UUID | None) -> None:
        """Of a place that is hidden now: is it gone, or is only the right to see it?"""
        if grant not in self._wheel:
            return
        if isinstance(refusal, NotFound):
            own = stream_id is not None and stream_id == grant.place_id
            refusal = Gone("it was deleted") if own else Denied("the right to see this is gone")
        self.drop(grant)
        try:
            grant.ended(refusal)
        except Exception:
            log.exception("the end of a right could not be told")
