"""The tenancy probe: from the route table, what strangers and members get for every id that a route takes.

It reads the declarations that serve the requests, so it covers every module by itself, foreign ones too. Rows
come from `specimen` makers; an id whose kind has none is a finding, since nobody has shown that it is safe.

    nobody                                  401
    a stranger, at somebody else's place    404
    a member without the permission         403
    an admin, with another tenant's id      404   in the path, the query, the body or form, and in arrays
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from openfactory.core.access import PUBLIC, Role
from openfactory.core.errors import NotFound
from openfactory.core.http.routes import ARGUMENT
from openfactory.core.http.serving import Operation
from openfactory.testing.factories import SPECIMENS, Factory, People, Place
from openfactory.testing.samples import references, replaced, sample


@dataclass(frozen=True)
class Call:
    """A request to an operation, with everything filled in."""

    method: str
    path: str
    query: Mapping[str, Any]
    body: Any
    form: Any = None  # of a multipart body, beside its file


class Probe:
    """The probe of one application; `factory` makes the rows."""

    def __init__(self, factory: Factory, operations: list[Operation], document: Mapping[str, Any]) -> None:
        self.factory, self.operations, self.document = factory, operations, document
        self.components = document["components"]["schemas"]
        self.probed = 0

    async def findings(self) -> list[str]:
        """What is wrong, a line each; nothing is good."""
        return [finding for operation in self.operations async for finding in self._operation(operation)]

    async def _operation(self, operation: Operation) -> AsyncIterator[str]:
        where = f"{operation.method} {operation.path}"
        if unknown := self._unknown(operation):
            yield f"{where}: no specimen shows what {', '.join(unknown)} names"
            return
        if operation.endpoint.needs is PUBLIC:
            return
        people = await self.factory.people()
        home = await self._place(people, people.ann, people.organization.id)
        away = await self._place(people, people.stranger, people.elsewhere.id)
        call = await self.call(operation, home)
        for who, client, expected in self._callers(operation, people):
            got = (await self._send(client, call)).status_code
            if got != expected:
                yield f"{where}: {who} gets {got}, not {expected}"
        foreign = [found async for found in self._foreign(operation, home, away, call)]
        for what, wrong in foreign:
            got = (await self._send(self.factory.client_for(people.ann), wrong)).status_code
            if got != 404:
                yield f"{where}: another tenant's {what} gives {got}, not 404"
        # Last, because it may delete everything: with ids of their own an admin is not refused as a stranger is.
        control = await self._send(self.factory.client_for(people.ann), call)
        # A secret in the path (an invitation's token) is no id, and the sample is none that was ever given.
        secret = any(kind != "uuid" for _, kind in ARGUMENT.findall(operation.path))
        # And a route may say with 404 and a code of its own that it has nothing to give.
        missing = control.status_code == 404 and control.json().get("code") == NotFound.code
        if control.status_code in (401, 403) or (missing and not secret) or control.status_code >= 500:
            yield f"{where}: an admin gets {control.status_code} for what is theirs: {control.text[:300]}"
        elif self._body_references(operation) and control.status_code >= 400:
            yield f"{where}: the sample gets {control.status_code}, so nothing is proved: {control.text[:300]}"

    def _callers(self, operation: Operation, people: People) -> list[tuple[str, httpx.AsyncClient, int]]:
        self.probed += 1
        callers = [("nobody", self.factory.client, 401)]
        needs = operation.endpoint.needs
        if operation.place.argument:
            callers.append(("a stranger", self.factory.client_for(people.stranger), 404))
        if isinstance(needs, str):
            permissions = self.factory.client.app.ctx.openfactory.resolver.permissions
            if Role.MEMBER not in permissions[needs].roles:
                callers.append(("a member", self.factory.client_for(people.bob), 403))
        return callers  # type: ignore[return-value]

    async def _foreign(
        self, operation: Operation, home: Place, away: Place, call: Call
    ) -> AsyncIterator[tuple[str, Call]]:
        """The call with one id after the other replaced by one of the other tenant's."""
        for name in self._path_ids(operation):
            other = await self.factory.specimen(name.removesuffix("_id"), away)
            yield f"{name} in the path", replace(call, path=await self._path(operation, home, {name: other}))
        for location, schema in self._inputs(operation).items():
            for way, kind in references(schema, self.components):
                assert kind is not None
                other = str(await self.factory.specimen(kind, away))
                what = f"{'.'.join(map(str, way))} in the {location}"
                yield what, replace(call, **{location: replaced(getattr(call, location), way, other)})

    async def call(self, operation: Operation, home: Place) -> Call:
        """A valid request to the operation, with ids of the place's own."""
        path = await self._path(operation, home, {})  # first: what else is named may belong to what the path names
        values: dict[str, Any] = {"query": {}, "body": None, "form": None}
        for location, schema in self._inputs(operation).items():
            value = sample(schema, self.components)
            for way, kind in references(schema, self.components):
                assert kind is not None
                value = replaced(value, way, str(await self.factory.specimen(kind, home)))
            values[location] = value
        values["query"] = {name: value for name, value in values["query"].items() if name != "cursor"}
        return Call(operation.method, path, **values)

    async def _path(self, operation: Operation, home: Place, given: Mapping[str, Any]) -> str:
        path = operation.path
        for name, kind in ARGUMENT.findall(path):
            value: Any = given.get(name)
            if value is None and name == operation.place.argument:
                value = home.project_id if name == "project_id" else home.organization.id
            if value is None and kind == "uuid":
                value = await self.factory.specimen(name.removesuffix("_id"), home)
            path = path.replace(f"<{name}:{kind}>", str(value if value is not None else "sample"))
        return path

    async def _place(self, people: People, user: Any, organization_id: Any) -> Place:
        organization = people.organization if organization_id == people.organization.id else people.elsewhere
        access = self.factory.access(user, organization_id=organization.id)
        place = Place(access, user, organization)
        if "project" not in SPECIMENS:
            return place
        project_id = await self.factory.specimen("project", place)
        inside = self.factory.access(user, organization_id=organization.id, project_id=project_id)
        return Place(inside, user, organization, project_id)

    async def _send(self, client: httpx.AsyncClient, call: Call) -> httpx.Response:
        if call.form is not None:
            return await client.request(call.method, call.path, data=call.form, files={"file": ("sample.txt", b"A")})
        content = None if call.body is None else json.dumps(call.body)
        headers = {"content-type": "application/json"} if content else {}
        return await client.request(call.method, call.path, params=call.query, content=content, headers=headers)

    def _path_ids(self, operation: Operation) -> list[str]:
        arguments = ARGUMENT.findall(operation.path)
        return [name for name, kind in arguments if kind == "uuid" and name != operation.place.argument]

    def _inputs(self, operation: Operation) -> dict[str, Any]:
        from pydantic import TypeAdapter

        inputs: dict[str, Any] = {}
        endpoint = operation.endpoint
        form = endpoint.upload.fields if endpoint.upload else None
        for location, model in (("query", endpoint.query), ("body", endpoint.body), ("form", form)):
            if model is not None:
                schema = TypeAdapter(model).json_schema(ref_template="#/components/schemas/{model}")
                self.components = {**self.components, **schema.get("$defs", {})}
                inputs[location] = schema
        return inputs

    def _body_references(self, operation: Operation) -> bool:
        return any(references(schema, self.components) for schema in self._inputs(operation).values())

    def _unknown(self, operation: Operation) -> list[str]:
        unknown = [name for name in self._path_ids(operation) if name.removesuffix("_id") not in SPECIMENS]
        for location, schema in self._inputs(operation).items():
            for way, kind in references(schema, self.components):
                if kind not in SPECIMENS:
                    unknown.append(f"{location}.{'.'.join(map(str, way))} ({kind or 'unmarked: use Ref'})")
        return unknown


__all__ = ["Call", "Probe"]
