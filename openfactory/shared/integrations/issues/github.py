"""Issues at GitHub, at github.com and at GitHub Enterprise: https://docs.github.com/rest/issues/issues.

The mark is an HTML comment at the body's beginning, where no unclosed code or comment of the body's can reach it. An
issue is found by listing those made since the call; searching (`/search/issues`) lags, and listing hardly does.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from openfactory.core.http.schemas import In
from openfactory.shared.integrations.errors import OutcomeUnknown, ServiceFailed, ServiceRefused
from openfactory.shared.integrations.issues.calling import Service
from openfactory.shared.integrations.issues.draft import Draft, Issue
from openfactory.shared.integrations.issues.places import BaseUrl, Token, check_base
from openfactory.shared.integrations.issues.trackers import Sought, register_tracker
from openfactory.shared.integrations.kinds import IntegrationKind, register_integration
from openfactory.shared.integrations.resources import Resources

GITHUB: Final = "github_issues"
PAGE: Final = 50  # bodies have up to 64 Ki characters each
MOST_PAGES: Final = 20
SKEW: Final = timedelta(minutes=10)  # how far apart GitHub's clock and ours may be


class GitHubSettings(In):
    """A repository, and a token that may read and write issues there."""

    base_url: BaseUrl = "https://api.github.com"
    owner: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
    repo: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
    token: Token


def _service(settings: GitHubSettings, opened: Resources) -> Service:
    token = settings.token.get_secret_value()
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    return Service("GitHub", opened.trackers, opened.issue_call_seconds, headers, (token,))


def mark_of(mark: UUID) -> str:
    """The mark as it stands in a body."""
    return f"<!-- openfactory:{mark.hex} -->"


class GitHub:
    """The tracker."""

    def place(self, settings: GitHubSettings) -> str:
        """The repository's URL at the API."""
        return f"{settings.base_url}/repos/{settings.owner}/{settings.repo}"

    async def floor(self, settings: GitHubSettings, opened: Resources) -> int | None:
        """Nothing: the moment of the call is enough."""
        return None

    async def create(self, settings: GitHubSettings, opened: Resources, draft: Draft, mark: UUID) -> Issue:
        """Make an issue. Labels that are not there are made too, if the token may."""
        body = {"title": draft.line, "body": f"{mark_of(mark)}\n\n{draft.body}", "labels": list(draft.labels)}
        made = await _service(settings, opened).call("POST", f"{self.place(settings)}/issues", body=body, writes=True)
        return _issue(made)

    async def find(self, settings: GitHubSettings, opened: Resources, sought: Sought) -> Issue | None:
        """Look through the issues made since the call, closed ones too, the newest first."""
        service, since, mark = _service(settings, opened), sought.called_at - SKEW, mark_of(sought.mark)
        found: Issue | None = None
        for page in range(1, MOST_PAGES + 1):
            listed = await service.call(
                "GET",
                f"{sought.place}/issues",
                state="all",
                sort="created",
                direction="desc",
                since=since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                per_page=PAGE,
                page=page,
            )
            items = _listed(listed)
            # Whoever copies a body copies the mark: the first one is ours.
            found = next((_issue(item) for item in reversed(items) if mark in str(item.get("body"))), found)
            if len(items) < PAGE or _moment(items[-1]["created_at"]) < since:
                return found
        if found is None:
            raise ServiceFailed(f"GitHub has more than {PAGE * MOST_PAGES} issues since then to look through")
        return found


def _issue(content: Any) -> Issue:
    try:
        number, url = int(content["number"]), str(content["html_url"])
    except (TypeError, KeyError, ValueError):
        raise OutcomeUnknown("GitHub answered with something else than an issue") from None
    if not url.startswith(("https://", "http://")) or len(url) > 1000:
        raise OutcomeUnknown("GitHub answered with an issue that has no URL")
    return Issue(url, str(number), GITHUB)


def _listed(content: Any) -> list[dict[str, Any]]:
    shaped = isinstance(content, list) and all(isinstance(item, dict) and "created_at" in item for item in content)
    if not shaped:
        raise ServiceFailed("GitHub answered with something else than a list of issues")
    return list(content)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (TypeError, ValueError):
        raise ServiceFailed("GitHub answered with something else than a list of issues") from None


async def _check(settings: GitHubSettings, opened: Resources) -> None:
    await check_base(settings.base_url, "/body/baseUrl", opened)


async def _test(settings: GitHubSettings, opened: Resources) -> None:
    """Read the repository and its issues. Whether the token may write shows only when an issue is made."""
    service, place = _service(settings, opened), TRACKER.place(settings)
    repository = await service.call("GET", place)
    if not isinstance(repository, dict) or "full_name" not in repository:
        raise ServiceFailed("GitHub answered with something else than a repository: check baseUrl")
    if repository.get("archived"):
        raise ServiceRefused("the repository is archived: nothing can be written there")
    if not repository.get("has_issues", True):
        raise ServiceRefused("issues are switched off in the repository's settings")
    _listed(await service.call("GET", f"{place}/issues", state="all", per_page=1))


TRACKER = GitHub()
register_integration(IntegrationKind(GITHUB, GitHubSettings, _check, _test))
register_tracker(GITHUB, TRACKER)
