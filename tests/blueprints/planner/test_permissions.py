"""What API keys may do with work orders, and what an archived project refuses."""

from __future__ import annotations

import pytest
from wording import document, walk

from openfactory.core.db.statements import count_statements


@pytest.fixture
def key_for(client_for, people, client, project):
    """`await key_for("mcp:write")`: a client with an API key of Ann's."""
    made = []

    async def keyed(*scopes):
        acme = client_for(people.ann, below=f"/api/organizations/{people.organization.id}")
        reply = await acme.post(
            "/api-keys", json={"name": "agent", "scopes": list(scopes), "projectId": str(project.id)}
        )
        assert reply.status_code == 201, reply.text
        headers = {"authorization": f"Bearer {reply.json()['key']}"}
        made.append(client.another(base_url=f"http://test/api/projects/{project.id}/planner", headers=headers))
        return made[-1]

    return keyed


@pytest.fixture
async def order(make_order):
    """One that is ready."""
    return await make_order(status="ready", acceptanceCriteria=document("AC-1.1 It holds."))


async def test_a_key_for_work_claims_steps_and_gives_evidence_and_no_more(order, key_for):
    agent = await key_for("mcp:read", "mcp:write")
    path = f"/work-orders/{order['id']}"
    proof = {"criterion": "AC-1.1", "kind": "test", "ref": "test_it", "fence": 1}

    async with agent:
        claimed = await agent.post("/work-orders/claim-next", json={})
        done = [
            await agent.patch(path, json={"status": "in_progress", "fence": 1}),
            await agent.post(f"{path}/evidence", json=proof),
            await agent.post(f"{path}/claim/heartbeat", json={"fence": 1}),
            await agent.post(f"{path}/comments", json={"content": document("On it")}),
        ]
        refused = [
            await agent.patch(path, json={"title": "Pumps"}),
            await agent.patch(path, json={"status": "in_review", "dependsOn": []}),
            await agent.post("/work-orders", json={"title": "More"}),
            await agent.delete(path),
            await agent.post("/phases", json={"name": "More"}),
        ]
        read = (await agent.get(path)).json()

    assert claimed.json()["workOrderId"] == order["id"]
    assert [reply.status_code for reply in done] == [200, 201, 200, 201]
    assert [reply.status_code for reply in refused] == [403] * 5
    assert read["claim"]["by"]["type"] == "agent"


async def test_a_key_for_reading_reads(order, key_for):
    async with await key_for("mcp:read") as reader:
        assert (await reader.get("/work-orders")).status_code == 200
        assert (await reader.get("/phases")).status_code == 200
        assert (await reader.post("/work-orders/claim-next", json={})).status_code == 403


async def test_two_keys_of_one_user_are_two_holders(ann, order, key_for):
    one, two = await key_for("project:write"), await key_for("mcp:write")
    path = f"/work-orders/{order['id']}"
    async with one, two:
        await one.post(f"{path}/claim", json={})

        assert (await two.post(f"{path}/claim", json={})).status_code == 409
        assert (await two.patch(path, json={"status": "in_progress"})).json()["code"] == "planner.already_claimed"
        assert (await one.patch(path, json={"status": "in_progress"})).status_code == 200
    # The user whose keys they are can step in.
    await walk(ann, order, "ready")


async def test_an_archived_project_is_read_and_not_changed(ann, inside, order, make_phase):
    await make_phase("Lift-off")
    await inside.post("/archive")

    for path in ("/phases", "/work-orders", "/work-orders/ready", f"/work-orders/{order['id']}"):
        assert (await ann.get(path)).status_code == 200
    assert (await ann.post("/work-orders/claim-next", json={})).json()["code"] == "projects.archived"
    assert (await ann.patch(f"/work-orders/{order['id']}", json={"title": "Pumps"})).json()["code"] == (
        "projects.archived"
    )


async def test_statements_of_writes_are_few(ann, order):
    counted = {}
    for name, call in {
        "create": lambda: ann.post("/work-orders", json={"title": "Pumps"}),
        "step": lambda: ann.patch(f"/work-orders/{order['id']}", json={"status": "in_progress"}),
        "claim": lambda: ann.post(f"/work-orders/{order['id']}/claim", json={}),
    }.items():
        with count_statements() as statements:
            assert (await call()).status_code in (200, 201)
        counted[name] = len(statements)

    assert counted == {"create": 13, "step": 10, "claim": 5}
