"""What clients can follow of a project."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.live import ChannelKind, Source


async def _everything(access: Access, channel_id: UUID | None) -> Source:
    return Source(access.project)


PROJECT_CHANNEL = ChannelKind(
    "project", "everything that happens in a project", needs="projects.read", place="project", source=_everything
)
