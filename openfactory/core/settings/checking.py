"""One model of all sections, filled from the layers; everything that is wrong is collected as problems."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from openfactory.core.redaction import is_secret_name
from openfactory.core.settings.layout import Layout, Way, holds_secret
from openfactory.core.settings.problems import Problem
from openfactory.core.settings.sources import Layer
from openfactory.core.settings.top import TopLevel

_REPEATABLE = ("literal_error", "_parsing", "_type", "_than", "_equal")
"""Kinds of errors at simple values, which help when the value is repeated; by the ends of pydantic's names."""


def combined(sections: Mapping[str, type[BaseModel]], layers: Sequence[Layer] = ()) -> type[TopLevel]:
    """The model of all settings, which reads these layers, the strongest first."""
    fields: dict[str, Any] = {name: (section, section()) for name, section in sections.items()}
    with warnings.catch_warnings():
        # A module may be called `json` or `schema`: sections are read by `Settings`, never by pydantic's methods.
        warnings.filterwarnings("ignore", message="Field name .* shadows an attribute")
        model: type[TopLevel] = create_model("AllSettings", __base__=TopLevel, **fields)
    model.layers = tuple(layers)
    return model


def check(layout: Layout, layers: Sequence[Layer]) -> tuple[TopLevel | None, list[Problem]]:
    """The settings, or all that is wrong with them."""
    unknown = [(layer, way, near) for layer in layers for way, near in layout.unknown(layer())]
    problems = [_unknown(*item) for item in unknown]
    model = None
    try:
        model = combined(layout.sections, layers)()
    except ValidationError as error:
        problems += _refused(layout, layers, error, {way for _, way, _ in unknown})
    hidden = sorted({text for layer in layers for text in _secrets(layout, layer())}, key=len, reverse=True)
    return model, [problem.without(hidden) for problem in problems]


def source(layers: Sequence[Layer], way: Way) -> str:
    """Where a setting's value is from."""
    return next((layer.name(way) for layer in layers if layer.holds(way)), "default")


def _unknown(layer: Layer, way: Way, near: Way | None) -> Problem:
    where = f"{'.'.join(way)} ({layer.name(way)})"
    if len(way) == 1 and near is None and isinstance(layer()[way[0]], Mapping):
        remedy = "install the module, or remove the section"
        return Problem(where, "no installed module has a section of this name", remedy)
    return Problem.unknown(where, ".".join(near) if near else None)


def _refused(layout: Layout, layers: Sequence[Layer], error: ValidationError, known: set[Way]) -> Iterator[Problem]:
    """Problems of one setting become one: pydantic tells what is wrong with each type of a union by itself."""
    found: dict[Way, list[Any]] = {}
    for item in error.errors(include_url=False, include_context=False):
        way = tuple(map(str, item["loc"]))
        if not (item["type"] == "extra_forbidden" and way in known):
            found.setdefault(_key(layers, way), []).append(item)
    for way, items in found.items():
        field = layout.fields.get(way)
        what = " or ".join(dict.fromkeys(map(_said, items))) + _given(layout, way, items[0])
        remedy = f"means: {field.description}" if field and field.description else ""
        yield Problem(f"{'.'.join(way)} ({_sources(layers, way)})", what, remedy.rstrip("."))


def _key(layers: Sequence[Layer], way: Way) -> Way:
    """Without the names of a union's types, which pydantic puts behind the key of a plain value."""
    while len(way) > 2 and not any(layer.holds(way[:-1]) and _is_container(layer, way[:-1]) for layer in layers):
        way = way[:-1]
    return way


def _is_container(layer: Layer, way: Way) -> bool:
    found: Any = layer()
    for part in way:
        found = found[part]
    return isinstance(found, Mapping | list | tuple)


def _said(item: Any) -> str:
    text = str(item["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return text[:1].lower() + text[1:]


def _given(layout: Layout, way: Way, item: Any) -> str:
    """The refused value, where it is simple and holds nothing secret."""
    field = layout.fields.get(way[:2]) or layout.fields.get(way[:1])
    secret = field is None or holds_secret(field.annotation) or any(map(is_secret_name, way)) or _is_url(field)
    if secret or not item["type"].endswith(_REPEATABLE) or isinstance(item["input"], Mapping | list | tuple):
        return ""
    return f", not {str(item['input'])[:80]!r}"


def _is_url(field: Any) -> bool:
    return isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("secret") == "url"


def _sources(layers: Sequence[Layer], way: Way) -> str:
    """A rule between several settings of a section has the sources of them all."""
    if len(way) > 1 or not any(layer.holds(way) for layer in layers):
        return source(layers, way[:2])
    return ", ".join(dict.fromkeys(name for layer in layers for name in _names(layer, way)))


def _names(layer: Layer, way: Way) -> list[str]:
    held = layer().get(way[0])
    if isinstance(held, Mapping):
        return [layer.name((way[0], name)) for name in held]
    return [layer.name(way)] if layer.holds(way) else []


def _secrets(layout: Layout, values: Mapping[str, Any], way: Way = ()) -> Iterator[str]:
    """Secret texts among raw values."""
    for name, value in values.items():
        field = layout.fields.get((*way, name))
        if isinstance(value, Mapping):
            yield from _secrets(layout, value, (*way, str(name)))
        elif (
            isinstance(value, str)
            and len(value) > 3
            and (
                is_secret_name(str(name)) or (field is not None and (holds_secret(field.annotation) or _is_url(field)))
            )
        ):
            yield value
