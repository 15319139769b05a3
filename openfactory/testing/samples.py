"""Values that a JSON schema accepts: for probes that need a valid request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
_TEXTS = {
    "uuid": "01890000-0000-7000-8000-000000000000",
    "email": "somebody@example.com",
    "uri": "https://example.com/",
    "date-time": "2030-01-01T00:00:00.000Z",
    "date": "2030-01-01",
    "password": "correct horse battery staple",
}


def sample(schema: Schema, components: Mapping[str, Schema]) -> Any:
    """A value of the schema with every property: its example where it has one, else the least that is valid."""
    if "$ref" in schema:
        return sample(components[schema["$ref"].rsplit("/", 1)[1]], components)
    for given in ("const", "example"):
        if given in schema:
            return schema[given]
    for several in ("examples", "enum"):
        if schema.get(several):
            return schema[several][0]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return sample(schema[choice][0], components)
    return _plain(schema, components)


def _plain(schema: Schema, components: Mapping[str, Schema]) -> Any:
    match schema.get("type"):
        case "object":
            return {name: sample(field, components) for name, field in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema.get("items", {}), components)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "null":
            return None
        case _:
            text = _TEXTS.get(schema.get("format", ""), "a sample")
            return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 1000)]


def references(
    schema: Schema, components: Mapping[str, Schema], path: tuple[Any, ...] = ()
) -> list[tuple[tuple[Any, ...], str | None]]:
    """Where a value of the schema holds ids: the way to each, and the kind of row it names (None: unmarked)."""
    if "$ref" in schema:
        return references(components[schema["$ref"].rsplit("/", 1)[1]], components, path)
    if schema.get("format") == "uuid" or "x-ref" in schema:
        return [(path, schema.get("x-ref"))]
    found: list[tuple[tuple[Any, ...], str | None]] = []
    for name, field in schema.get("properties", {}).items():
        found += references(field, components, (*path, name))
    if isinstance(schema.get("items"), Mapping):
        found += references(schema["items"], components, (*path, 0))
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        found += references(choice, components, path)
    return found


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a way into it."""
    if not path:
        return new
    first, *rest = path
    if isinstance(value, list):
        return [replaced(item, tuple(rest), new) if number == first else item for number, item in enumerate(value)]
    return {**value, first: replaced(value.get(first), tuple(rest), new)}
