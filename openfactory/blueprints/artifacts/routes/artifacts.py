"""Artifacts over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.artifacts.errors import Full, QuotaReached, TypeRefused
from openfactory.blueprints.artifacts.schemas.artifacts import (
    ArtifactList,
    ArtifactOut,
    ArtifactQuery,
    ChangeArtifact,
    UploadForm,
)
from openfactory.blueprints.artifacts.service import artifacts, listing, reading, uploading
from openfactory.blueprints.artifacts.service.downloading import open_artifact
from openfactory.blueprints.artifacts.service.objects import settings_of
from openfactory.blueprints.artifacts.service.reading import WholeArtifact
from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.downloads import answer
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.routes import Routes
from openfactory.core.http.uploads import FileBody, Upload
from openfactory.core.storage import MissingObject, StoreUnavailable
from openfactory.shared.archiving import Archived

routes = Routes()
BODY = FileBody(
    lambda context: settings_of(context).largest_bytes,
    "A file of any type that is not refused.",
    fields=UploadForm,
    keep=uploading.keep_upload,
)


@routes.get("/")
@endpoint(needs="artifacts.read", query=ArtifactQuery, reply=ArtifactList, trusted=True)
async def list_artifacts(access: Access, query: ArtifactQuery) -> bytes:
    """List artifacts, the newest first: all, or those that fit every filter."""
    rows, following = await listing.list_artifacts(access, query)
    return msgspec.json.encode({"artifacts": rows, "nextCursor": following})


@routes.post("/")
@endpoint(
    needs="artifacts.write",
    upload=BODY,
    reply=ArtifactOut,
    status=201,
    versioned=True,
    errors=(Archived, Full, QuotaReached, TypeRefused, StoreUnavailable),
)
async def upload_artifact(access: Access, upload: Upload) -> WholeArtifact:
    """Upload a file. Its type is what its content says; its text is read in the background."""
    form: UploadForm = upload.form
    return await uploading.create_artifact(
        access, upload.kept, file_name=upload.file_name, name=form.name, folder_id=form.folder_id
    )


@routes.get("/<artifact_id:uuid>")
@endpoint(needs="artifacts.read", reply=ArtifactOut, versioned=True)
async def read_artifact(access: Access, artifact_id: UUID) -> WholeArtifact:
    """Give an artifact with the text that has been read of it."""
    return await reading.read_artifact(access, artifact_id)


@routes.patch("/<artifact_id:uuid>")
@endpoint(
    needs="artifacts.write",
    body=ChangeArtifact,
    reply=ArtifactOut,
    versioned=True,
    errors=(Archived,),
)
async def change_artifact(access: Access, artifact_id: UUID, body: ChangeArtifact) -> WholeArtifact:
    """Rename an artifact, or move it into another folder."""
    return await artifacts.change_artifact(access, artifact_id, body)


@routes.delete("/<artifact_id:uuid>")
@endpoint(needs="artifacts.write", errors=(Archived,))
async def delete_artifact(access: Access, artifact_id: UUID) -> None:
    """Delete an artifact and its content."""
    await artifacts.delete_artifact(access, artifact_id)


@routes.get("/<artifact_id:uuid>/download")
@endpoint(
    needs="artifacts.read",
    reply=bytes,
    media_type="*/*",
    download=True,
    errors=(MissingObject, StoreUnavailable),
)
async def download_artifact(access: Access, artifact_id: UUID, request: ApiRequest, context: Context) -> Any:
    """Give the content of an artifact, or one range of it, as a file to keep."""
    return await answer(request, await open_artifact(access, artifact_id, context))
