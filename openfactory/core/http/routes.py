"""`Routes`: endpoints under one prefix, recorded so that a module can be mounted on any number of applications."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from openfactory.core.http.endpoint import Endpoint

ARGUMENT = re.compile(r"<(\w+)(?::([^>]+))?>")


@dataclass(frozen=True)
class Route:
    """One method on one path (relative to its routes' prefix)."""

    method: str
    path: str
    endpoint: Endpoint

    @property
    def shown(self) -> str:
        """What stands before the path where routes are listed."""
        return "WS" if self.endpoint.socket else self.method


class Routes:
    """A group of endpoints. `prefix` is below the module's own, or where `absolute` the whole of it."""

    def __init__(self, prefix: str = "", *, absolute: bool = False) -> None:
        self.prefix, self.absolute = prefix.rstrip("/"), absolute
        self.recorded: list[Route] = []

    def get(self, path: str = "/") -> Callable[[Endpoint], Endpoint]:
        """Serve GET, and HEAD with it."""
        return self._record("GET", path)

    def post(self, path: str = "/") -> Callable[[Endpoint], Endpoint]:
        """Serve POST; it honours `Idempotency-Key`."""
        return self._record("POST", path)

    def put(self, path: str = "/") -> Callable[[Endpoint], Endpoint]:
        """Serve PUT."""
        return self._record("PUT", path)

    def patch(self, path: str = "/") -> Callable[[Endpoint], Endpoint]:
        """Serve PATCH."""
        return self._record("PATCH", path)

    def delete(self, path: str = "/") -> Callable[[Endpoint], Endpoint]:
        """Serve DELETE."""
        return self._record("DELETE", path)

    def websocket(self, path: str = "/") -> Callable[[Endpoint], Endpoint]:
        """Serve WebSockets; `@socket(...)` goes below it."""
        return self._record("GET", path, socket=True)

    def _record(self, method: str, path: str, *, socket: bool = False) -> Callable[[Endpoint], Endpoint]:
        def record(endpoint: Endpoint) -> Endpoint:
            if not isinstance(endpoint, Endpoint) or endpoint.socket != socket:
                raise TypeError(f"{method} {path}: put @{'socket' if socket else 'endpoint'}(...) below the route")
            self.recorded.append(Route(method, "" if path == "/" else path, endpoint))
            return endpoint

        return record
