"""The tables of one module: where its models and its migrations are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tables:
    """One Tortoise "app": `models` and `migrations` are dotted paths of a module and of a package."""

    label: str
    models: str
    migrations: str
