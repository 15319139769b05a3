"""Templates."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints

from openfactory.blueprints.organizations.models import TemplateType
from openfactory.blueprints.organizations.schemas.content import Content
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.core.http.schemas import In, Moment, Name, Out

Description = Annotated[str, StringConstraints(max_length=2000)]


class TemplateQuery(LongPage):
    """Which templates."""

    type: TemplateType | None = None


class CreateTemplate(In):
    """A new template. The first of its type is the default, whatever is said."""

    type: TemplateType
    name: Name
    description: Description | None = None
    content: Content
    is_default: bool = False


class ChangeTemplate(In):
    """What is not given stays. A default is another template's from the moment `isDefault` is set there."""

    name: Name | None = None
    description: Description | None = None
    content: Content | None = None
    is_default: bool | None = None


class ListedTemplate(Out):
    """A template without its content."""

    id: UUID
    type: TemplateType
    name: str
    description: str | None
    is_default: bool
    created_at: Moment


class TemplateOut(ListedTemplate):
    """A template."""

    content: dict[str, Any]


class TemplateList(Out):
    """Templates, by type, the oldest first."""

    templates: list[ListedTemplate]
    next_cursor: str | None
