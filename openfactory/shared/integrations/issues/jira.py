"""Issues at Jira: Cloud by REST v3, and Data Center by v2 where no e-mail address is given.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/. The mark is the description's last
line: it is written with the issue itself, which Jira says of no entity property.
"""

from __future__ import annotations

import base64
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from openfactory.core.http.schemas import In
from openfactory.shared.integrations.errors import OutcomeUnknown
from openfactory.shared.integrations.issues import jira_finding
from openfactory.shared.integrations.issues.calling import Service
from openfactory.shared.integrations.issues.draft import Draft, Issue
from openfactory.shared.integrations.issues.jira_testing import test_jira
from openfactory.shared.integrations.issues.places import BaseUrl, Token, check_base
from openfactory.shared.integrations.issues.trackers import Sought, register_tracker
from openfactory.shared.integrations.kinds import IntegrationKind, register_integration
from openfactory.shared.integrations.resources import Resources

JIRA: Final = "jira"


class JiraSettings(In):
    """A project. Cloud: with the e-mail address of the token's account; Data Center: a personal access token alone."""

    site_url: BaseUrl
    email: Annotated[str, Field(max_length=254, pattern=r"^[!-9;-~]+@[!-9;-~]+$")] | None = None
    api_token: Token
    project_key: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,49}$")]
    issue_type: Annotated[str, Field(min_length=1, max_length=60)] = "Task"

    @property
    def is_cloud(self) -> bool:
        """Whether it is Jira Cloud."""
        return self.email is not None

    @property
    def api(self) -> str:
        """The API's URL."""
        return f"{self.site_url}/rest/api/{3 if self.is_cloud else 2}"


def _service(settings: JiraSettings, opened: Resources) -> Service:
    token = settings.api_token.get_secret_value()
    basic = base64.b64encode(f"{settings.email}:{token}".encode()).decode()
    authorization = f"Basic {basic}" if settings.is_cloud else f"Bearer {token}"
    headers = {"Authorization": authorization, "Accept": "application/json"}
    return Service("Jira", opened.trackers, opened.issue_call_seconds, headers, (token, basic))


def mark_of(mark: UUID) -> str:
    """The mark as it stands in a description."""
    return f"openfactory:{mark.hex}"


class Jira:
    """The tracker."""

    def place(self, settings: JiraSettings) -> str:
        """The project's URL."""
        return f"{settings.site_url}/browse/{settings.project_key}"

    async def floor(self, settings: JiraSettings, opened: Resources) -> int | None:
        """A number that keys of new issues are above."""
        if not settings.is_cloud:
            return None
        return await jira_finding.highest_number(_service(settings, opened), settings.api, settings.project_key)

    async def create(self, settings: JiraSettings, opened: Resources, draft: Draft, mark: UUID) -> Issue:
        """Make an issue. Jira's labels have no spaces: they become hyphens."""
        written = f"{draft.body}\n\n{mark_of(mark)}".strip()
        fields = {
            "project": {"key": settings.project_key},
            "issuetype": {"name": settings.issue_type},
            "summary": draft.line,
            "description": document(written) if settings.is_cloud else written,
        }
        if draft.labels:  # a field that is on no screen may be refused
            fields["labels"] = list(dict.fromkeys("-".join(label.split()) for label in draft.labels))
        service, body = _service(settings, opened), {"fields": fields}
        made = await service.call("POST", f"{settings.api}/issue", body=body, writes=True)
        if not isinstance(made, dict) or not isinstance(key := made.get("key"), str) or "-" not in key:
            raise OutcomeUnknown("Jira answered with something else than an issue")
        return _issue(settings, key)

    async def find(self, settings: JiraSettings, opened: Resources, sought: Sought) -> Issue | None:
        """Cloud: read the issues above the floor by their keys. Data Center: search those made since the call."""
        service, project = _service(settings, opened), sought.place.rpartition("/")[2]
        mark = mark_of(sought.mark)
        if sought.floor is not None:
            key = await jira_finding.read_on(service, settings.api, project, sought.floor, mark)
        else:
            key = await jira_finding.search(service, settings.api, project, sought.called_at, mark)
        return None if key is None else _issue(settings, key)


def document(text: str) -> dict[str, Any]:
    """Plain text in Atlassian's document format: paragraphs, with hard breaks for single line ends."""
    paragraphs = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    content = [{"type": "paragraph", "content": _lines(part.strip("\n"))} for part in paragraphs]
    return {"type": "doc", "version": 1, "content": content}


def _lines(paragraph: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for line in paragraph.split("\n"):
        nodes.append({"type": "hardBreak"})
        if line:  # a text node may not be empty
            nodes.append({"type": "text", "text": line})
    return nodes[1:]


def _issue(settings: JiraSettings, key: str) -> Issue:
    return Issue(f"{settings.site_url}/browse/{key}", key, JIRA)


async def _check(settings: JiraSettings, opened: Resources) -> None:
    await check_base(settings.site_url, "/body/siteUrl", opened)


async def _test(settings: JiraSettings, opened: Resources) -> None:
    await test_jira(_service(settings, opened), settings.api, settings.project_key, settings.issue_type)


TRACKER = Jira()
register_integration(IntegrationKind(JIRA, JiraSettings, _check, _test))
register_tracker(JIRA, TRACKER)
