"""Reading the text of a file, in a process of its own, and keeping it for search and for agents."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from openfactory.blueprints.artifacts.events import ArtifactProcessed
from openfactory.blueprints.artifacts.extraction.isolated_entry import TARGET, Text
from openfactory.blueprints.artifacts.extraction.kinds import LARGEST_WHOLE, kind_of, needed
from openfactory.blueprints.artifacts.models import Artifact, ExtractedText, Processing
from openfactory.blueprints.artifacts.service.objects import key_of, settings_of, storage_of
from openfactory.core import clock
from openfactory.core.db.queries import Query
from openfactory.core.isolated import Refused, Slots, Unfinished, run_isolated
from openfactory.core.jobs import Job
from openfactory.core.storage import StoreUnavailable
from openfactory.shared.search.service import put

ATTEMPTS: Final = 6
GIVEN_UP: Final = timedelta(hours=24)
_SLOTS = Slots(at_once=2, waiting=100)  # of its own: whoever exports a document does not wait for these
_LONGEST_REASON: Final = 300

_GIVE_UP = Query(
    "worker.artifacts_give_up",
    "UPDATE artifacts_artifacts SET processing_status = 'failed', processing_error = :reason "
    "WHERE processing_status IN ('pending', 'processing') AND created_at < :before",
)


async def extract(job: Job, artifact_id: UUID) -> None:
    """Read the text of an artifact. One that cannot be read is `failed`, with the reason; it stays as it is."""
    async with job.step():
        artifacts = Artifact.visible_to(job.access).filter(id=artifact_id)
        await artifacts.update(processing_status=Processing.PROCESSING)
        artifact = await artifacts.first()
    if artifact is None:
        return
    try:
        text, reason = await _text_of(job, artifact), None
    except (Refused, Unfinished) as error:
        text, reason = None, str(error)[:_LONGEST_REASON]
    except StoreUnavailable:
        if job.attempt < ATTEMPTS:
            raise
        text, reason = None, "The file could not be read from the file store."
    await _keep(job, artifact_id, text, reason)


async def _text_of(job: Job, artifact: Artifact) -> Text | None:
    kind = kind_of(artifact.mime_type)
    if kind is None:
        return None
    settings = settings_of(job.context)
    size = needed(kind, artifact.file_size, settings.text_characters)
    if size is None:
        raise Refused(f"The file is too large: texts are read of files of up to {LARGEST_WHOLE} bytes.")
    storage, key = storage_of(job.context), key_of(artifact.project_id, artifact.id)
    data = bytearray()
    while len(data) < size:
        data += await storage.read(key, len(data), min(storage.step, size - len(data)))
    answer = await run_isolated(
        TARGET,
        bytes(data),
        options={"kind": kind, "characters": settings.text_characters, "partial": size < artifact.file_size},
        seconds=settings.text_seconds,
        memory=settings.text_memory_bytes,
        largest_answer=settings.text_characters * 6 + 1000,  # a character is six at most, as JSON
        slots=_SLOTS,
    )
    return msgspec.json.decode(answer, type=Text)


async def _keep(job: Job, artifact_id: UUID, text: Text | None, reason: str | None) -> None:
    access, status = job.access, Processing.FAILED if reason else Processing.COMPLETED
    async with job.finish() as tx:
        artifact = await Artifact.visible_to(access).filter(id=artifact_id).select_for_update().first()
        if artifact is None:  # deleted meanwhile
            return
        # Not by the row's save: this is no change of somebody's, and `If-Match` goes on fitting.
        await (
            Artifact.visible_to(access).filter(id=artifact_id).update(processing_status=status, processing_error=reason)
        )
        await ExtractedText.visible_to(access).filter(artifact_id=artifact_id).delete()
        if text is not None:
            await ExtractedText.create(
                project_id=artifact.project_id, artifact_id=artifact_id, text=text.text, truncated=text.truncated
            )
            await put(access, "artifact", artifact_id, artifact.name, text.text)
        tx.emit(ArtifactProcessed(artifact_id=artifact_id, title=artifact.name, status=status))


async def give_up() -> int:
    """Let texts count as failed whose jobs have ended without a word, such as with a worker each time."""
    return await _GIVE_UP.run(before=clock.now() - GIVEN_UP, reason="Reading the text was given up.")
