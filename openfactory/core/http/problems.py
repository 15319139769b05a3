"""Refusals and failures as RFC 9457 problems: the one translator for HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import pydantic
import sanic.exceptions
from sanic import HTTPResponse

from openfactory.core import errors
from openfactory.core.db import failures
from openfactory.core.errors import Refusal
from openfactory.core.http.faults import faults

MEDIA_TYPE = "application/problem+json"
TYPES = "https://openfactory.dev/problems/"  # `type` is a name; the documentation has a part for each


def answer(refusal: Refusal, path: str, request_id: str) -> HTTPResponse:
    """The problem document of a refusal."""
    body: dict[str, Any] = {
        "type": TYPES + refusal.code,
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail or refusal.title,
        "instance": path,
        "code": refusal.code,
        "requestId": request_id,
    }
    if refusal.faults:
        body["errors"] = [
            {"pointer": fault.pointer, "message": fault.message, "code": fault.code} for fault in refusal.faults
        ]
    body.update(refusal.extra)
    return HTTPResponse(msgspec.json.encode(body), refusal.status, refusal.headers(), content_type=MEDIA_TYPE)


def invalid(location: str, error: pydantic.ValidationError, model: Any) -> Refusal:
    """What pydantic found, with a JSON pointer to each place; malformed JSON is a 400."""
    found = faults(location, error, model)
    if found and found[0].code == "json_invalid":
        return errors.Malformed(f"the body is not JSON: {found[0].message}")
    return errors.Invalid(f"the {location} has {len(found)} error{'s' if len(found) > 1 else ''}", faults=found)


def translate(error: BaseException) -> Refusal | None:
    """The refusal that an exception stands for; None where it is a fault of ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, sanic.exceptions.SanicException):
        return _from_sanic(error)
    if isinstance(error, Exception):
        return _from_database(error)
    return None


def _from_database(error: Exception) -> Refusal | None:
    if failures.is_unique_violation(error):
        return errors.Conflict("something with this name or key is there already")
    if failures.is_foreign_key_violation(error):
        return errors.Conflict("something this refers to is gone, or is still referred to")
    if failures.is_busy(error) or failures.is_serialization_failure(error):
        return errors.Unavailable("the database is busy: try again")
    if failures.is_unavailable(error):
        return errors.Unavailable("the database cannot be reached")
    return None


_KINDS: Mapping[int, type[Refusal]] = {
    400: errors.Malformed,
    401: errors.Unauthenticated,
    403: errors.Denied,
    404: errors.NotFound,
    405: errors.NotAllowed,
    409: errors.Conflict,
    413: errors.TooLarge,
    415: errors.Unsupported,
    503: errors.Unavailable,
}


def _from_sanic(error: sanic.exceptions.SanicException) -> Refusal | None:
    kind = _KINDS.get(error.status_code)
    if kind is not None:
        return kind(None if error.status_code in (404, 405) else _plain(error))
    if 400 <= error.status_code < 500:
        return _Other(error.status_code, _plain(error))
    return None


def _plain(error: sanic.exceptions.SanicException) -> str | None:
    text = str(error)
    return text[:300] if text.isprintable() else None


class _Other(Refusal):
    """A client error that Sanic knows and we have no kind for (408, 417, 431, …)."""

    code = "request.refused"

    def __init__(self, status: int, detail: str | None) -> None:
        super().__init__(detail)
        self.status = status  # type: ignore[misc]
        self.title = HTTPStatus(status).phrase  # type: ignore[misc]


class InternalError(Refusal):
    """A fault of ours. The log has the cause under the same request id; the answer does not."""

    status, code, title = 500, "server.internal_error", "The server failed"
