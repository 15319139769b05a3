"""GitHub's REST API as far as issues go, as strict as the real one, with a list that may lag."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from openfactory.core import clock
from openfactory.testing.trackers.server import Answer, Ask, TrackerServer

DOCS = "https://docs.github.com/rest/issues/issues"


class GitHubFake(TrackerServer):
    """One repository, `acme/shop`, and one token.

    list_lag    after its making an issue is not listed for so long, as when a replica is behind
    search_lag  the same for /search/issues
    """

    token = "github_pat_treasure0123456789"

    def __init__(self) -> None:
        super().__init__()
        self.issues: list[dict[str, Any]] = []
        self.repository = "acme/shop"
        self.has_issues = True
        self.archived = False
        self.may_write = True
        self.list_lag, self.search_lag = timedelta(), timedelta(seconds=90)
        self.old_names: set[str] = set()

    def settings(self, **more: Any) -> dict[str, Any]:
        """What connects a project to it."""
        return {"baseUrl": self.url, "owner": "acme", "repo": "shop", "token": self.token, **more}

    def makes(self, ask: Ask) -> bool:
        return ask.method == "POST" and ask.path.endswith("/issues")

    def _refusal(self, ask: Ask) -> Answer | None:
        if "user-agent" not in ask.headers:
            return Answer(403, "Request forbidden by administrative rules.")
        if ask.headers.get("authorization") != f"Bearer {self.token}":
            return _problem(401, "Bad credentials")
        if ask.headers.get("x-github-api-version", "2022-11-28") != "2022-11-28":
            return _problem(400, "Unsupported API version")
        if ask.headers.get("accept") not in ("application/vnd.github+json", "application/json"):
            return _problem(415, "Unsupported 'Accept' header")
        return None

    def respond(self, ask: Ask) -> Answer:
        if (refusal := self._refusal(ask)) is not None:
            return refusal
        for name in self.old_names:
            if ask.path.startswith(f"/repos/{name}"):
                return self._moved(ask, name)
        path = ask.path.replace("/repositories/7", f"/repos/{self.repository}")
        return self._repository(ask, path.removeprefix(f"/repos/{self.repository}"))

    def _repository(self, ask: Ask, path: str) -> Answer:
        match ask.method, path:
            case "GET", "":
                body = {"id": 7, "full_name": self.repository, "has_issues": self.has_issues}
                return Answer(200, {**body, "archived": self.archived})
            case _, "/issues" if not self.has_issues:
                return _problem(410, "Issues has been disabled in this repository.")
            case "GET", "/issues":
                return self._list(ask)
            case "POST", "/issues":
                return self._make(ask)
            case "GET", "/search/issues":
                return Answer(200, {"items": self._seen(self.search_lag)})
        return _problem(404, "Not Found")

    def _moved(self, ask: Ask, name: str) -> Answer:
        target = self.url + ask.path.replace(f"/repos/{name}", "/repositories/7")
        if ask.query:
            target += "?" + "&".join(f"{key}={value}" for key, value in ask.query.items())
        status, message = (301, "Moved Permanently") if ask.method == "GET" else (307, "Temporary Redirect")
        return Answer(status, {"message": message, "url": target, "documentation_url": DOCS}, {"Location": target})

    def _seen(self, lag: timedelta) -> list[dict[str, Any]]:
        return [issue for issue in self.issues if _moment(issue["created_at"]) + lag <= clock.now()]

    def _list(self, ask: Ask) -> Answer:
        query = ask.query
        found = self._seen(self.list_lag)
        if query.get("state", "open") != "all":
            found = [issue for issue in found if issue["state"] == query.get("state", "open")]
        if "since" in query:
            found = [issue for issue in found if _moment(issue["updated_at"]) >= _moment(query["since"])]
        assert query.get("sort", "created") == "created"
        found.sort(key=lambda issue: issue["number"], reverse=query.get("direction", "desc") == "desc")
        size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
        return Answer(200, found[(page - 1) * size : page * size])

    def _make(self, ask: Ask) -> Answer:
        try:
            given = ask.json
        except ValueError:
            return _problem(400, "Problems parsing JSON")
        if not self.may_write:
            return _problem(403, "Resource not accessible by personal access token")
        if errors := list(_errors(given)):
            return Answer(422, {"message": "Validation Failed", "errors": errors, "documentation_url": DOCS})
        issue = self.add(given["title"], given.get("body"), given.get("labels", []))
        return Answer(201, issue, {"Location": issue["url"]})

    def add(self, title: str, body: str | None, labels: list[str] | None = None) -> dict[str, Any]:
        """An issue, by whomever."""
        number, now = len(self.issues) + 1, clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        issue = {
            "id": 1000 + number,
            "number": number,
            "url": f"{self.url}/repos/{self.repository}/issues/{number}",
            "html_url": f"https://github.com/{self.repository}/issues/{number}",
            "state": "open",
            "title": title,
            "body": body,
            "labels": [{"name": name} for name in labels or []],
            "created_at": now,
            "updated_at": now,
        }
        self.issues.append(issue)
        return issue


def _errors(given: dict[str, Any]) -> Any:
    title, body = given.get("title"), given.get("body")
    if not isinstance(title, str) or not title:
        yield {"resource": "Issue", "code": "missing_field", "field": "title"}
    elif len(title) > 256:
        yield _custom("title", "title is too long (maximum is 256 characters)")
    if body is not None and len(body) > 65_536:
        yield _custom("body", "body is too long (maximum is 65536 characters)")
    for label in given.get("labels", []):
        if not isinstance(label, str) or not 1 <= len(label) <= 50:
            yield {"resource": "Label", "code": "invalid", "field": "name", "value": label}


def _custom(name: str, message: str) -> dict[str, str]:
    return {"resource": "Issue", "code": "custom", "field": name, "message": message}


def _problem(status: int, message: str) -> Answer:
    return Answer(status, {"message": message, "documentation_url": DOCS, "status": str(status)})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
