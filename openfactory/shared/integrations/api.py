"""What modules may call to tell other services, and to register kinds of their own."""

from __future__ import annotations

from openfactory.shared.integrations.errors import ServiceFailed, ServiceRefused
from openfactory.shared.integrations.jobs import notify_slack
from openfactory.shared.integrations.kinds import IntegrationKind, register_integration
from openfactory.shared.integrations.resources import Resources, resources
from openfactory.shared.integrations.service import open_settings

__all__ = [
    "IntegrationKind",
    "Resources",
    "ServiceFailed",
    "ServiceRefused",
    "notify_slack",
    "open_settings",
    "register_integration",
    "resources",
]
