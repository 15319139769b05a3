"""The base of every shape that comes in or goes out: camelCase names, UTC moments in milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from unicodedata import category
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic.alias_generators import to_camel


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(_rfc3339, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "date-time"}),
]


class In(BaseModel):
    """What a caller sends. Unknown fields are refused: a misspelt one would be lost in silence."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True, allow_inf_nan=False
    )


class Out(BaseModel):
    """What the server answers, read from rows' attributes."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        json_schema_serialization_defaults_required=True,
    )


class Ref:
    """Marks an id as naming a row of a kind: `Annotated[UUID, Ref("feature")]`.

    The tenancy probe sends another tenant's row of that kind and expects 404; an id without a mark
    fails the build.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Any) -> dict[str, Any]:
        schema: dict[str, Any] = handler(core_schema)
        return {**schema, "x-ref": self.kind}


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _without_controls(text: str) -> str:
    if any(category(character) == "Cc" for character in text):
        raise ValueError("control characters are not allowed")
    return text


Name = Annotated[
    str,
    BeforeValidator(_one_line),
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(_without_controls),
    Field(examples=["A good name"]),
]
"""A name of one line, 1…200 characters, surplus white space removed."""


def _web_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("an http or https URL without credentials is needed")
    return text


WebUrl = Annotated[
    str,
    StringConstraints(max_length=2000, strip_whitespace=True),
    AfterValidator(_web_url),
    Field(json_schema_extra={"format": "uri"}, examples=["https://example.com/picture.png"]),
]
"""A URL that clients may load; the server never does."""

__all__ = ["In", "Moment", "Name", "Out", "Ref", "WebUrl"]
