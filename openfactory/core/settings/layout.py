"""Which settings there are: sections and their fields, the variables they are read from, and near misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from openfactory.core.settings.top import TopLevel

PREFIX = "OPENFACTORY_"
Way = tuple[str, ...]
"""A setting's key in parts: `("server", "port")`."""


class Layout:
    """All settings of an installation: the fields without a section, and every section with its fields."""

    def __init__(self, sections: Mapping[str, type[BaseModel]]) -> None:
        self.sections = dict(sections)
        self.fields: dict[Way, FieldInfo] = {
            (name,): field for name, field in TopLevel.model_fields.items() if name not in sections
        }
        for section, model in sections.items():
            self.fields |= {(section, name): field for name, field in model.model_fields.items()}

    def of_variable(self, name: str) -> Way | None:
        """The setting that a variable stands for. Names may hold underscores: the longest section name wins."""
        found = [way for way in self.fields if variable(way) == name]
        return max(found, key=lambda way: len(way[0])) if found else None

    def unknown(self, values: Mapping[str, Any]) -> Iterator[tuple[Way, Way | None]]:
        """The keys in `values` that stand for nothing, at any depth, each with the one that was probably meant."""
        names = [*self.sections, *(way[0] for way in self.fields if len(way) == 1)]
        for name, value in values.items():
            if name in self.sections:
                yield from _unknown(self.sections[name], value, (name,))
            elif name not in names:
                yield (name,), _near((name,), names)

    def near_variable(self, name: str) -> str | None:
        """The variable that was probably meant; the prefix, which all share, counts for nothing."""
        known = [variable(way).removeprefix(PREFIX) for way in self.fields]
        close = get_close_matches(name.removeprefix(PREFIX), known, 1)
        return PREFIX + close[0] if close else None


def variable(way: Way) -> str:
    """The environment variable of a setting."""
    return PREFIX + "_".join(way).upper()


def holds_secret(annotation: Any) -> bool:
    """Whether a value of this type has something secret in it, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, SecretStr | SecretBytes):
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(holds_secret(field.annotation) for field in annotation.model_fields.values())
    return any(map(holds_secret, get_args(annotation)))


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types that a union allows, or the one type."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _near(way: Way, names: Iterable[str]) -> Way | None:
    close = get_close_matches(way[-1], list(names), 1)
    return (*way[:-1], close[0]) if close else None


def _unknown(annotation: Any, value: Any, way: Way) -> Iterator[tuple[Way, Way | None]]:
    """Keys below `way` that no model has; the entries of a `dict[str, Model]` have names of their own."""
    if not isinstance(value, Mapping):
        return
    for kind in alternatives(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name in value.keys() - kind.model_fields.keys():
                yield (*way, str(name)), _near((*way, str(name)), kind.model_fields)
            below = {name: field.annotation for name, field in kind.model_fields.items()}
        elif get_origin(kind) is dict:
            below = dict.fromkeys(value, get_args(kind)[1])
        else:
            continue
        for name in value.keys() & below.keys():
            yield from _unknown(below[name], value[name], (*way, str(name)))
