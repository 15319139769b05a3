"""Requirements and acceptance criteria as subjects: what work can come from."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.refinery.kinds import REFINERY
from openfactory.core.access import Access
from openfactory.core.access.references import register_reference
from openfactory.core.errors import NotFound
from openfactory.core.subjects import Subject, register_subject
from openfactory.shared.documents.models import Requirement
from openfactory.shared.documents.service.current import requirement_name


async def _require(access: Access, requirement_id: UUID) -> Requirement:
    found = Requirement.visible_to(access).filter(
        id=requirement_id, removed_at=None, document__collection=REFINERY.module, document__deleted_at=None
    )
    requirement = await found.first()
    if requirement is None:
        raise NotFound
    return requirement


register_subject(
    Subject(
        kind="requirement",
        load=_require,
        title=lambda requirement: requirement_name(requirement.key, requirement.title, requirement.text),
        path=lambda requirement: f"/api/projects/{requirement.project_id}/refinery/requirements?key={requirement.key}",
        needs=REFINERY.reading,
        text=lambda requirement: requirement.text,
    )
)
register_reference("requirement", _require)
