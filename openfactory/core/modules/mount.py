"""Modules onto an application: one Sanic blueprint for each group of routes, with all that its lineage brings.

Sanic's blueprint groups are not used: their decorators reach only the blueprints already inside, and they
have no listeners, context or error handlers (sanic 25.12).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sanic import Blueprint, Sanic

from openfactory.core.access import PUBLIC
from openfactory.core.access.permissions import Permission
from openfactory.core.http.routes import ARGUMENT, Route, Routes
from openfactory.core.http.serving import Kernel, Operation, serve
from openfactory.core.http.sockets.serving import serve_socket
from openfactory.core.modules.errors import ScopedErrorHandler
from openfactory.core.modules.module import Module
from openfactory.core.modules.scope import Scope


class MountError(TypeError):
    """A module's declaration cannot be served; the text names module and route."""


def scopes_of(modules: Iterable[Module]) -> list[Scope]:
    """Each module and its children at their positions, requirements and parents first."""
    scopes: list[Scope] = []

    def attach(module: Module, parent: Scope | None) -> None:
        scope = Scope(module, parent)
        scopes.append(scope)
        for child in module.children:
            attach(child, scope)

    for module in modules:
        attach(module, None)
    return scopes


def mount(app: Sanic, scopes: Sequence[Scope], kernel: Kernel) -> list[Operation]:
    """Register every route of every scope; the operations, for OpenAPI and the tenancy probe."""
    permissions = {permission.name: permission for scope in scopes for permission in scope.module.permissions}
    operations: list[Operation] = []
    for scope in scopes:
        for number, routes in enumerate(scope.module.routes, 1):
            name = scope.name if number == 1 else f"{scope.name}-{number}"
            operations += _blueprint(app, scope, routes, name, kernel, permissions)
    _refuse_twins(operations)
    app.error_handler = ScopedErrorHandler(scopes)
    return operations


def _blueprint(
    app: Sanic,
    scope: Scope,
    routes: Routes,
    name: str,
    kernel: Kernel,
    permissions: dict[str, Permission],
) -> list[Operation]:
    prefix = routes.prefix if routes.absolute else scope.prefix + routes.prefix
    blueprint = Blueprint(name, url_prefix=prefix or None)
    for depth, ancestor in enumerate(reversed(list(scope.lineage()))):
        # Sanic runs hooks in the order of their definition in the process; the priority makes it the nesting's.
        for hook in ancestor.module.request_hooks:
            blueprint.on_request(hook, priority=-depth)
        for hook in ancestor.module.response_hooks:
            blueprint.on_response(hook, priority=-depth)
    operations = []
    for route in routes.recorded:
        operation = _operation(scope, prefix, route, kernel)
        _check(operation, permissions)
        # HEAD is registered here, inside the blueprint, so that its hooks run for it as they do for GET.
        methods = ("GET", "HEAD") if route.method == "GET" and not route.endpoint.socket else (route.method,)
        handler: Any = (serve_socket if route.endpoint.socket else serve)(operation, kernel)
        blueprint.add_route(
            handler,
            route.path or "/",
            methods=methods,
            name=f"{route.endpoint.name}_{route.method.lower()}",
            strict_slashes=False,
            stream=route.endpoint.stream,
            error_format="json",  # else Sanic (25.12) parses each handler's source; ours are `problems`
            ctx_scope=scope,
            ctx_operation=operation,
        )
        operations.append(operation)
    app.blueprint(blueprint)
    return operations


def _operation(scope: Scope, prefix: str, route: Route, kernel: Kernel) -> Operation:
    path = prefix + route.path
    arguments = [name for name, _ in ARGUMENT.findall(path)]
    place = kernel.resolver.place_of(arguments, route.endpoint.place)
    return Operation(route.method, path or "/", route.endpoint, scope.name, place, scope.context)


def _check(operation: Operation, permissions: dict[str, Permission]) -> None:
    endpoint, where = operation.endpoint, f"{operation.module}: {operation.method} {operation.path}"
    if isinstance(endpoint.needs, str):
        if endpoint.needs not in permissions:
            raise MountError(f"{where}: no served module declares the permission {endpoint.needs!r}")
        if not operation.place.argument:
            raise MountError(f"{where}: a permission is held in a place, and the path names none")
    elif endpoint.needs is PUBLIC and operation.place.argument:
        raise MountError(f"{where}: a path inside a tenant's place cannot be public")
    given = {name for name, _ in ARGUMENT.findall(operation.path)} - {operation.place.argument}
    given |= {"access", "request", "context", operation.place.argument}
    given |= {"query"} if endpoint.query else set()
    given |= {"body"} if endpoint.body else set()
    given |= {"upload"} if endpoint.upload else set()
    given |= {"socket", "grant"} if endpoint.socket else set()
    if missing := set(endpoint.parameters) - given:
        raise MountError(f"{where}: nothing gives the handler its {', '.join(sorted(missing))}")
    wanted = {name for name, _ in ARGUMENT.findall(operation.path)} - {operation.place.argument}
    if ignored := wanted - set(endpoint.parameters):
        raise MountError(f"{where}: the handler does not take {', '.join(sorted(ignored))}")


def _refuse_twins(operations: Sequence[Operation]) -> None:
    seen: dict[str, Operation] = {}
    for operation in operations:
        name = f"{operation.module}.{operation.endpoint.name}"
        if name in seen:
            raise MountError(f"two routes of one module have handlers named {name!r}: {operation.path}")
        seen[name] = operation
