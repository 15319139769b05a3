"""Refusals that only documents give."""

from __future__ import annotations

from openfactory.core.errors import Conflict, Invalid, TooLarge


class FeatureTaken(Conflict):
    """A feature has at most one document of each kind."""

    code, title = "documents.feature_taken", "The feature has a document of this kind already"


class TooLong(TooLarge):
    """The text is longer than a document, or an exported file, may be."""

    code, title = "documents.too_long", "The text is too long"


class NotReadable(Invalid):
    """A file is not what its name says, or cannot be read."""

    code, title = "documents.file_not_readable", "The file cannot be read"


class Outdated(Conflict):
    """The text that a suggestion is about is no longer there."""

    code, title = "documents.suggestion_outdated", "The document has changed where the suggestion would change it"


class AlreadyDecided(Conflict):
    """A suggestion is accepted or rejected once."""

    code, title = "documents.suggestion_decided", "The suggestion has been decided already"
