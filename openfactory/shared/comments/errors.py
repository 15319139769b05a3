"""Refusals that only comments give."""

from __future__ import annotations

from openfactory.core.errors import Conflict, Denied


class NotYours(Denied):
    """Only its author can change a comment; admins can delete it."""

    code, title = "comments.not_yours", "This comment is somebody else's"


class NotAThread(Conflict):
    """Replies are given to the comment that opens a thread, not to other replies."""

    code, title = "comments.not_a_thread", "This comment is a reply: reply to the one that opens its thread"
