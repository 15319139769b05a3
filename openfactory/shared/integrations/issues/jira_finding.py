"""Finding an issue in Jira again. Cloud's search lags by seconds to minutes, so issues are read by their keys.

A project numbers its issues upwards, and reading by key sees what has been written. Where to begin is asked before
the call: the search may then be behind, which only means that more is read. Data Center has no reading of many keys,
and an index that its nodes keep within seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

import msgspec

from openfactory.core import clock
from openfactory.shared.integrations.errors import ServiceFailed
from openfactory.shared.integrations.issues.calling import Service

AT_ONCE: Final = 50  # Cloud takes 100 keys; descriptions are long
MOST: Final = 2000
SKEW: Final = timedelta(minutes=10)


async def highest_number(service: Service, api: str, project: str) -> int:
    """A number that the project has given to an issue already; 0 where it has none."""
    query = {"jql": f'project = "{project}" ORDER BY key DESC', "maxResults": 1, "fields": ["summary"]}
    issues = _issues(await service.call("POST", f"{api}/search/jql", body=query))
    return max((_number(issue["key"]) for issue in issues), default=0)


async def read_on(service: Service, api: str, project: str, floor: int, mark: str) -> str | None:
    """The first key above `floor` whose issue has the mark. It ends where no more of the next keys is there."""
    for start in range(floor + 1, floor + 1 + MOST, AT_ONCE):
        keys = [f"{project}-{number}" for number in range(start, start + AT_ONCE)]
        wanted = {"issueIdsOrKeys": keys, "fields": ["description"]}
        answer = await service.call("POST", f"{api}/issue/bulkfetch", body=wanted)
        issues = _issues(answer)
        if (key := _first(issues, mark)) is not None:
            return key
        if answer.get("issueErrors"):
            raise ServiceFailed("Jira could not read all of the issues that are looked through")
        if not issues:
            return None
    raise ServiceFailed(f"Jira has more than {MOST} issues since then to look through")


async def search(service: Service, api: str, project: str, called_at: datetime, mark: str) -> str | None:
    """The oldest issue with the mark among those made since the call. JQL's spans need no time zone."""
    minutes = ceil((clock.now() - called_at + SKEW) / timedelta(minutes=1))
    jql = f'project = "{project}" AND created >= "-{minutes}m" ORDER BY key ASC'
    for start in range(0, MOST, AT_ONCE):
        query = {"jql": jql, "startAt": start, "maxResults": AT_ONCE, "fields": ["description"]}
        issues = _issues(await service.call("POST", f"{api}/search", body=query))
        if (key := _first(issues, mark)) is not None:
            return key
        if len(issues) < AT_ONCE:
            return None
    raise ServiceFailed(f"Jira has more than {MOST} issues since then to look through")


def _first(issues: list[dict[str, Any]], mark: str) -> str | None:
    keys = [issue["key"] for issue in issues if mark.encode() in msgspec.json.encode(issue.get("fields"))]
    return min(keys, key=_number, default=None)


def _issues(answer: Any) -> list[dict[str, Any]]:
    issues = answer.get("issues") if isinstance(answer, dict) else None
    if not isinstance(issues, list) or not all(isinstance(item, dict) and _number(item.get("key")) for item in issues):
        raise ServiceFailed("Jira answered with something else than a list of issues")
    return issues


def _number(key: Any) -> int:
    """Of a key such as SHOP-7; 0 for what is none."""
    number = key.rpartition("-")[2] if isinstance(key, str) else ""
    return int(number) if number.isascii() and number.isdigit() else 0
