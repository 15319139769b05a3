"""Refusals of outgoing requests."""

from __future__ import annotations

from openfactory.core.errors import BadGateway, Invalid


class OutgoingRefused(Invalid):
    """This server does not call that URL. The text never says what a name resolves to."""

    code, title = "outgoing.refused", "The server does not call this URL"


class AnswerTooLarge(BadGateway):
    """Another server answered with more bytes than are read."""

    code, title = "outgoing.answer_too_large", "The other server's answer is too large"
