"""Jira's REST API as far as issues go: Cloud's v3 with a search that lags, and Data Center's v2."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any

from openfactory.core import clock
from openfactory.testing.trackers.server import Answer, Ask, TrackerServer

GRANTED = {"BROWSE_PROJECTS": True, "CREATE_ISSUES": True}
FIELDS = ("summary", "issuetype", "project", "description", "labels", "reporter")


class JiraFake(TrackerServer):
    """One project, SHOP, with tasks and bugs; `cloud` says which Jira it is. Its search is behind by `lag`."""

    email, token = "ann@example.com", "treasure-token"

    def __init__(self, *, cloud: bool = True) -> None:
        super().__init__()
        self.cloud = cloud
        self.issues: list[dict[str, Any]] = []
        self.counter = 0
        self.lag = timedelta(minutes=5) if cloud else timedelta()
        self.granted = dict(GRANTED)
        self.demanded: list[str] = []  # fields of an issue beyond those it takes

    def settings(self, **more: Any) -> dict[str, Any]:
        """What connects a project to it."""
        base = {"siteUrl": self.url, "apiToken": self.token, "projectKey": "SHOP", "issueType": "Task"}
        return {**base, **({"email": self.email} if self.cloud else {}), **more}

    def makes(self, ask: Ask) -> bool:
        return ask.method == "POST" and ask.path.endswith("/issue")

    def respond(self, ask: Ask) -> Answer:
        basic = base64.b64encode(f"{self.email}:{self.token}".encode()).decode()
        if ask.headers.get("authorization") != (f"Basic {basic}" if self.cloud else f"Bearer {self.token}"):
            return Answer(401, "Client must be authenticated to access this resource.")
        if ask.method == "POST" and not ask.headers.get("content-type", "").startswith("application/json"):
            return Answer(415, "")
        api = "/rest/api/3" if self.cloud else "/rest/api/2"
        path = ask.path.removeprefix(api)
        if path == ask.path:
            return _problem(404, "null for uri: " + ask.path)
        return self._shared(ask, path) or (self._cloud(ask, path) if self.cloud else self._data_center(ask, path))

    def _shared(self, ask: Ask, path: str) -> Answer | None:
        if (ask.method, path) == ("POST", "/issue"):
            return self._make(ask.json)
        names = ask.query.get("permissions", "").split(",")
        types: list[dict[str, Any]] = [
            {"id": "10001", "name": "Task", "subtask": False},
            {"id": "10002", "name": "Bug"},
        ]
        given = [{"fieldId": name, "name": name.title(), "required": name == "summary"} for name in FIELDS]
        more = [{"fieldId": f"customfield_{name}", "name": name, "required": True} for name in self.demanded]
        granted = {name: {"key": name, "havePermission": self.granted.get(name)} for name in names}
        readable = {
            "/myself": Answer(200, {"accountId": "5b10", "emailAddress": self.email}),
            "/project/SHOP": Answer(200, {"id": "10000", "key": "SHOP", "name": "Shop"}),
            "/mypermissions": Answer(200, {"permissions": granted}),
            "/issue/createmeta/SHOP/issuetypes": self._page("issueTypes", types),
            "/issue/createmeta/SHOP/issuetypes/10001": self._page("fields", given + more),
        }
        return readable.get(path) if ask.method == "GET" else None

    def _page(self, name: str, items: list[dict[str, Any]]) -> Answer:
        return Answer(
            200, {"startAt": 0, "maxResults": 50, "total": len(items), name if self.cloud else "values": items}
        )

    def _cloud(self, ask: Ask, path: str) -> Answer:
        match ask.method, path:
            case "POST", "/search/jql":
                return self._search_jql(ask.json)
            case "POST", "/issue/bulkfetch":
                return self._fetch(ask.json)
            case _, "/search":
                return _problem(410, "The requested API has been removed. Please migrate to /rest/api/3/search/jql.")
        return _problem(404, "Issue does not exist or you do not have permission to see it.")

    def _search_jql(self, query: dict[str, Any]) -> Answer:
        if re.fullmatch(r'project = "SHOP" ORDER BY key DESC', query["jql"]) is None:
            return _problem(400, f"Error in the JQL Query: {query['jql']}")
        found = sorted(self._indexed(), key=_number, reverse=True)[: query.get("maxResults", 50)]
        return Answer(200, {"issues": [_shown(issue, query.get("fields", [])) for issue in found], "isLast": True})

    def _fetch(self, query: dict[str, Any]) -> Answer:
        wanted = set(query["issueIdsOrKeys"])
        if len(wanted) > 100:
            return _problem(400, "The number of issues is more than 100.")
        found = [_shown(issue, query.get("fields", [])) for issue in self.issues if issue["key"] in wanted]
        return Answer(200, {"issues": found, "issueErrors": []})

    def _data_center(self, ask: Ask, path: str) -> Answer:
        if (ask.method, path) != ("POST", "/search"):
            return _problem(404, "null for uri: " + ask.path)
        query = ask.json
        parsed = re.fullmatch(r'project = "SHOP" AND created >= "-(\d+)m" ORDER BY key ASC', query["jql"])
        if parsed is None:
            return _problem(400, f"Error in the JQL Query: {query['jql']}")
        since = clock.now() - timedelta(minutes=int(parsed[1]))
        found = sorted((issue for issue in self._indexed() if issue["created"] >= since), key=_number)
        start, most = query.get("startAt", 0), query.get("maxResults", 50)
        page = [_shown(issue, query["fields"]) for issue in found[start : start + most]]
        return Answer(200, {"startAt": start, "maxResults": most, "total": len(found), "issues": page})

    def _indexed(self) -> list[dict[str, Any]]:
        return [issue for issue in self.issues if issue["created"] + self.lag <= clock.now()]

    def _make(self, given: dict[str, Any]) -> Answer:
        fields = given.get("fields", {})
        errors = dict(self._errors(fields))
        if errors:
            return Answer(400, {"errorMessages": [], "errors": errors})
        issue = self.add(fields["summary"], fields.get("description"), fields.get("labels", []))
        link = f"{self.url}/rest/api/{3 if self.cloud else 2}/issue/{issue['id']}"
        return Answer(201, {"id": issue["id"], "key": issue["key"], "self": link})

    def add(self, summary: str, description: Any, labels: list[str] | None = None) -> dict[str, Any]:
        """An issue, by whomever."""
        self.counter += 1
        fields = {"summary": summary, "description": description, "labels": labels or []}
        issue = {
            "id": str(10_000 + self.counter),
            "key": f"SHOP-{self.counter}",
            "created": clock.now(),
            "fields": fields,
        }
        self.issues.append(issue)
        return issue

    def _errors(self, fields: dict[str, Any]) -> Any:
        if not self.granted["CREATE_ISSUES"] or fields.get("project") != {"key": "SHOP"}:
            yield "project", "valid project is required"
        if fields.get("issuetype") not in ({"name": "Task"}, {"name": "Bug"}):
            yield "issuetype", "Specify a valid issue type"
        summary = fields.get("summary")
        if not summary:
            yield "summary", "You must specify a summary of the issue."
        elif "\n" in summary or "\r" in summary:
            yield "summary", "The summary is invalid because it contains newline characters."
        elif len(summary.encode("utf-16-le")) // 2 > 255:
            yield "summary", "Summary must be less than 255 characters."
        description = fields.get("description")
        if not (_is_document(description) if self.cloud else isinstance(description, str)):
            yield "description", "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
        for label in fields.get("labels", []):
            if re.search(r"\s", label):
                yield "labels", f"The label '{label}' contains spaces which is invalid."
        for name in self.demanded:
            yield f"customfield_{name}", f"{name} is required."


def _is_document(value: Any) -> bool:
    if not isinstance(value, dict) or (value.get("type"), value.get("version")) != ("doc", 1):
        return False
    nodes = [node for paragraph in value["content"] for node in paragraph["content"]]
    texts = all(node["type"] == "hardBreak" or (node["type"] == "text" and node["text"]) for node in nodes)
    return texts and all(set(part) == {"type", "content"} and part["type"] == "paragraph" for part in value["content"])


def _shown(issue: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    chosen = {name: issue["fields"].get(name) for name in fields}
    return {"id": issue["id"], "key": issue["key"], "fields": chosen}


def _number(issue: dict[str, Any]) -> int:
    return int(issue["key"].rpartition("-")[2])


def _problem(status: int, message: str) -> Answer:
    return Answer(status, {"errorMessages": [message], "errors": {}})
