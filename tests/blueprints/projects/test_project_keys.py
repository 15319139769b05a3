"""API keys in projects: what their scopes and their project let them do."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest


@pytest.fixture
async def agent(acme, make, project):
    """`await agent(scope, projectId=…)`: a client in the project with a key of Ann's."""
    async with AsyncExitStack() as clients:

        async def with_key(*scopes, **more):
            made = await acme.post("/api-keys", json={"name": "CI", "scopes": list(scopes), **more})
            assert made.status_code == 201, made.text
            headers = {"authorization": f"Bearer {made.json()['key']}"}
            base = f"http://test/api/projects/{project.id}"
            return await clients.enter_async_context(make.client.another(headers=headers, base_url=base))

        yield with_key


@pytest.mark.parametrize(
    ("scope", "read", "written"),
    [
        ("project:read", 200, 403),
        ("project:write", 200, 201),
        ("mcp:read", 200, 403),
        ("validator:write", 403, 403),
    ],
)
async def test_a_scope_opens_what_it_names(agent, scope, read, written):
    key = await agent(scope)

    assert (await key.get("/")).status_code == read
    assert (await key.post("/features", json={"name": "Engines"})).status_code == written


async def test_no_key_manages_though_its_maker_does(agent):
    key = await agent("project:read", "project:write")

    assert (await key.post("/archive")).status_code == 403
    assert (await key.delete("/")).status_code == 403
    assert (await key.patch("/", json={"settings": {}})).status_code == 403


async def test_a_key_of_one_project_sees_no_other(agent, project, acme):
    other = (await acme.post("/projects", json={"name": "Other"})).json()["id"]
    key = await agent("project:read", projectId=str(project.id))

    assert (await key.get("/")).status_code == 200
    assert (await key.get(f"http://test/api/projects/{other}")).status_code == 404


async def test_a_key_is_made_only_for_a_project_of_the_organization(acme, make, people):
    foreign = await make.project(people.stranger, people.elsewhere, "Foreign")
    body = {"name": "CI", "scopes": ["project:read"], "projectId": str(foreign.id)}

    assert (await acme.post("/api-keys", json=body)).status_code == 404


async def test_a_key_ends_with_its_project(agent, ann, project):
    key = await agent("project:read", projectId=str(project.id))
    await ann.delete("/")

    assert (await key.get("/")).status_code == 404
