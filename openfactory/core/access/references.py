"""Rows that a later module owns: earlier ones check their ids through a loader that the owner registers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from openfactory.core.access.access import Access
from openfactory.core.errors import Invalid

Loader = Callable[[Access, UUID], Awaitable[object]]
_loaders: dict[str, Loader] = {}


def register_reference(kind: str, loader: Loader) -> None:
    """Say how a row of `kind` is found: `loader` raises NotFound for one not in the access's place."""
    _loaders[kind] = loader


async def check_reference(access: Access, kind: str, row_id: UUID, *, pointer: str) -> object:
    """The row; 404 for an id that names nothing here, 422 at `pointer` for a kind that no installed module has."""
    loader = _loaders.get(kind)
    if loader is None:
        raise Invalid.at(pointer, f"no installed module has a {kind}: leave it out", code="unknown_kind")
    return await loader(access, row_id)
