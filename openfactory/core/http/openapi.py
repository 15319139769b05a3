"""OpenAPI 3.1 from the same declarations that serve the requests (pydantic's JSON Schema is 3.1's dialect)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaMode

from openfactory.core import errors
from openfactory.core.access import PUBLIC
from openfactory.core.errors import Refusal
from openfactory.core.http.idempotency import KeyReused, StillRunning
from openfactory.core.http.problems import MEDIA_TYPE
from openfactory.core.http.routes import ARGUMENT
from openfactory.core.http.serving import Operation
from openfactory.core.http.sockets.connections import TooManyConnections
from openfactory.core.http.sockets.handshake import UpgradeRequired
from openfactory.core.http.uploads import FileBody

_PATH_TYPES: dict[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
    "str": {"type": "string", "minLength": 1},
}


class ProblemFault(BaseModel):
    """One thing that is wrong: where (a JSON pointer), what, and a stable code."""

    pointer: str
    message: str
    code: str


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `requestId` finds the request in the log."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    requestId: str  # noqa: N815
    errors: list[ProblemFault] | None = None


Key = tuple[int, str]


def document(
    operations: Sequence[Operation], *, title: str, version: str, description: str, tags: Mapping[str, str]
) -> dict[str, Any]:
    """The whole document. Operation ids are the handlers' names, with the module where two share one."""
    schemas, components = _schemas(operations)
    names = Counter(operation.endpoint.name for operation in operations)
    paths: dict[str, dict[str, Any]] = {}
    for number, operation in enumerate(operations):
        name = operation.endpoint.name
        operation_id = name if names[name] == 1 else f"{operation.module}_{name}"
        path = ARGUMENT.sub(lambda match: "{" + to_camel(match[1]) + "}", operation.path)
        item = _operation(operation, number, operation_id, schemas, components)
        paths.setdefault(path, {})[operation.method.lower()] = item
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": name, "description": text} for name, text in tags.items()],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A session token, or an API key (`of-key-…`).",
                },
                "cookie": {"type": "apiKey", "in": "cookie", "name": "openfactory_session"},
            },
        },
    }


def _schemas(operations: Sequence[Operation]) -> tuple[dict[Key, Any], dict[str, Any]]:
    wanted: list[tuple[Key, JsonSchemaMode, TypeAdapter[Any]]] = [
        ((-1, "problem"), "serialization", TypeAdapter(Problem))
    ]
    for number, operation in enumerate(operations):
        endpoint = operation.endpoint
        if endpoint.query:
            wanted.append(((number, "query"), "validation", TypeAdapter(endpoint.query)))
        if endpoint.body:
            wanted.append(((number, "body"), "validation", TypeAdapter(endpoint.body)))
        if (reply := endpoint.reply_adapter()) is not None:
            wanted.append(((number, "reply"), "serialization", reply))
    found, shared = TypeAdapter.json_schemas(wanted, ref_template="#/components/schemas/{model}")
    return {key: schema for (key, _), schema in found.items()}, shared.get("$defs", {})


