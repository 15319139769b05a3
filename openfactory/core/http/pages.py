"""Keyset pages: `limit` and an opaque `cursor` in, `nextCursor` out; stable while rows are inserted."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from pydantic import Field

from openfactory.core.errors import Invalid
from openfactory.core.http.schemas import In

T = TypeVar("T")


class Page(In):
    """The query of a list; a list with filters adds its own fields."""

    limit: Annotated[int, Field(ge=1, le=100, description="At most so many items.")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="The last answer's `nextCursor`.")] = None


def write_cursor(*place: Any) -> str:
    """An opaque text for a place in an order: the sort key's values of the last item given."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(cursor: str | None, kind: type[T]) -> T | None:
    """The place a cursor stands for; `kind` is a tuple type such as `tuple[int, UUID]`."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=kind)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise Invalid.at("/query/cursor", "this is not a cursor that this list has given", code="bad_cursor") from None


def cut(rows: Sequence[T], limit: int, place: Callable[[T], Sequence[Any]]) -> tuple[Sequence[T], str | None]:
    """A page of rows read with `LIMIT limit + 1`, and the cursor of the next one."""
    if len(rows) <= limit:
        return rows, None
    page = rows[:limit]
    return page, write_cursor(*place(page[-1]))
