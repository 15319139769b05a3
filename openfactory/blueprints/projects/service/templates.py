"""Which template of the organization's a project's documents begin with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from openfactory.blueprints.organizations.api import TemplateType, default_template, read_template
from openfactory.blueprints.projects.service.projects import read_project
from openfactory.core.access import Access
from openfactory.core.errors import Invalid, NotFound

Find = Callable[[Access, UUID | None], Awaitable[dict[str, Any] | None]]


def templates_for(kind: str) -> Find:
    """Find templates of a type, for a collection of documents: by id, else the project's, else the default."""
    wanted = TemplateType(kind)

    async def find(access: Access, template_id: UUID | None) -> dict[str, Any] | None:
        if template_id is not None:
            template = await read_template(access, template_id)
            if template.type is not wanted:
                message = f"the template is for {template.type.value}, not for {kind}"
                raise Invalid.at("/body/templateId", message, code="another_type")
            return template.content
        chosen = (await read_project(access)).template_id
        if chosen is not None:
            try:
                template = await read_template(access, chosen)
            except NotFound:
                pass  # deleted since
            else:
                if template.type is wanted:
                    return template.content
        default = await default_template(access, wanted)
        return default.content if default else None

    return find