def _operation(
    operation: Operation,
    number: int,
    operation_id: str,
    schemas: Mapping[Key, Any],
    components: Mapping[str, Any],
) -> dict[str, Any]:
    endpoint = operation.endpoint
    needs = endpoint.needs if isinstance(endpoint.needs, str) else endpoint.needs.name
    asks = f"Needs the permission `{needs}`." if isinstance(endpoint.needs, str) else endpoint.needs.summary
    item: dict[str, Any] = {
        "operationId": operation_id,
        "summary": endpoint.summary,
        "description": "\n\n".join(filter(None, (endpoint.description, asks))),
        "tags": [operation.module],
        "parameters": [
            *_path_parameters(operation.path),
            *_query_parameters(schemas.get((number, "query")), components),
            *_header_parameters(operation),
        ],
        "responses": _responses(operation, number, schemas),
        "security": [] if endpoint.needs is PUBLIC else [{"bearer": []}, {"cookie": []}],
        "x-needs": needs,
    }
    if endpoint.body:
        content = {"application/json": {"schema": schemas[number, "body"]}}
        item["requestBody"] = {"required": True, "content": content}
    if endpoint.upload:
        item["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _file(endpoint.upload)}}}
    if endpoint.deprecated:
        item["deprecated"] = True
    return item


def _file(body: FileBody) -> dict[str, Any]:
    file = {"type": "string", "contentMediaType": "application/octet-stream", "description": body.description}
    return {"type": "object", "properties": {"file": file}, "required": ["file"]}


def _path_parameters(path: str) -> Iterable[dict[str, Any]]:
    for name, kind in ARGUMENT.findall(path):
        schema = _PATH_TYPES.get(kind or "str", {"type": "string"})
        yield {"name": to_camel(name), "in": "path", "required": True, "schema": schema}


def _query_parameters(schema: Any, components: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if schema is None:
        return
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[1]]
    for name, field in schema["properties"].items():
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": field}


def _header_parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    text = {"type": "string"}
    if operation.method == "POST" and not operation.endpoint.repeatable:
        about = "A repeated request with the same key and body has one effect, and the same answer."
        schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": about,
            "schema": schema,
        }
    if operation.endpoint.versioned and operation.method in ("PATCH", "PUT", "DELETE"):
        about = "The ETag that was read; 412 where it is not the present one."
        tag = {"type": "string", "pattern": '^("[0-9]+-[0-9a-f]+"|\\*)$'}
        yield {"name": "If-Match", "in": "header", "required": False, "description": about, "schema": tag}
    if operation.endpoint.versioned and operation.method == "GET":
        yield {"name": "If-None-Match", "in": "header", "required": False, "schema": text}


def _responses(operation: Operation, number: int, schemas: Mapping[Key, Any]) -> dict[str, Any]:
    endpoint = operation.endpoint
    success: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if (number, "reply") in schemas:
        success["content"] = {"application/json": {"schema": schemas[number, "reply"]}}
    elif endpoint.media_type != "application/json":
        success["content"] = {endpoint.media_type: {"schema": {"type": "string"}}}
    for media_type in endpoint.other_media_types:
        success.setdefault("content", {})[media_type] = {"schema": {"type": "string"}}
    if endpoint.versioned:
        success["headers"] = {"ETag": {"schema": {"type": "string"}}}
    responses: dict[str, Any] = {str(endpoint.status): success}
    if endpoint.versioned and operation.method == "GET":
        responses["304"] = {"description": "Not Modified"}
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals(operation):
        by_status.setdefault(refusal.status, []).append(refusal)
    problem = {MEDIA_TYPE: {"schema": schemas[-1, "problem"]}}
    for status, kinds in sorted(by_status.items()):
        text = "; ".join(f"`{refusal.code}`: {refusal.title}" for refusal in kinds)
        responses[str(status)] = {"description": text, "content": problem}
    responses["default"] = {"description": "Problem", "content": problem}
    return responses


def refusals(operation: Operation) -> list[type[Refusal]]:
    """Everything a caller of this operation must be ready for, each once."""
    endpoint = operation.endpoint
    found: list[type[Refusal]] = [errors.Malformed]
    if endpoint.needs is not PUBLIC:
        found += [errors.Unauthenticated, errors.Denied]
    if "<" in operation.path:
        found.append(errors.NotFound)
    if endpoint.versioned and operation.method != "GET":
        found.append(errors.Stale)
    if endpoint.body or endpoint.upload:
        found += [errors.TooLarge, errors.Unsupported]
    if endpoint.body or endpoint.query or operation.method == "POST":
        found.append(errors.Invalid)
    if operation.method == "POST" and not endpoint.repeatable:
        found += [StillRunning, KeyReused]
    if endpoint.limits:
        found.append(errors.TooMany)
    if endpoint.socket:
        found += [UpgradeRequired, TooManyConnections]
    return list(dict.fromkeys([*found, *endpoint.errors, errors.Unavailable]))
