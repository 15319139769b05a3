"""What a module keeps in a running worker, seen by its children and by nobody beside it."""

from __future__ import annotations

from typing import Any


class Context:
    """Attributes set here are visible to this module and its children, never to siblings."""

    def __init__(self, parent: Context | None = None, **first: Any) -> None:
        self.__dict__.update(first, _parent=parent)

    def __getattr__(self, name: str) -> Any:
        parent: Context | None = self.__dict__["_parent"]
        if parent is None:
            raise AttributeError(f"no module here or above has set {name!r}")
        return getattr(parent, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
