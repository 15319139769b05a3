"""What new documents begin with: a template of the organization's or the project's, or the built-in one.

The content of an organization's template for documents is either one text (a ProseMirror document), or
`{"documents": [{"type", "title", "content" | "markdown", "diagramSource"?}, …]}`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from openfactory.core.access import Access
from openfactory.core.errors import Invalid, NotFound
from openfactory.core.http.schemas import Name
from openfactory.shared.documents.content.markdown import read_markdown
from openfactory.shared.documents.content.schema import EMPTY
from openfactory.shared.documents.kinds import Collection, Kind
from openfactory.shared.documents.schemas.documents import Diagram, OneText
from openfactory.shared.documents.service.writing import given_text
from openfactory.shared.documents.texts import Text


class Part(OneText):
    """One document of a template."""

    type: str
    title: Name
    diagram_source: Diagram | None = None


_PARTS: TypeAdapter[list[Part]] = TypeAdapter(list[Part])


async def beginning(
    access: Access, collection: Collection, kind: Kind, template_id: UUID | None, given: Text | None
) -> Text:
    """The text of a new document of the kind: what is given, else the template's. A template that is named is there."""
    if given is not None and template_id is None:
        return given
    content = await find_template(access, collection, template_id)
    if given is not None:
        return given
    if content is None:
        return built_in(kind)
    if content.get("type") == "doc":
        return Text.of(content, kind.diagram, pointer="/body/templateId")
    for part in parts_of(collection, content):
        if part.type == kind.name:
            return await text_of(part)
    return built_in(kind)


def built_in(kind: Kind) -> Text:
    """The text that the kind itself comes with."""
    return Text(read_markdown(kind.template), kind.diagram)


def starters(collection: Collection) -> list[Part]:
    """The documents of the built-in template."""
    return [
        Part(type=kind.name, title=kind.title, markdown=kind.template, diagram_source=kind.diagram)
        for kind in collection.kinds
        if kind.starter
    ]


async def find_template(access: Access, collection: Collection, template_id: UUID | None) -> dict[str, Any] | None:
    """A template's content; None stands for the built-in one."""
    if template_id == collection.template_id:
        return None
    if collection.templates is None:
        if template_id is not None:
            raise NotFound
        return None
    return await collection.templates(access, template_id)


def parts_of(collection: Collection, content: dict[str, Any]) -> list[Part]:
    """The documents of a template; 422 for content that is none of this collection's."""
    try:
        parts = _PARTS.validate_python(content.get("documents"), by_alias=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = "/".join(map(str, first["loc"]))
        message = f"the template's content is not one for documents: documents/{where}: {first['msg']}"
        raise Invalid.at("/body/templateId", message, code="template") from None
    unknown = sorted({part.type for part in parts} - {kind.name for kind in collection.kinds})
    if unknown:
        message = f"the template has documents of kinds that {collection.module} does not have: {', '.join(unknown)}"
        raise Invalid.at("/body/templateId", message, code="template")
    return parts


async def text_of(part: Part) -> Text:
    """What a template's document says."""
    text = await given_text(part)
    return Text(text.content if text else EMPTY, part.diagram_source)
