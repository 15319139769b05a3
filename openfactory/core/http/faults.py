"""What pydantic finds wrong, told to whoever sent it: where it is, and how to put it right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from openfactory.core.errors import Fault

MOST_NAMES = 20  # of fields, in a message
_SHOULD = re.compile(r"^[A-Z]\w*(?: input)? should ")


def faults(location: str, error: ValidationError, model: Any) -> list[Fault]:
    """One fault for each thing that is wrong. No value is repeated: it may be a secret.

    location  what the pointers begin with: `body` or `query`
    model     the type that was asked for: a model, or a type that is made of models
    """
    found = error.errors(include_url=False, include_input=False)
    return [Fault(_pointer(location, item["loc"]), _message(item, model), item["type"]) for item in found]


def _pointer(location: str, way: Sequence[int | str]) -> str:
    return "/".join(("", location, *(str(part).replace("~", "~0").replace("/", "~1") for part in way)))  # RFC 6901


def _message(item: Any, model: Any) -> str:
    context = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return "this field is required"
        case "extra_forbidden":
            return _unknown(item["loc"], model)
        case "string_too_short" | "too_short" if context["min_length"] == 1:
            return "must not be empty"
        case "too_short" | "too_long":
            # Of a text that was made to fit first, pydantic no longer knows that it is one.
            unit = "character" if context["field_type"] == "Value" else "item"
            bound, number = (
                ("at least", context["min_length"]) if "min_length" in context else ("at most", context["max_length"])
            )
            return f"must have {bound} {number} {unit}{'s' if number != 1 else ''}"
        case _:
            return _SHOULD.sub("must ", item["msg"].removeprefix("Value error, "))


def _unknown(way: Sequence[int | str], model: Any) -> str:
    names = _fields(model, way[:-1])
    if close := get_close_matches(str(way[-1]), names, 1):
        return f"there is no such field; did you mean {close[0]}?"
    if 0 < len(names) <= MOST_NAMES:
        return f"there is no such field; there are {', '.join(names)}"
    return "there is no such field"


def _fields(model: Any, way: Sequence[int | str]) -> list[str]:
    """The names of the fields that can be given at a place."""
    models = list(_models(model))
    for part in way:
        # A number is a place in a list; another name is that of one of several types.
        deeper = [field for each in models for name, field in _named(each) if name == part]
        models = [each for field in deeper for each in _models(field.annotation)] if deeper else models
    return sorted({name for each in models for name, _ in _named(each)})


def _named(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    return ((field.alias or name, field) for name, field in model.model_fields.items())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
