"""The request class: an id for every request, and the moment it came."""

from __future__ import annotations

import re
import secrets
from itertools import count
from time import perf_counter
from typing import Any

from openfactory.core.http.protocol import LeanRequest

_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")
_process = secrets.token_hex(6)
_numbers = count(1)


class ApiRequest(LeanRequest):
    """Sanic's request with `request_id` and `began` (seconds, `perf_counter`).

    `allowed_origin` is the `Origin` whose pages may read the answer, where the caller's API key names it.
    """

    __slots__ = ("_request_id", "allowed_origin", "began")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.began = perf_counter()
        self._request_id: str | None = None
        self.allowed_origin: str | None = None

    @property
    def request_id(self) -> str:
        """The caller's own `X-Request-Id` where it is harmless, else a new one."""
        if self._request_id is None:
            given = self.headers.getone("x-request-id", None)
            if given and _ACCEPTED.fullmatch(given):
                self._request_id = given
            else:
                self._request_id = f"{_process}-{next(_numbers):x}"
        return self._request_id

    @property
    def shown_path(self) -> str:
        """The route's pattern, for logs: a path may hold a secret, such as an invitation's token."""
        operation = getattr(self.route.ctx, "operation", None) if self.route else None
        return operation.path if operation else self.path

    @property
    def trace(self) -> tuple[str, str] | None:
        """Trace and parent span of a W3C `traceparent`."""
        given = self.headers.getone("traceparent", None)
        match = _TRACEPARENT.fullmatch(given) if given else None
        return (match[1], match[2]) if match else None


def log_fields() -> dict[str, str]:
    """What log entries say of the request that is being answered in this task, if any."""
    request = ApiRequest._current.get(None)
    if not isinstance(request, ApiRequest):
        return {}
    trace = request.trace
    more = {"trace_id": trace[0], "span_id": trace[1]} if trace else {}
    return {"request_id": request.request_id, **more}
