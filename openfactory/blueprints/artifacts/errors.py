"""Refusals that only artifacts give."""

from __future__ import annotations

from openfactory.core.errors import Conflict, Unsupported


class FolderCycle(Conflict):
    """A folder would be inside itself."""

    code, title = "artifacts.folder_cycle", "The folder would be inside itself"


class TooDeep(Conflict):
    """Folders are nested as deep as they can be."""

    code, title = "artifacts.too_deep", "Folders are nested too deep"


class Full(Conflict):
    """There are as many of these as there can be."""

    code, title = "artifacts.full", "There are as many as there can be"


class QuotaReached(Conflict):
    """The file does not fit beside the project's others: `used` and `quota` are in bytes."""

    code, title = "artifacts.quota_reached", "The project has no room for this file"


class TypeRefused(Unsupported):
    """Files of this type are not taken: `mimeType` is what its content says it is."""

    code, title = "artifacts.type_refused", "Files of this type are not taken"
