"""A module with things to be searched that only admins may see: minutes. They have no table of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openfactory.core.access import Access, Permission, Role
from openfactory.core.errors import NotFound
from openfactory.core.modules.module import Module
from openfactory.core.subjects import Subject, register_subject


async def _nothing(access: Access, minute_id: UUID) -> Any:
    raise NotFound


register_subject(
    Subject(
        kind="minute",
        load=_nothing,
        title=str,
        path=lambda minute: f"/api/minutes/{minute}",
        needs="minutes.read",
    )
)

MINUTES = Module(
    "minutes",
    requires=["projects"],
    permissions=[
        Permission(
            "minutes.read",
            "Read minutes.",
            roles=frozenset({Role.ADMIN}),
            scopes=frozenset({"project:read"}),
        )
    ],
)
