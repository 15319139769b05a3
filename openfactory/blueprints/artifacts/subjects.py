"""Artifacts as subjects: what can be commented on, searched and linked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openfactory.blueprints.artifacts.models import Artifact, ExtractedText
from openfactory.core.access import Access
from openfactory.core.subjects import Subject, register_subject


@dataclass(frozen=True)
class Told:
    """An artifact with what is to be read in it."""

    artifact: Artifact
    text: str


async def _told(access: Access, artifact_id: UUID) -> Told:
    artifact = await Artifact.require(access, artifact_id)
    found = await ExtractedText.visible_to(access).filter(artifact_id=artifact.id).first()
    return Told(artifact, found.text if found else "")


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
