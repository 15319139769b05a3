"""A channel as server-sent events: `id:` is the cursor, and `Last-Event-ID` goes on from it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec
from sanic import HTTPResponse

from openfactory.core.access import Access
from openfactory.core.errors import Refusal, Unavailable
from openfactory.core.events.entry import Entry
from openfactory.core.http import event_stream
from openfactory.core.http.credentials import bearer_token
from openfactory.core.http.event_stream import EventStream, block, last_event_id
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.serving import origin_of
from openfactory.core.live.live import Caller, Live

Picks = Callable[[Entry], bool] | None
RETRY_MILLISECONDS = (1000, 5000)  # each client gets its own, so that they do not all come back at once


class Events:
    """Serves channels to clients that ask for `text/event-stream`."""

    def __init__(self, live: Live, trusted_origins: frozenset[str], draining: Callable[[], bool]) -> None:
        self._live, self._trusted, self._draining = live, trusted_origins, draining

    async def answer(
        self,
        request: ApiRequest,
        access: Access,
        channel: str,
        *,
        after: int | None,
        picks: Picks = None,
    ) -> Any:
        """The response for a caller whose right is checked; it is watched over as long as the stream lasts."""
        if self._draining():
            raise Unavailable("the server is stopping: connect again")
        if request.method == "HEAD":
            return HTTPResponse(headers=dict(event_stream.HEADERS), content_type=event_stream.MEDIA_TYPE)
        connections = self._live.connections
        seat = await connections.admit(access.caller.user_id)
        caller = Caller(bearer_token(request, self._trusted), origin_of(request))
        resumed = last_event_id(request)
        after = after if resumed is None else resumed

        async def serve(request: ApiRequest) -> None:
            stream = EventStream(request)
            connections.add(stream, "events", seat)
            try:
                await self._serve(stream, caller, channel, after, picks)
            finally:
                connections.discard(stream)

        return event_stream.answer(serve, request)

    async def _serve(self, stream: EventStream, caller: Caller, channel: str, after: int | None, picks: Picks) -> None:
        def begins(cursor: int, resync: bool) -> None:
            retry = b"retry: %d\n" % random.randint(*RETRY_MILLISECONDS)  # noqa: S311
            body = msgspec.json.encode({"channel": channel, "cursor": cursor})
            if resync:
                stream.send(block(msgspec.json.encode({"channel": channel}), event="resync"))
            stream.send(retry + block(body, event="subscribed", event_id=cursor))

        def deliver(entry: Entry) -> bool:
            if picks is not None and not picks(entry):
                return True
            return stream.send(_form(entry)) and not stream.full

        def ended(refusal: Refusal) -> None:
            stream.send(block(_error(refusal), event="error"))
            stream.close()

        kind, channel_id = self._live.channels.parse(channel)
        try:
            followed = await self._live.follow(
                caller, kind, channel_id, after, begins=begins, deliver=deliver, ended=ended
            )
        except Refusal as refusal:  # between the check and the answer
            ended(refusal)
            return
        stream.on_room = followed.follower.go_on
        try:
            await stream.last()
        finally:
            followed.close()


def _form(entry: Entry) -> bytes:
    form = entry.forms.get("")
    if form is None:
        form = entry.forms[""] = block(entry.body, event_id=entry.seq)
    return form


def _error(refusal: Refusal) -> bytes:
    return msgspec.json.encode({"code": refusal.code, "detail": refusal.detail or refusal.title})
