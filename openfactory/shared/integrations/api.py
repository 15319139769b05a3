"""What modules may call to tell other services, and to register kinds of their own."""

from __future__ import annotations

from openfactory.shared.integrations.errors import (
    IssueBeingCreated,
    NotConnected,
    OutcomeUnknown,
    ServiceFailed,
    ServiceRefused,
)
from openfactory.shared.integrations.issues import github as _github  # noqa: F401  (the kinds register there)
from openfactory.shared.integrations.issues import jira as _jira  # noqa: F401
from openfactory.shared.integrations.issues.creating import create_issue
from openfactory.shared.integrations.issues.draft import (
    LONGEST_BODY,
    LONGEST_LABEL,
    LONGEST_TITLE,
    MOST_LABELS,
    Draft,
    Issue,
)
from openfactory.shared.integrations.issues.trackers import Sought, Tracker, register_tracker, tracker_kinds
from openfactory.shared.integrations.jobs import notify_slack
from openfactory.shared.integrations.kinds import IntegrationKind, register_integration
from openfactory.shared.integrations.resources import Resources, resources
from openfactory.shared.integrations.service import open_settings

__all__ = [
    "LONGEST_BODY",
    "LONGEST_LABEL",
    "LONGEST_TITLE",
    "MOST_LABELS",
    "Draft",
    "IntegrationKind",
    "Issue",
    "IssueBeingCreated",
    "NotConnected",
    "OutcomeUnknown",
    "Resources",
    "ServiceFailed",
    "ServiceRefused",
    "Sought",
    "Tracker",
    "create_issue",
    "notify_slack",
    "open_settings",
    "register_integration",
    "register_tracker",
    "resources",
    "tracker_kinds",
]
