"""How isolated work can end without an answer. The texts hold no path and no traceback: the log has these."""

from __future__ import annotations

from openfactory.core.errors import Invalid


class Refused(Invalid):
    """The target will not take this (it raised ValueError); the detail is what it said."""


class Unfinished(Invalid):
    """The target has not come to an end with what it was given."""

    title = "This cannot be processed"

    def __init__(self) -> None:
        super().__init__(self.title)


class OutOfTime(Unfinished):
    """It took longer than it may."""

    title = "This takes too long to process"


class OutOfMemory(Unfinished):
    """It needed more memory than it may."""

    title = "This needs too much memory to process"


class AnswerTooLarge(Unfinished):
    """It answered with more bytes than are taken."""

    title = "The result of this is too large"


class Crashed(Unfinished):
    """It raised another exception than ValueError, or its process ended."""

    title = "This cannot be processed: it made the program fail"
