"""Requirements and acceptance criteria as subjects: what work can come from."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.refinery.kinds import REFINERY
from openfactory.core.access import Access
from openfactory.core.access.references import register_reference
from openfactory.core.errors import NotFound
from openfactory.core.subjects import Subject, register_subject
from openfactory.shared.documents.models import Requirement

LONGEST = 200  # characters of a requirement's words in its name


async def _require(access: Access, requirement_id: UUID) -> Requirement:
    found = Requirement.visible_to(access).filter(
        id=requirement_id, removed_at=None, document__collection=REFINERY.module, document__deleted_at=None
    )
    requirement = await found.first()
    if requirement is None:
        raise NotFound
    return requirement


def _title(requirement: Requirement) -> str:
    words = " ".join(f"{requirement.title} {requirement.text}".split())
    return f"{requirement.key} {words if len(words) <= LONGEST else words[: LONGEST - 1] + '…'}"


register_subject(
    Subject(
        kind="requirement",
        load=_require,
        title=_title,
        path=lambda requirement: f"/api/projects/{requirement.project_id}/refinery/requirements?key={requirement.key}",
        needs=REFINERY.reading,
        text=lambda requirement: requirement.text,
    )
)
register_reference("requirement", _require)
