"""What other modules and agents may call. Importing it makes the subject known.

They pass their own module's context, by which settings and the file store are found.
"""

from __future__ import annotations

from typing import IO, Any
from uuid import UUID

from openfactory.blueprints.artifacts import subjects as _subjects  # noqa: F401
from openfactory.blueprints.artifacts.models import Artifact, Folder
from openfactory.blueprints.artifacts.schemas.artifacts import ArtifactQuery
from openfactory.blueprints.artifacts.service.artifacts import delete_artifact
from openfactory.blueprints.artifacts.service.downloading import open_artifact
from openfactory.blueprints.artifacts.service.folder_tree import read_tree
from openfactory.blueprints.artifacts.service.listing import list_artifacts
from openfactory.blueprints.artifacts.service.reading import WholeArtifact, read_artifact
from openfactory.blueprints.artifacts.service.uploading import create_artifact, keep_content
from openfactory.core.access import Access
from openfactory.core.http.context import Context


async def store_artifact(
    access: Access,
    context: Context,
    content: IO[bytes],
    *,
    file_name: str,
    name: str | None = None,
    folder_id: UUID | None = None,
) -> WholeArtifact:
    """Make an artifact of a content that can be read from its beginning, and is not held in memory.

    Call it outside of a transaction: the store can be slow. Refuses as an upload is refused, for its type or for want
    of room; the caller bounds the size.
    """
    kept = await keep_content(access, context, content, file_name)
    return await create_artifact(access, kept, file_name=file_name, name=name, folder_id=folder_id)


async def open_text(access: Access, artifact_id: UUID) -> tuple[str | None, bool]:
    """What has been read of an artifact so far, and whether it is but the beginning; 404 for none of this project."""
    artifact: dict[str, Any] = await read_artifact(access, artifact_id)
    return artifact["extractedText"], artifact["extractedTextTruncated"]


__all__ = [
    "Artifact",
    "ArtifactQuery",
    "Folder",
    "WholeArtifact",
    "delete_artifact",
    "list_artifacts",
    "open_artifact",
    "open_text",
    "read_artifact",
    "read_tree",
    "store_artifact",
]
