"""Reading one artifact with its text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound

COLUMNS = (
    "a.id, a.name, a.file_name, a.mime_type, a.file_size, a.sha256, a.folder_id, a.processing_status, "
    "u.id AS uploader_id, u.name AS uploader_name, @time(a.created_at) AS created_at"
)
NAMES = "LEFT JOIN accounts_users u ON u.id = a.uploaded_by_id"
_WHOLE = Query(
    "artifacts.whole",
    f"SELECT {COLUMNS}, a.version, a.processing_error, t.text, t.truncated FROM artifacts_artifacts a {NAMES} "
    "LEFT JOIN artifacts_texts t ON t.artifact_id = a.id WHERE a.id = :artifact_id AND a.project_id = :project_id",
)


class WholeArtifact(dict[str, Any]):
    """An artifact as the wire has it, and beside that its row's version."""

    def __init__(self, version: int, content: dict[str, Any]) -> None:
        super().__init__(content)
        self.version = version


async def read_artifact(access: Access, artifact_id: UUID) -> WholeArtifact:
    """An artifact of the project with its text, or 404. One statement."""
    row = await _WHOLE.one(artifact_id=artifact_id, project_id=access.project)
    if row is None:
        raise NotFound
    content = {
        **shaped(row),
        "processingError": row["processing_error"],
        "extractedText": row["text"],
        "extractedTextTruncated": bool(row["truncated"]),
    }
    return WholeArtifact(row["version"], content)


def shaped(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the wire has it."""
    uploader = {"id": row["uploader_id"], "name": row["uploader_name"]} if row["uploader_id"] else None
    return {
        "id": row["id"],
        "name": row["name"],
        "fileName": row["file_name"],
        "mimeType": row["mime_type"],
        "fileSize": row["file_size"],
        "sha256": row["sha256"],
        "folderId": row["folder_id"],
        "processingStatus": row["processing_status"],
        "uploadedBy": uploader,
        "createdAt": row["created_at"],
    }
