"""Shapes of webhooks and deliveries."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Out, WebUrl
from openfactory.shared.webhooks.event_types import EventTypes
from openfactory.shared.webhooks.models import Off, Status

Description = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Url = Annotated[WebUrl, Field(description="Where events are posted.", examples=["https://example.com/hooks"])]


class WebhookQuery(Page):
    """A page of webhooks."""


class CreateWebhook(In):
    """Where events are to be sent, and which."""

    url: Url
    event_types: EventTypes = []
    enabled: bool = True
    description: Description | None = None


class ChangeWebhook(In):
    """What is not given stays; a null clears the description."""

    url: Url | None = None
    event_types: EventTypes | None = None
    enabled: bool | None = None
    description: Description | None = None


class RotateSecret(In):
    """How long the present secret goes on signing beside the new one."""

    overlap_seconds: Annotated[int, Field(ge=0, le=604_800, description="At most a week.")] = 86_400


class WebhookOut(Out):
    """A webhook. `failingSince` is when the first of the attempts failed that have failed since the last success."""

    id: UUID
    url: str
    description: str | None
    event_types: list[str]
    enabled: bool
    disabled_reason: Off | None
    disabled_at: Moment | None
    last_success_at: Moment | None
    failing_since: Moment | None
    created_at: Moment
    updated_at: Moment


class WebhookSecret(WebhookOut):
    """The secret, for the receiver to check signatures with; it is shown only here."""

    secret: str


class RotatedSecret(WebhookSecret):
    """The new secret, and until when the one before signs as well."""

    previous_until: Moment


class WebhookList(Out):
    """Webhooks, the newest first."""

    webhooks: list[WebhookOut]
    next_cursor: str | None


class TestOut(Out):
    """What came of a test: `error` is null when it has arrived."""

    delivered: bool
    response_status: int | None
    response_excerpt: str | None
    duration_ms: int
    error: str | None


class DeliveryQuery(Page):
    """Which deliveries."""

    status: Status | None = None


class DeliveryOut(Out):
    """One event for one webhook, with what came of its last attempt. `messageId` is sent as `webhook-id`."""

    id: UUID
    webhook_id: UUID
    message_id: UUID
    event_type: str
    status: Status
    attempts: int
    attempted_at: Moment | None
    next_attempt_at: Moment | None
    response_status: int | None
    response_excerpt: Annotated[str | None, Field(description="How the answer begins, at most 1 KiB.")]
    duration_ms: int | None
    error: str | None
    created_at: Moment


class DeliveryList(Out):
    """Deliveries, the newest first."""

    deliveries: list[DeliveryOut]
    next_cursor: str | None
