"""Failures of other services."""

from __future__ import annotations

from typing import Any

from openfactory.core.errors import BadGateway, Conflict, Refusal


class ServiceFailed(BadGateway):
    """The service did not take it now; it may later. The text holds no URL and no secret.

    `retry_after`, in seconds, is what the service asks for.
    """

    code, title = "integrations.failed", "The other service has failed"

    def __init__(self, detail: str | None = None, *, retry_after: int | None = None, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class OutcomeUnknown(ServiceFailed):
    """The service may have done it: its answer was lost. Asking again finds out first, and does nothing twice."""

    code, title = "integrations.outcome_unknown", "It is not known whether the other service has done it"


class ServiceRefused(BadGateway):
    """The service does not take it, and would not later. The text holds no URL and no secret."""

    code, title = "integrations.refused", "The other service refuses it"


class NotConnected(Refusal):
    """The project is not connected to the service."""

    code, title = "integrations.not_connected", "The project is not connected to this service"


class IssueBeingCreated(Conflict):
    """Another request is making this issue, and has not ended yet."""

    code, title = "integrations.issue_being_created", "Another request is making this issue"

    def headers(self) -> dict[str, str]:
        return {"Retry-After": "5"}
