"""Reading what comes in: query, JSON body, headers. What cannot be read is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from sanic import Request

from openfactory.core.errors import Invalid, TooLarge, Unsupported
from openfactory.core.http.problems import invalid

Reader = Callable[[Request], Any]

# A NUL cannot be stored in PostgreSQL's text, and means nothing in any text of ours.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def query_reader(model: type[BaseModel]) -> Reader:
    """Repeated keys become a list only where the model has one."""
    many = {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) in (list, set, tuple, frozenset)
    }
    validate = model.__pydantic_validator__.validate_python

    def read(request: Request) -> Any:
        arguments = request.get_args(keep_blank_values=True) if request.query_string else {}
        if any("\x00" in value for values in arguments.values() for value in values):
            raise Invalid.at("/query", "NUL characters are not allowed", code="nul_character")
        try:
            return validate({k: v if k in many else v[-1] for k, v in arguments.items()}, by_name=False)
        except ValidationError as error:
            raise invalid("query", error, model) from None

    return read


def body_reader(model: Any, largest: int | None = None) -> Reader:
    """A JSON body of at most so many bytes, checked and built by pydantic in one pass over them."""
    validate = TypeAdapter(model).validator.validate_json

    def read(request: Request) -> Any:
        if largest is not None and len(request.body) > largest:
            raise TooLarge(f"this route takes a body of at most {largest} bytes")
        media_type = request.headers.getone("content-type", "").partition(";")[0].strip().lower()
        if request.body and media_type != "application/json" and not media_type.endswith("+json"):
            raise Unsupported("send the body as application/json")
        if b"\\u0000" in request.body and _NUL.search(request.body):
            raise Invalid.at("/body", "NUL characters are not allowed", code="nul_character")
        try:
            return validate(request.body or b"null", by_name=False)
        except ValidationError as error:
            raise invalid("body", error, model) from None

    return read
