"""Shapes of integrations."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from openfactory.core.http.schemas import Moment, Out
from openfactory.shared.json_values import bounded

Given = Annotated[
    dict[str, Any],
    bounded(16 * 1024),
    Field(
        description="The settings of the kind. slack: `url`. github_issues: `baseUrl`, `owner`, `repo`, `token`. "
        "jira: `siteUrl`, `email`, `apiToken`, `projectKey`, `issueType`.",
        examples=[{"url": "https://hooks.slack.com/services/T000/B000/XXXX"}],
    ),
]


class IntegrationOut(Out):
    """A service that the project is connected to. Secret settings, such as Slack's `url`, are not shown."""

    id: UUID
    kind: str
    settings: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class TestOut(Out):
    """What came of a test: `error` is null when it has arrived."""

    delivered: bool
    error: str | None
