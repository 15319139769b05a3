"""Feedback as a subject: what can be commented on, searched and linked. Its words are somebody's from outside."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.service.texts import headline, named
from openfactory.core.access import Access
from openfactory.core.subjects import Subject, register_subject
from openfactory.shared.search.reindexing import Said, register_reindexer, rows_behind


async def _said(access: Access, after: UUID, most: int) -> list[Said]:
    rows = await rows_behind(Feedback, access, after, most)
    return [Said(row.id, headline(row), row.description) for row in rows]


register_subject(
    Subject(
        kind="feedback",
        load=Feedback.require,
        title=named,
        path=lambda row: f"/api/projects/{row.project_id}/validator/feedback/{row.id}",
        needs="validator.read",
        text=lambda row: row.description,
        trust="untrusted",
    )
)
register_reindexer("feedback", _said)
