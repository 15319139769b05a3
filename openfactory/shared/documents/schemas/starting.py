"""Setting up a project's documents, and the template that comes with a module."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.http.schemas import In, Out


class Initialize(In):
    """After which template; without one, the project's or the organization's, else the built-in one."""

    @property
    def template(self) -> UUID | None:
        """`templateId`, a field where the collection has templates."""
        return getattr(self, "template_id", None)


class StartedOut(Out):
    """A document that was made."""

    id: UUID
    type: str
    title: str


class Initialized(Out):
    """What was made."""

    documents_created: int
    documents: list[StartedOut]


class TemplatePart(Out):
    """A document that a template makes."""

    type: str
    title: str


class BuiltInTemplate(Out):
    """A template that comes with the module."""

    id: UUID
    name: str
    documents: list[TemplatePart]


class BuiltInTemplates(Out):
    """The templates that come with the module; the organization's own are at `/api/organizations/{orgId}/templates`."""

    templates: list[BuiltInTemplate]
