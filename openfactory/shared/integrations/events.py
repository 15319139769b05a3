"""Facts about integrations. They never hold a setting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class IntegrationConnected(Event):
    """The project is connected to a service, or in another way than before."""

    name: ClassVar[str] = "integrations.integration.connected"
    integration_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class IntegrationRemoved(Event):
    """The project is connected to a service no more."""

    name: ClassVar[str] = "integrations.integration.removed"
    integration_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class IssueCreated(Event):
    """A subject has an issue at another service. `key` is what people there call it: `42`, `SHOP-7`."""

    name: ClassVar[str] = "integrations.issue.created"
    issue_id: UUID
    integration: str
    subject_kind: str
    subject_id: UUID
    url: str
    key: str


ALL = (IntegrationConnected, IntegrationRemoved, IssueCreated)
