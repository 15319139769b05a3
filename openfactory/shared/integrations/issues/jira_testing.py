"""Whether an issue could be made in a Jira project, as far as can be told without making one."""

from __future__ import annotations

from typing import Any, Final

from openfactory.shared.integrations.errors import ServiceFailed, ServiceRefused
from openfactory.shared.integrations.issues.calling import Service

NEEDED: Final = ("BROWSE_PROJECTS", "CREATE_ISSUES")
GIVEN: Final = frozenset({"project", "issuetype", "summary", "description", "reporter"})


async def test_jira(service: Service, api: str, project: str, issue_type: str) -> None:
    """Read the account, the project, the rights there, and what an issue of the type must have."""
    await service.call("GET", f"{api}/myself")
    await service.call("GET", f"{api}/project/{project}")
    rights = await service.call("GET", f"{api}/mypermissions", projectKey=project, permissions=",".join(NEEDED))
    granted = rights.get("permissions") if isinstance(rights, dict) else None
    if not isinstance(granted, dict):
        raise ServiceFailed("Jira answered with something else than permissions")
    if missing := [name for name in NEEDED if not (granted.get(name) or {}).get("havePermission")]:
        raise ServiceRefused(f"the account has not the permission {' and '.join(missing)} in {project}")
    types = f"{api}/issue/createmeta/{project}/issuetypes"
    found = await _all(service, types, "issueTypes")
    if (chosen := next((item for item in found if item.get("name") == issue_type), None)) is None:
        names = ", ".join(sorted(str(item.get("name")) for item in found))
        raise ServiceRefused(f"{project} has no issue type {issue_type}; it has {names}"[:300])
    await _check_fields(await _all(service, f"{types}/{chosen.get('id')}", "fields"), issue_type)


async def _check_fields(fields: list[dict[str, Any]], issue_type: str) -> None:
    known = {field.get("fieldId") for field in fields}
    if "description" not in known:
        raise ServiceRefused(f"an issue of the type {issue_type} has no description on its create screen")
    demanded = [
        str(field.get("name"))
        for field in fields
        if field.get("required") and not field.get("hasDefaultValue") and field.get("fieldId") not in GIVEN
    ]
    if demanded:
        raise ServiceRefused(f"an issue of the type {issue_type} must have {', '.join(demanded)} as well"[:300])


async def _all(service: Service, url: str, name: str) -> list[dict[str, Any]]:
    """All pages of a list, which Cloud calls by a name of its own, and Data Center `values`."""
    found: list[dict[str, Any]] = []
    for _ in range(20):
        page = await service.call("GET", url, startAt=len(found), maxResults=50)
        items = (page.get(name) or page.get("values") or []) if isinstance(page, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise ServiceFailed("Jira answered with something else than a list")
        found += items
        if not items or len(found) >= (page.get("total") or 0):
            break
    return found
