"""Connecting a project to GitHub and Jira: what is refused, what is shown, and what a test finds out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openfactory.testing.trackers.github import GitHubFake
from openfactory.testing.trackers.jira import JiraFake
from openfactory.testing.trackers.server import HTML, Answer, Fault, listening, refused

GITHUB = {"owner": "acme", "repo": "shop", "token": "github_pat_treasure"}
JIRA = {
    "siteUrl": "https://acme.atlassian.net",
    "email": "ann@example.com",
    "apiToken": "treasure",
    "projectKey": "SHOP",
}


class TestSettings:
    """Where private addresses are not allowed."""

    @pytest.fixture
    def overrides(self):
        return {}

    async def test_they_are_shown_without_the_token(self, ann):
        github = await ann.put("/integrations/github_issues", json=GITHUB)
        jira = await ann.put("/integrations/jira", json=JIRA)

        assert github.json()["settings"] == {"baseUrl": "https://api.github.com", "owner": "acme", "repo": "shop"}
        assert jira.json()["settings"] == {
            "siteUrl": "https://acme.atlassian.net",
            "email": "ann@example.com",
            "projectKey": "SHOP",
            "issueType": "Task",
        }
        events = await ann.get("/events")
        assert "treasure" not in github.text + jira.text + (await ann.get("/integrations/jira")).text + events.text

    @pytest.mark.parametrize(
        ("kind", "wrong", "pointer"),
        [
            ("github_issues", {"owner": "acme/shop"}, "/body/owner"),
            ("github_issues", {"repo": ".."}, "/body/repo"),
            ("github_issues", {"repo": "../../user"}, "/body/repo"),
            ("github_issues", {"token": "with\nline"}, "/body/token"),
            ("github_issues", {"token": ""}, "/body/token"),
            ("github_issues", {"token": 7}, "/body/token"),
            ("github_issues", {"baseUrl": "http://github.example.com/api/v3"}, "/body/baseUrl"),
            ("github_issues", {"baseUrl": "https://127.0.0.1/api/v3"}, "/body/baseUrl"),
            ("github_issues", {"baseUrl": "https://[::1]/api/v3"}, "/body/baseUrl"),
            ("github_issues", {"baseUrl": "https://me:treasure@github.example.com"}, "/body/baseUrl"),
            ("github_issues", {"baseUrl": "ftp://github.example.com"}, "/body/baseUrl"),
            ("github_issues", {"baseUrl": "https://github.example.com/?a=b"}, "/body/baseUrl"),
            ("github_issues", {"branch": "main"}, "/body/branch"),
            ("jira", {"siteUrl": "acme.atlassian.net"}, "/body/siteUrl"),
            ("jira", {"siteUrl": "https://169.254.169.254"}, "/body/siteUrl"),
            ("jira", {"projectKey": 'SHOP" OR project = "OTHER'}, "/body/projectKey"),
            ("jira", {"projectKey": "shop"}, "/body/projectKey"),
            ("jira", {"email": "ann"}, "/body/email"),
            ("jira", {"email": "an:n@example.com"}, "/body/email"),
            ("jira", {"issueType": ""}, "/body/issueType"),
        ],
    )
    async def test_wrong_ones_are_refused_by_field_and_not_repeated(self, ann, kind, wrong, pointer):
        given = {**(GITHUB if kind == "github_issues" else JIRA), **wrong}
        reply = await ann.put(f"/integrations/{kind}", json=given)

        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
        assert "treasure" not in reply.text


@pytest.fixture
async def github(ann):
    async with listening(GitHubFake()) as server:
        await ann.put("/integrations/github_issues", json=server.settings())
        yield server


@pytest.fixture
async def jira(ann):
    async with listening(JiraFake()) as server:
        await ann.put("/integrations/jira", json=server.settings())
        yield server


async def try_out(ann, kind):
    return (await ann.post(f"/integrations/{kind}/test")).json()["error"]


class TestOfGitHub:
    async def test_it_makes_nothing(self, ann, github):
        assert await try_out(ann, "github_issues") is None
        assert {ask.method for ask in github.asked} == {"GET"}

    async def test_it_says_what_is_wrong(self, ann, github):
        github.has_issues = False
        assert "switched off" in await try_out(ann, "github_issues")
        github.archived = True
        assert "archived" in await try_out(ann, "github_issues")
        github.token = "another"
        assert await try_out(ann, "github_issues") == "GitHub answered with 401: Bad credentials"
        github.faults.append(Fault("answer", Answer(200, HTML), making=False))
        assert await try_out(ann, "github_issues") == "GitHub answered with 200 and no JSON"
        github.faults.append(Fault("answer", Answer(200, []), making=False))
        assert "something else than a repository" in await try_out(ann, "github_issues")

    async def test_a_renamed_repository_is_followed(self, ann, github, thing):
        github.repository, github.old_names = "acme/store", {"acme/shop"}
        reply = await ann.post(f"/probe/{thing}/issue", json={"integration": "github_issues"})

        assert await try_out(ann, "github_issues") is None
        assert (reply.status_code, reply.json()["url"]) == (201, "https://github.com/acme/store/issues/1")

    async def test_a_redirect_to_another_server_does_not_get_the_token(self, ann, github, thing):
        async with listening(GitHubFake()) as elsewhere:
            target = f"{elsewhere.url}/repos/acme/shop/issues"
            for making in (True, False):
                github.faults.append(refused(307, {}, making=making, Location=target))
            reply = await ann.post(f"/probe/{thing}/issue", json={"integration": "github_issues"})

            assert (reply.status_code, reply.json()["code"]) == (502, "integrations.refused")
            assert "redirects to another server" in await try_out(ann, "github_issues")
            assert elsewhere.asked == []

    async def test_endless_redirects_end(self, ann, github, thing):
        for _ in range(9):
            github.faults.append(refused(307, {}, Location="/repos/acme/shop/issues"))
        reply = await ann.post(f"/probe/{thing}/issue", json={"integration": "github_issues"})

        assert (reply.status_code, len(github.made_by())) == (502, 4)


class TestOfJira:
    async def test_it_makes_nothing(self, ann, jira):
        assert await try_out(ann, "jira") is None
        assert {ask.method for ask in jira.asked} == {"GET"}

    async def test_it_says_what_is_wrong(self, ann, jira):
        jira.demanded = ["Severity"]
        assert "must have Severity as well" in await try_out(ann, "jira")
        await ann.put("/integrations/jira", json=jira.settings(issueType="Story"))
        assert await try_out(ann, "jira") == "SHOP has no issue type Story; it has Bug, Task"
        jira.granted["CREATE_ISSUES"] = False
        assert "permission CREATE_ISSUES" in await try_out(ann, "jira")
        jira.token = "another"
        assert await try_out(ann, "jira") == "Jira answered with 401"

    async def test_data_center_is_tested_with_a_token_alone(self, ann):
        async with listening(JiraFake(cloud=False)) as server:
            await ann.put("/integrations/jira", json=server.settings())
            assert await try_out(ann, "jira") is None


def test_search_lags_in_the_fakes():
    """What a naive solution would fall for."""
    github, jira = GitHubFake(), JiraFake()
    github.add("a", "")
    jira.add("a", "")
    assert github._seen(github.search_lag) == jira._indexed() == []
    assert github._seen(timedelta()) != []
