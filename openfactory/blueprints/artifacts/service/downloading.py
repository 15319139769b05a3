"""The content of an artifact, to be sent or read."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.artifacts.models import Artifact
from openfactory.blueprints.artifacts.service.objects import key_of, storage_of
from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.downloads import Download


async def open_artifact(access: Access, artifact_id: UUID, context: Context) -> Download:
    """An artifact's content, of which nothing is read yet."""
    artifact = await Artifact.require(access, artifact_id)
    storage, key = storage_of(context), key_of(access.project, artifact.id)

    async def read(start: int, length: int) -> bytes:
        return await storage.read(key, start, length)

    return Download(artifact.file_name, artifact.mime_type, artifact.file_size, artifact.sha256, read, storage.step)
