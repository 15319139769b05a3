"""From an `Endpoint` to the function that Sanic calls for each request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from sanic import HTTPResponse
from sanic.response import BaseHTTPResponse, ResponseStream

from openfactory.core import usage
from openfactory.core.access import PUBLIC, Access, Origin, anonymous
from openfactory.core.access.credentials import Place
from openfactory.core.access.resolver import Resolver
from openfactory.core.access.rights import Rights, demand
from openfactory.core.http.bodies import body_reader, query_reader
from openfactory.core.http.context import Context
from openfactory.core.http.credentials import allowed_origin, bearer_token, if_match
from openfactory.core.http.endpoint import Endpoint
from openfactory.core.http.idempotency import Idempotency
from openfactory.core.http.replies import Reply
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.sockets.connections import Connections
from openfactory.core.http.uploads import Upload
from openfactory.core.limits import Limit, Limiter

Serve = Callable[..., Awaitable[BaseHTTPResponse]]
Answer = Callable[[ApiRequest, Access, dict[str, Any]], Awaitable[BaseHTTPResponse]]
Respond = Callable[[ApiRequest, Any], BaseHTTPResponse]


class Kernel(Protocol):
    """What serving needs of an application: made in `openfactory.app`, once per worker."""

    resolver: Resolver
    limiter: Limiter
    idempotency: Idempotency
    trusted_origins: frozenset[str]
    rights: Rights
    connections: Connections


@dataclass(eq=False)
class Operation:
    """An endpoint at its path in one application."""

    method: str
    path: str
    endpoint: Endpoint
    module: str
    place: Place
    context: Context


def serve(operation: Operation, kernel: Kernel) -> Serve:
    """Compile the declaration into one function: what a route does not ask for is not looked at."""
    endpoint = operation.endpoint
    wants = frozenset(endpoint.parameters)
    public = endpoint.needs is PUBLIC
    read_query = query_reader(endpoint.query) if endpoint.query else None
    read_body = body_reader(endpoint.body, endpoint.body_bytes) if endpoint.body else None
    opened = _opener(operation, kernel)
    respond = _responder(endpoint)
    answer = _answerer(operation, kernel, respond)
    handler, limits = endpoint.handler, endpoint.limits
    has_access, has_request = "access" in wants, "request" in wants
    context = operation.context if "context" in wants else None
    place = operation.place.argument if operation.place.argument not in wants else None
    post = operation.method == "POST"

    async def serve_plain(request: ApiRequest, **arguments: Any) -> BaseHTTPResponse:
        if has_request:
            arguments["request"] = request
        if context:
            arguments["context"] = context
        return respond(request, await handler(**arguments))

    async def serve_request(request: ApiRequest, **arguments: Any) -> BaseHTTPResponse:
        # A public route neither looks at credentials nor runs a statement.
        access = anonymous() if public and not (has_access or post) else await opened(request, arguments)
        if access.organization_id is not None:
            usage.count(access.organization_id, "requests")
        if place:
            arguments.pop(place, None)
        if has_access:
            arguments["access"] = access
        if read_query:
            arguments["query"] = read_query(request)
        if read_body:
            arguments["body"] = read_body(request)
        if has_request:
            arguments["request"] = request
        if context:
            arguments["context"] = context
        return await answer(request, access, arguments)

    plain = public and not (has_access or post or limits or read_query or read_body or endpoint.upload)
    served = serve_plain if plain else serve_request
    served.__name__ = endpoint.name
    return served


def _answerer(operation: Operation, kernel: Kernel, respond: Respond) -> Answer:
    """The last steps: limits, one effect for a repeated POST, and the handler; an upload lives as long."""
    endpoint, post = operation.endpoint, operation.method == "POST"
    handler, rule = endpoint.handler, endpoint.upload
    limits, keep = chosen_limits(operation), rule.keep if rule else None

    async def answer(request: ApiRequest, access: Access, arguments: dict[str, Any]) -> BaseHTTPResponse:
        headers = await counted(kernel, limits, request, access, arguments) if limits else None
        upload: Upload | None = arguments.get("upload")

        async def prepare() -> None:
            if keep and upload:
                upload.kept = await keep(access, upload, operation.context)

        if post and (key := request.headers.getone("idempotency-key", None)) is not None:

            async def work() -> HTTPResponse:
                response = respond(request, await handler(**arguments))
                assert isinstance(response, HTTPResponse)
                return response

            sent = (await upload.read()).fingerprint if upload else request.body
            response: BaseHTTPResponse = await kernel.idempotency.once(
                request, access, key, sent, work, prepare, together=not endpoint.calls_out
            )
        else:
            await prepare()
            response = respond(request, await handler(**arguments))
        if headers:
            response.headers.update(headers)
        return response

    if rule is None:
        return answer

    async def answer_upload(request: ApiRequest, access: Access, arguments: dict[str, Any]) -> BaseHTTPResponse:
        arguments["upload"] = upload = Upload(request, rule, operation.context)
        try:
            return await answer(request, access, arguments)
        finally:
            upload.close()

    return answer_upload


def _opener(operation: Operation, kernel: Kernel) -> Callable[..., Awaitable[Access]]:
    """Who is calling, and may they: by one statement, before anything the caller has sent is read."""
    needs, place, cross_origin = operation.endpoint.needs, operation.place, operation.endpoint.cross_origin
    resolve, trusted = kernel.resolver.resolve, kernel.trusted_origins

    async def opened(request: ApiRequest, arguments: dict[str, Any]) -> Access:
        origin = origin_of(request)
        if needs is PUBLIC:
            return anonymous(origin)
        place_id: UUID | None = arguments.get(place.argument)
        access = await resolve(bearer_token(request, trusted), place, place_id, origin)
        demand(access, needs)
        if cross_origin:
            request.allowed_origin = allowed_origin(request, access.caller, trusted)
        return access

    return opened


def origin_of(request: ApiRequest) -> Origin:
    """Where a request comes from, for the log and the audit trail."""
    return Origin(
        request.request_id,
        request.remote_addr or request.ip,
        _short(request.headers.getone("x-operation-id", None)),
        if_match(request),
        _short(request.headers.getone("user-agent", None)),
    )


def chosen_limits(operation: Operation) -> tuple[Limit, ...]:
    """The endpoint's limits, with the amounts that this application's settings have."""
    limits = operation.endpoint.limits
    return tuple(limit if limit.setting is None else limit.chosen(operation.context.settings) for limit in limits)


async def counted(
    kernel: Kernel, limits: tuple[Limit, ...], request: ApiRequest, access: Access, arguments: dict[str, Any]
) -> dict[str, str]:
    headers: dict[str, str] = {}
    for limit in limits:
        if callable(limit.by):
            whom = limit.by(arguments["body"])
        elif limit.by == "caller":
            whom = str(access.caller.credential_id or access.caller.user_id)
        else:
            whom = request.remote_addr or request.ip
        headers = await kernel.limiter.count(limit, whom)
    return headers


def _responder(endpoint: Endpoint) -> Respond:
    write, status, media_type = _writer(endpoint), endpoint.status, endpoint.media_type

    def respond(request: ApiRequest, value: Any) -> BaseHTTPResponse:
        if type(value) is bytes:  # trusted JSON, or a file
            return HTTPResponse(value, status, None, media_type)
        if isinstance(value, Reply):
            response = respond(request, value.value)
            response.status = value.status or response.status
            response.headers.update(value.headers)
            response.content_type = value.media_type or response.content_type
            for cookie in value.cookies:
                response.add_cookie(
                    cookie.name,
                    cookie.value,
                    path=cookie.path,
                    max_age=cookie.max_age if cookie.value else 0,
                    secure=cookie.secure,
                    httponly=True,
                    samesite="Lax",
                )
            return response
        if isinstance(value, (BaseHTTPResponse, ResponseStream)):
            return value  # type: ignore[return-value]
        body = write(value)
        return HTTPResponse(body, status if body is not None else 204, None, media_type)

    if not endpoint.versioned:
        return respond

    def respond_versioned(request: ApiRequest, value: Any) -> BaseHTTPResponse:
        response = respond(request, value)
        version = value.version if isinstance(value, Reply) else None
        if version is None:
            row = value.value if isinstance(value, Reply) else value
            version = None if row is None else row.version
        return response if version is None else _tagged(request, response, version)

    return respond_versioned


def _writer(endpoint: Endpoint) -> Callable[[Any], Any]:
    adapter = endpoint.reply_adapter()
    if adapter is None or endpoint.trusted:
        return lambda value: value
    check, dump = adapter.validator.validate_python, adapter.serializer.to_json

    def write(value: Any) -> bytes:
        return dump(check(value, from_attributes=True), by_alias=True)

    return write


def _tagged(request: ApiRequest, response: BaseHTTPResponse, version: int) -> BaseHTTPResponse:
    """ETag `"<row version>-<digest of the answer>"`.

    `If-Match` compares the row's version alone; `If-None-Match` the whole, since an answer may hold counts
    that change while the row does not.
    """
    tag = f'"{version}-{blake2b(response.body or b"", digest_size=6).hexdigest()}"'
    known = request.headers.getone("if-none-match", None)
    if known is not None and request.method in ("GET", "HEAD") and _matches(known, tag):
        return HTTPResponse(None, 304, {"ETag": tag})
    response.headers["ETag"] = tag
    return response


def _matches(known: str, tag: str) -> bool:
    return known.strip() == "*" or tag in (item.strip().removeprefix("W/") for item in known.split(","))


def _short(text: str | None) -> str | None:
    return text[:128].encode("ascii", "replace").decode() if text else None
