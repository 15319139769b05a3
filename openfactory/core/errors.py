"""Refusals by kind. A module names its own by subclassing a kind and giving it a code.

Raised anywhere, translated once for each entrance: `core.http.problems` does it for HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with what was sent: where (a JSON pointer), what, and a stable code."""

    pointer: str
    message: str
    code: str


class Refusal(Exception):
    """A request that is understood and not carried out.

    `status` is the HTTP status, `code` the stable name a client may switch on (`<module>.<what>`),
    `title` the same for every refusal of the code, `detail` about this one. None of them may hold a
    secret, SQL, or a path of the host.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "request.refused"
    title: ClassVar[str] = "The request was refused"

    def __init__(self, detail: str | None = None, *, faults: Sequence[Fault] = (), **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.faults = tuple(faults)
        self.extra = extra

    def headers(self) -> dict[str, str]:
        """Headers the answer must carry."""
        return {}


class Malformed(Refusal):
    """The request cannot be read at all."""

    status, code, title = 400, "request.malformed", "The request cannot be read"


class Unauthenticated(Refusal):
    """Nobody, or nobody known, is calling."""

    status, code, title = 401, "auth.required", "A valid credential is needed"

    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": 'Bearer realm="openfactory"'}


class Denied(Refusal):
    """The caller is known here and may not do this."""

    status, code, title = 403, "access.denied", "You may not do this"


class NotFound(Refusal):
    """There is no such thing, or the caller may not know of it: the answer is the same for both."""

    status, code, title = 404, "resource.not_found", "There is no such resource"


class NotAllowed(Refusal):
    """The path exists, the method does not."""

    status, code, title = 405, "request.method_not_allowed", "This path does not take that method"


class Conflict(Refusal):
    """The request does not fit the present state."""

    status, code, title = 409, "resource.conflict", "The request conflicts with the present state"


class Stale(Refusal):
    """The caller's copy (`If-Match`) is not the present one."""

    status, code, title = 412, "resource.stale", "The resource has changed since you read it"


class TooLarge(Refusal):
    """More bytes than the server takes."""

    status, code, title = 413, "request.too_large", "The request is too large"


class Unsupported(Refusal):
    """A media type the route does not take."""

    status, code, title = 415, "request.unsupported_media_type", "This media type is not supported"


class Invalid(Refusal):
    """Readable, but the content is not acceptable; `faults` say where."""

    status, code, title = 422, "request.invalid", "The request has invalid content"

    @classmethod
    def at(cls, pointer: str, message: str, *, code: str = "invalid") -> Invalid:
        """A single fault, for a rule that pydantic cannot check."""
        return cls(message, faults=[Fault(pointer, message, code)])


class TooMany(Refusal):
    """A limit is used up. `retry_after` is in whole seconds."""

    status, code, title = 429, "request.too_many", "Too many requests"

    def __init__(self, detail: str | None = None, *, retry_after: int = 1, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after = max(1, retry_after)

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class BadGateway(Refusal):
    """Another server that this needs has failed."""

    status, code, title = 502, "request.bad_gateway", "Another service failed"


class Unavailable(Refusal):
    """The server cannot do this now and will be able to later."""

    status, code, title = 503, "server.unavailable", "The server cannot answer now"
    retry_after: ClassVar[int] = 2

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}
