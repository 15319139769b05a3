"""Setting up a project's documents."""

from __future__ import annotations

from typing import Any

from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.schemas.starting import BuiltInTemplates, Initialize, Initialized
from openfactory.shared.documents.service import starting

routes = Routes()


@routes.post("/initialize")
@endpoint(needs="documents.write", body=Initialize, reply=Initialized, status=201, errors=(Archived,))
async def initialize_documents(access: Access, collection: Collection, body: Initialize) -> Any:
    """Create the first documents of a project after a template."""
    made = await starting.initialize(access, collection, body.template)
    return {f"{collection.plural}_created": len(made), collection.plural: made}


@routes.get("/templates")
@endpoint(needs="documents.read", reply=BuiltInTemplates)
async def list_document_templates(access: Access, collection: Collection) -> Any:
    """List the templates for documents that come with the server."""
    parts = [{"type": kind.name, "title": kind.title} for kind in collection.kinds if kind.starter]
    return {
        "templates": [{"id": collection.template_id, "name": f"openfactory {collection.module}", "documents": parts}]
    }
