"""Refusals about webhooks."""

from __future__ import annotations

from openfactory.core.errors import Conflict


class TooManyWebhooks(Conflict):
    """The project has as many webhooks as a project can have."""

    code, title = "webhooks.limit", "The project has as many webhooks as it can have"


class WebhookOff(Conflict):
    """Nothing is sent to a webhook that is not enabled."""

    code, title = "webhooks.off", "The webhook is not enabled"


class DeliveryPending(Conflict):
    """What is still to be sent cannot be sent again."""

    code, title = "webhooks.pending", "The delivery is still being tried"
