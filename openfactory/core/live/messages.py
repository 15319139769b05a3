"""The messages of `/api/ws`, in and out."""

from __future__ import annotations

from typing import Annotated

import msgspec

from openfactory.core.errors import Refusal
from openfactory.core.events.entry import Entry
from openfactory.core.http.sockets.socket import text_frame

Cursor = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class MalformedMessage(Refusal):
    """A message on a live connection cannot be read."""

    status, code, title = 400, "live.malformed_message", "The message cannot be read"


class TooManySubscriptions(Refusal):
    """A connection follows as many channels as it may."""

    status, code, title = 429, "live.too_many_subscriptions", "Too many channels on one connection"


class Subscribe(msgspec.Struct, tag="subscribe", tag_field="type", forbid_unknown_fields=True):
    """Follow a channel: from now on, or from behind a cursor."""

    channel: Name
    after: Cursor | None = None


class Unsubscribe(msgspec.Struct, tag="unsubscribe", tag_field="type", forbid_unknown_fields=True):
    """Follow it no more."""

    channel: Name


class Ping(msgspec.Struct, tag="ping", tag_field="type", forbid_unknown_fields=True):
    """Is the server there?"""


Incoming = Subscribe | Unsubscribe | Ping
_decoder = msgspec.json.Decoder(Incoming)
PONG = text_frame(b'{"type":"pong"}')


def read(message: str | bytes) -> Incoming:
    """A message, or MalformedMessage with what is wrong."""
    try:
        incoming: Incoming = _decoder.decode(message)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedMessage(str(error)[:300]) from None
    return incoming


def subscribed(channel: str, cursor: int) -> bytes:
    """The channel is followed; its events after the cursor come."""
    return _frame({"type": "subscribed", "channel": channel, "cursor": cursor})


def resync(channel: str) -> bytes:
    """What the client has is too old to go on from: it loads its state anew."""
    return _frame({"type": "resync", "channel": channel})


def error(refusal: Refusal, channel: str = "") -> bytes:
    """A message could not be obeyed."""
    detail = refusal.detail or refusal.title
    return _frame(
        {"type": "error", "code": refusal.code, "detail": f"{channel}: {detail}" if channel else detail},
    )


def event(channel: str, entry: Entry) -> bytes:
    """An event in a channel; made once for all of its followers."""
    frame = entry.forms.get(channel)
    if frame is None:
        name = msgspec.json.encode(channel)
        text = b'{"type":"event","channel":%b,"id":%d,"event":%b}' % (name, entry.seq, entry.body)
        frame = entry.forms[channel] = text_frame(text)
    return frame


def _frame(message: dict[str, object]) -> bytes:
    return text_frame(msgspec.json.encode(message))
