"""A module at its position in one application: prefix, lineage, context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openfactory.core.http.context import Context
from openfactory.core.http.routes import ARGUMENT
from openfactory.core.modules.module import Module


@dataclass(eq=False)
class Scope:
    """The runtime node of a module; its parent's hooks, handlers and context reach into it."""

    module: Module
    parent: Scope | None = None
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        self.context = Context(self.parent.context if self.parent else None)

    @property
    def name(self) -> str:
        """Unique in the application: `parent-child`."""
        above = self.parent.name if self.parent else ""
        return f"{above}-{self.module.name}" if above else self.module.name

    @property
    def prefix(self) -> str:
        """The whole prefix, parents' included."""
        return (self.parent.prefix if self.parent else "") + self.module.prefix

    def lineage(self) -> Iterator[Scope]:
        """This scope, then its ancestors."""
        scope: Scope | None = self
        while scope:
            yield scope
            scope = scope.parent


class Prefixes:
    """Finds the owner of a path that no route serves: the scope with the longest prefix that fits."""

    def __init__(self, scopes: Iterable[Scope]) -> None:
        owned = {
            routes.prefix if routes.absolute else scope.prefix + routes.prefix: scope
            for scope in scopes
            for routes in scope.module.routes
        }
        owned.update({scope.prefix: scope for scope in scopes if scope.module.prefix})
        self._patterns = [
            (_pattern(prefix), owned[prefix])
            for prefix in sorted(owned, key=lambda prefix: (-prefix.count("/"), "<" in prefix, -len(prefix)))
            if prefix
        ]

    def owner(self, path: str) -> Scope | None:
        """Whose path this is."""
        return next((scope for pattern, scope in self._patterns if pattern.match(path)), None)


def _pattern(prefix: str) -> re.Pattern[str]:
    parts = ARGUMENT.split(prefix)  # text, name, type, text, …
    fixed = [re.escape(text) for text in parts[::3]]
    return re.compile("[^/]+".join(fixed) + r"(?:/|$)")
