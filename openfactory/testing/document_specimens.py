"""How documents of the built-in collections are made, with their versions, suggestions and templates."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.foundry.api import FOUNDRY
from openfactory.blueprints.organizations.models import TemplateType
from openfactory.blueprints.organizations.schemas.templates import CreateTemplate
from openfactory.blueprints.organizations.service import templates
from openfactory.blueprints.refinery.api import REFINERY
from openfactory.shared.documents.kinds import Collection, collection_of
from openfactory.shared.documents.models import Document
from openfactory.shared.documents.schemas.documents import CreateDocument
from openfactory.shared.documents.schemas.suggestions import Suggest, SuggestDiff
from openfactory.shared.documents.service import documents, suggestions, versions
from openfactory.testing.factories import Factory, Maker, Place, specimen


def document_maker(collection: Collection) -> Maker:
    """Makes documents of the collection's first kind that needs no feature: for a module's own specimens."""
    kind = next(kind for kind in collection.kinds if not kind.of_feature)

    async def make(factory: Factory, place: Place) -> UUID:
        wanted = CreateDocument(type=kind.name, title=factory.word(), markdown="Some text.\n\nMore text.")
        return (await documents.create_document(place.access, collection, wanted)).id

    return make


specimen("document")(document_maker(REFINERY))
specimen("blueprint")(document_maker(FOUNDRY))


@specimen("version")
async def version(factory: Factory, place: Place) -> UUID:
    """A version of the place's newest document."""
    document, collection = await _newest(factory, place)
    return (await versions.keep_version(place.access, collection, document.id, "Kept")).id


@specimen("suggestion")
async def suggestion(factory: Factory, place: Place) -> UUID:
    """A suggestion for the place's newest document."""
    document, collection = await _newest(factory, place)
    wanted = Suggest(diffs=[SuggestDiff(operation="insert", new_content="And this.")])
    return (await suggestions.suggest(place.access, collection, document.id, wanted)).id


async def _newest(factory: Factory, place: Place) -> tuple[Document, Collection]:
    """A path names the document before what belongs to it, so that is the newest one."""
    found = await Document.visible_to(place.access).order_by("-id").first()
    if found is None:
        await document_maker(REFINERY)(factory, place)
        return await _newest(factory, place)
    collection = collection_of(found)
    assert collection is not None
    return found, collection


@specimen("document_template")
async def document_template(factory: Factory, place: Place) -> UUID:
    """A template for requirements documents."""
    return await _template(factory, place, TemplateType.REFINERY, "product_overview")


@specimen("blueprint_template")
async def blueprint_template(factory: Factory, place: Place) -> UUID:
    """A template for blueprints."""
    return await _template(factory, place, TemplateType.FOUNDRY, "foundation_blueprint")


async def _template(factory: Factory, place: Place, kind: TemplateType, document: str) -> UUID:
    content = {"documents": [{"type": document, "title": "From a template", "markdown": "# Begin here"}]}
    wanted = CreateTemplate(type=kind, name=factory.word(), content=content)
    return (await templates.create_template(place.access, wanted)).id
