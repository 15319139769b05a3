"""From the general routes to those of a collection."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, create_model

from openfactory.core.http.endpoint import Endpoint
from openfactory.core.http.routes import Route, Routes
from openfactory.core.http.schemas import Out, Ref
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.routes import documents, files, starting, suggestions, versions
from openfactory.shared.documents.schemas import documents as shapes
from openfactory.shared.documents.schemas import starting as starting_shapes

_BELOW = (documents.routes, files.routes, versions.routes, suggestions.routes)
_WORD = re.compile(r"([Dd])ocument(s?)")


def routes_of(collection: Collection) -> tuple[Routes, Routes]:
    """All routes of a collection, for a module whose prefix ends with `/<project_id:uuid>/<its name>`."""
    speech = _Speech(collection)
    below, beside = Routes(collection.path), Routes()
    for general in _BELOW:
        _mount(general, below, speech)
    _mount(starting.routes, beside, speech)
    return below, beside


def _mount(general: Routes, own: Routes, speech: _Speech) -> None:
    for route in general.recorded:
        path = (general.prefix + route.path).replace("<document_id:", f"<{speech.collection.noun}_id:")
        own.recorded.append(Route(route.method, path, speech.endpoint(route.endpoint)))


class _Speech:
    """A collection's own words for what the general routes say."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._shapes: dict[Any, Any] = {
            shapes.DocumentQuery: _query(collection),
            shapes.CreateDocument: _creation(collection),
            shapes.DocumentList: self._list(shapes.DocumentList, "documents"),
            starting_shapes.Initialize: _initialization(collection),
            starting_shapes.Initialized: self._list(starting_shapes.Initialized, "documents", "documents_created"),
        }

    def endpoint(self, general: Endpoint) -> Endpoint:
        """The endpoint with the collection's name, permission, shapes and path argument."""
        handler, argument, collection = general.handler, f"{self.collection.noun}_id", self.collection

        async def serve(**arguments: Any) -> Any:
            if argument in arguments:
                arguments["document_id"] = arguments.pop(argument)
            return await handler(collection=collection, **arguments)

        serve.__name__ = self.words(handler.__name__)
        serve.__doc__ = self.words(handler.__doc__ or "").replace("_", " ")
        assert isinstance(general.needs, str)
        return replace(
            general,
            handler=serve,
            needs=f"{collection.module}.{general.needs.partition('.')[2]}",
            query=self._shapes.get(general.query, general.query),
            body=self._shapes.get(general.body, general.body),
            reply=self._shapes.get(general.reply, general.reply),
            parameters=tuple(
                argument if name == "document_id" else name for name in general.parameters if name != "collection"
            ),
        )

    def words(self, text: str) -> str:
        """The text with the collection's nouns."""

        def own(match: re.Match[str]) -> str:
            noun = self.collection.plural if match[2] else self.collection.noun
            return noun.capitalize() if match[1] == "D" else noun

        return _WORD.sub(own, text)

    def _list(self, general: type[Out], *renamed: str) -> type[Out]:
        fields: dict[str, Any] = {
            self.words(name) if name in renamed else name: (field.annotation, ...)
            for name, field in general.model_fields.items()
        }
        return create_model(
            self._named(general), __base__=Out, __doc__=self.words(general.__doc__ or "").replace("_", " "), **fields
        )

    def _named(self, general: type) -> str:
        return general.__name__.replace("Document", _name("", self.collection.noun))


def _types(collection: Collection) -> Any:
    return Literal[tuple(kind.name for kind in collection.kinds)]


def _name(verb: str, noun: str) -> str:
    return verb + noun.title().replace("_", "")


def _query(collection: Collection) -> type[shapes.DocumentQuery]:
    name = _name("", collection.noun) + "Query"
    fields: dict[str, Any] = {"type": (_types(collection) | None, None)}
    return create_model(name, __base__=shapes.DocumentQuery, __doc__=shapes.DocumentQuery.__doc__, **fields)


def _creation(collection: Collection) -> type[shapes.CreateDocument]:
    fields: dict[str, Any] = {"type": (_types(collection), ...), **_template_id(collection)}
    name = _name("Create", collection.noun)
    return create_model(name, __base__=shapes.CreateDocument, __doc__=shapes.CreateDocument.__doc__, **fields)


def _initialization(collection: Collection) -> type[starting_shapes.Initialize]:
    general, fields = starting_shapes.Initialize, _template_id(collection)
    return create_model(_name("Initialize", collection.plural), __base__=general, __doc__=general.__doc__, **fields)


def _template_id(collection: Collection) -> dict[str, Any]:
    """The field, where the collection has templates beside the built-in one."""
    if collection.templates is None:
        return {}
    about = Field(description=f"A template of the organization's; the built-in one is {collection.template_id}.")
    return {"template_id": (Annotated[UUID, Ref(f"{collection.noun}_template"), about] | None, None)}
