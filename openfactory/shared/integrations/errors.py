"""Failures of other services."""

from __future__ import annotations

from openfactory.core.errors import BadGateway


class ServiceFailed(BadGateway):
    """The service did not take it now; it may later. The text holds no URL and no secret."""

    code, title = "integrations.failed", "The other service has failed"


class ServiceRefused(BadGateway):
    """The service does not take it, and would not later. The text holds no URL and no secret."""

    code, title = "integrations.refused", "The other service refuses it"
