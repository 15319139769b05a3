"""Errors follow the tree of modules: the nearest handler answers, and the end of the line is a problem document."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import isawaitable
from typing import Any

from sanic import Request, SanicException
from sanic.constants import HTTP_METHODS
from sanic.handlers import ErrorHandler
from sanic.response import BaseHTTPResponse

from openfactory.core.errors import NotAllowed
from openfactory.core.http import problems
from openfactory.core.http.request import ApiRequest
from openfactory.core.logs import get_logger
from openfactory.core.modules.scope import Prefixes, Scope

log = get_logger(__name__)


class ScopedErrorHandler(ErrorHandler):
    """Sanic's own lookup puts an application's handler before a blueprint's, and knows no owner of a 404."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        super().__init__()
        self._prefixes = Prefixes(scopes)

    def scope_of(self, request: Request) -> Scope | None:
        """The module whose route, or whose prefix, the request is at."""
        if request.route is not None:
            scope: Scope | None = getattr(request.route.ctx, "scope", None)
            return scope
        return self._prefixes.owner(request.path)

    async def response(self, request: Any, exception: Exception) -> BaseHTTPResponse:
        """Offer the error to each module from the inside out; what a handler raises goes on to its parent."""
        scope = self.scope_of(request)
        for node in scope.lineage() if scope else ():
            handlers = node.module.error_handlers
            handler = next((handlers[kind] for kind in type(exception).__mro__ if kind in handlers), None)
            if handler is None:
                continue
            try:
                answer = handler(request, exception)
                response: BaseHTTPResponse | None = await answer if isawaitable(answer) else answer
                if response is not None:
                    return response
            except Exception as failure:
                exception = failure
        return self._problem(request, exception)

    def _problem(self, request: ApiRequest, exception: Exception) -> BaseHTTPResponse:
        refusal = problems.translate(exception)
        told = {"method": request.method, "path": request.shown_path}
        if refusal is None:
            log.error("request failed", **told, exc_info=exception)
            refusal = problems.InternalError("the log has more under this request id")
        elif refusal.status >= 500:
            log.error("request refused", **told, reason=repr(exception))
        answer = problems.answer(refusal, request.path, request.request_id)
        if isinstance(exception, SanicException) and exception.headers:
            answer.headers.update(exception.headers)
        if isinstance(refusal, NotAllowed):
            # Sanic leaves it out where several routes share a dynamic path (sanic-routing 23.12.0)
            answer.headers["Allow"] = ",".join(_allowed(request))
        return answer


def _allowed(request: Request) -> list[str]:
    allowed = []
    for method in map(str, HTTP_METHODS):
        try:
            request.app.router.resolve(request.path, method=method, extra={"host": request.headers.get("host", "")})
        except Exception:  # noqa: S112  (the router says no by several exceptions)
            continue
        allowed.append(method)
    return allowed
