"""Facts about webhooks. They never hold a secret, and of a URL the host alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookEvent(Event):
    """What every fact about a webhook says."""

    webhook_id: UUID
    host: str


@dataclass(frozen=True, kw_only=True)
class WebhookCreated(WebhookEvent):
    """There is a new webhook."""

    name: ClassVar[str] = "webhooks.webhook.created"


@dataclass(frozen=True, kw_only=True)
class WebhookChanged(WebhookEvent):
    """A webhook goes elsewhere, hears other events, or is switched on or off."""

    name: ClassVar[str] = "webhooks.webhook.changed"


@dataclass(frozen=True, kw_only=True)
class WebhookSecretRotated(WebhookEvent):
    """A webhook has another secret; the one before signs as well for `overlap_seconds`."""

    name: ClassVar[str] = "webhooks.webhook.secret_rotated"
    overlap_seconds: int


@dataclass(frozen=True, kw_only=True)
class WebhookDisabled(WebhookEvent):
    """The server has switched a webhook off: its receiver is `gone`, or has been `failing` for too long."""

    name: ClassVar[str] = "webhooks.webhook.disabled"
    reason: str


@dataclass(frozen=True, kw_only=True)
class WebhookDeleted(WebhookEvent):
    """A webhook is gone, and its deliveries with it."""

    name: ClassVar[str] = "webhooks.webhook.deleted"


ALL = (WebhookCreated, WebhookChanged, WebhookSecretRotated, WebhookDisabled, WebhookDeleted)
