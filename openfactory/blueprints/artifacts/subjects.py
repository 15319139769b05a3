"""Artifacts as subjects: what can be commented on, searched and linked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openfactory.blueprints.artifacts.models import Artifact, ExtractedText
from openfactory.core.access import Access
from openfactory.core.subjects import Subject, register_subject
from openfactory.shared.search.reindexing import Said, register_reindexer, rows_behind


@dataclass(frozen=True)
class Told:
    """An artifact with what is to be read in it."""

    artifact: Artifact
    text: str


async def _told(access: Access, artifact_id: UUID) -> Told:
    artifact = await Artifact.require(access, artifact_id)
    found = await ExtractedText.visible_to(access).filter(artifact_id=artifact.id).first()
    return Told(artifact, found.text if found else "")


async def _said(access: Access, after: UUID, most: int) -> list[Said]:
    artifacts = await rows_behind(Artifact, access, after, most)
    found = ExtractedText.visible_to(access).filter(artifact_id__in=[artifact.id for artifact in artifacts])
    texts = {row.artifact_id: row.text for row in await found}
    return [Said(artifact.id, artifact.name, texts.get(artifact.id, "")) for artifact in artifacts]


register_subject(
    Subject(
        kind="artifact",
        load=_told,
        title=lambda told: told.artifact.name,
        path=lambda told: f"/api/projects/{told.artifact.project_id}/artifacts/{told.artifact.id}",
        needs="artifacts.read",
        text=lambda told: told.text,
    )
)
register_reindexer("artifact", _said)
