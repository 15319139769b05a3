"""From a file that has come to an artifact: what it is, whether there is room, and where it stays."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from uuid import UUID

from openfactory.blueprints.artifacts.content_types import type_of
from openfactory.blueprints.artifacts.errors import Full, TypeRefused
from openfactory.blueprints.artifacts.events import ArtifactCreated
from openfactory.blueprints.artifacts.jobs import read_text
from openfactory.blueprints.artifacts.models import Artifact, Folder
from openfactory.blueprints.artifacts.service.objects import check_room, put_object, settings_of, take_over
from openfactory.blueprints.artifacts.service.reading import WholeArtifact, read_artifact
from openfactory.blueprints.projects.api import count, read_project
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.http.context import Context
from openfactory.core.http.uploads import Upload
from openfactory.shared.archiving import require_open
from openfactory.shared.search.service import put

MOST = 100_000
_LONGEST_FILE_NAME = 255
_LONGEST_NAME = 200
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A content in the store that is nobody's yet."""

    object_id: UUID
    size: int
    sha256: str
    mime_type: str


async def keep_upload(access: Access, upload: Upload, context: Context) -> Kept:
    """Take in the file and store it. What can be refused before it has come is."""
    require_open(access)
    await check_room(access, upload.announced, settings_of(context).quota_bytes)
    await upload.read()
    if upload.form.folder_id is not None:
        await Folder.require(access, upload.form.folder_id)
    assert upload.content is not None
    return await _keep(access, context, upload.content, upload.file_name, upload.size, upload.sha256)


async def keep_content(access: Access, context: Context, content: IO[bytes], file_name: str) -> Kept:
    """The same for a content of this server's own. No transaction may be open: a store can be slow."""
    require_open(access)
    size, digest = await asyncio.to_thread(_measured, content)
    return await _keep(access, context, content, file_name, size, digest)


async def _keep(access: Access, context: Context, content: IO[bytes], file_name: str, size: int, digest: str) -> Kept:
    mime_type = await asyncio.to_thread(type_of, content, size, file_name)
    _check_type(mime_type, settings_of(context).refused_types)
    object_id = await put_object(access, context, content, size)
    return Kept(object_id, size, digest, mime_type)


def _measured(content: IO[bytes]) -> tuple[int, str]:
    content.seek(0)
    size, digest = 0, hashlib.sha256()
    while data := content.read(_CHUNK):
        size += len(data)
        digest.update(data)
    return size, digest.hexdigest()


def _check_type(mime_type: str, refused: tuple[str, ...]) -> None:
    if mime_type in refused or f"{mime_type.partition('/')[0]}/*" in refused:
        raise TypeRefused(f"the content is {mime_type}, which is not taken here", mimeType=mime_type)


async def create_artifact(
    access: Access, kept: Kept, *, file_name: str, name: str | None, folder_id: UUID | None
) -> WholeArtifact:
    """Make an artifact of a kept content, and have its text read."""
    async with transaction(access) as tx:
        require_open(access)
        if folder_id is not None:
            await Folder.require(access, folder_id, lock=True)
        if (await read_project(access)).artifact_count >= MOST:
            raise Full(f"a project has at most {MOST} artifacts")
        await take_over(access, kept.object_id)
        shown = shown_file_name(file_name)
        artifact = await Artifact.create(
            id=kept.object_id,
            project_id=access.project,
            folder_id=folder_id,
            name=name or shown[:_LONGEST_NAME].strip(),
            file_name=shown,
            mime_type=kept.mime_type,
            file_size=kept.size,
            sha256=kept.sha256,
            uploaded_by_id=access.caller.user_id,
        )
        tx.emit(
            ArtifactCreated(
                artifact_id=artifact.id,
                title=artifact.name,
                folder_id=folder_id,
                mime_type=artifact.mime_type,
                file_size=artifact.file_size,
                sha256=artifact.sha256,
            )
        )
        await put(access, "artifact", artifact.id, artifact.name)
        await tx.enqueue(read_text(artifact.id))
        await count(access.project, "artifact", 1)
        return await read_artifact(access, artifact.id)


def shown_file_name(given: str) -> str:
    """A client's name for a file, as a name alone: no folders, no controls, of a length."""
    last = PurePath(given.replace("\\", "/")).name
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split())
    if len(clean) > _LONGEST_FILE_NAME:
        suffix = PurePath(clean).suffix[:20]
        clean = clean[: _LONGEST_FILE_NAME - len(suffix)] + suffix
    return clean.strip(". ") or "file"
