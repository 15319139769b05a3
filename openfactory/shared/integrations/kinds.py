"""Kinds of integrations. Modules register theirs when they are imported; whoever serves all kinds asks here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, SecretStr

from openfactory.core.errors import NotFound
from openfactory.shared.integrations.resources import Resources

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class IntegrationKind(Generic[S]):
    """One kind of service.

    name      on the wire: `slack`
    settings  what is given to connect; fields of the type SecretStr are never shown again
    check     refuses (Invalid) settings that cannot be used here; may be async
    test      uses them once, harmlessly; raises ServiceFailed or ServiceRefused where that fails
    """

    name: str
    settings: type[S]
    check: Callable[[S, Resources], Awaitable[None] | None]
    test: Callable[[S, Resources], Awaitable[None]]

    def shown(self, settings: S) -> dict[str, Any]:
        """The settings that may be shown."""
        secret = {name for name in type(settings).model_fields if isinstance(getattr(settings, name), SecretStr)}
        return settings.model_dump(mode="json", by_alias=True, exclude=secret)


_kinds: dict[str, IntegrationKind[Any]] = {}


def register_integration(kind: IntegrationKind[Any]) -> None:
    """Make a kind known. Two kinds of one name are an error of whoever comes second."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"there is a kind of integration named {kind.name!r} already")


def find_kind(name: str) -> IntegrationKind[Any]:
    """The kind of this name, or 404."""
    if name not in _kinds:
        raise NotFound(f"the kinds of integrations are {', '.join(sorted(_kinds))}")
    return _kinds[name]
