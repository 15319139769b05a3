"""Renaming, moving and deleting artifacts."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.artifacts.events import ArtifactChanged, ArtifactDeleted
from openfactory.blueprints.artifacts.jobs import remove_object
from openfactory.blueprints.artifacts.models import Artifact, ExtractedText, Folder
from openfactory.blueprints.artifacts.schemas.artifacts import ChangeArtifact
from openfactory.blueprints.artifacts.service.objects import let_go
from openfactory.blueprints.artifacts.service.reading import WholeArtifact, read_artifact
from openfactory.blueprints.projects.api import count
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.transactions import transaction
from openfactory.shared.archiving import require_open
from openfactory.shared.search.service import forget, put


async def change_artifact(access: Access, artifact_id: UUID, wanted: ChangeArtifact) -> WholeArtifact:
    """Rename an artifact, or move it into another folder or to the root."""
    async with transaction(access) as tx:
        require_open(access)
        artifact = await Artifact.require_current(access, artifact_id)
        if wanted.folder_id is not None:
            await Folder.require(access, wanted.folder_id, lock=True)
        changes = apply_changes(artifact, wanted, clearable={"folder_id"})
        if changes:
            await artifact.save(update_fields=["name", "folder_id"])
            tx.emit(
                ArtifactChanged(
                    artifact_id=artifact.id, title=artifact.name, folder_id=artifact.folder_id, changes=changes
                )
            )
        if "name" in changes:
            text = await ExtractedText.visible_to(access).filter(artifact_id=artifact.id).first()
            await put(access, "artifact", artifact.id, artifact.name, text.text if text else "")
        return await read_artifact(access, artifact.id)


async def delete_artifact(access: Access, artifact_id: UUID) -> None:
    """Delete an artifact. Its room is free at once; its content is removed by a job."""
    async with transaction(access) as tx:
        require_open(access)
        artifact = await Artifact.require_current(access, artifact_id)
        await artifact.delete()
        await let_go(access, artifact.id)
        await forget(access, "artifact", [artifact.id])
        await tx.enqueue(remove_object(artifact.id))
        tx.emit(ArtifactDeleted(artifact_id=artifact.id, title=artifact.name))
        await count(access.project, "artifact", -1)
