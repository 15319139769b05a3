"""Refusals that only notes give."""

from __future__ import annotations

from openfactory.core.errors import Conflict


class TooManyNotes(Conflict):
    """The project has as many notes as a project may have."""

    code, title = "notes.limit", "The project has as many notes as it may have"
