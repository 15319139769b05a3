"""Two worker processes, many callers: each work order is claimed once, and the order stays strict."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import httpx
import pytest

from openfactory.testing.databases import PostgresDatabases
from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def server(request, tmp_path):
    """`openfactory serve` with two workers, on each database."""
    environment = {"OPENFACTORY_MAIL_BACKEND": "file", "OPENFACTORY_DATA": str(tmp_path / "data")}
    if request.param == "sqlite":
        with running_server("--workers", "2", env=environment, cwd=tmp_path) as running:
            yield running
        return
    async with PostgresDatabases("planner").empty() as url:
        environment["OPENFACTORY_DATABASE_URL"] = url
        with running_server("--workers", "2", env=environment, cwd=tmp_path) as running:
            yield running


@pytest.fixture
async def caller(server):
    """A client with many connections, so that both workers get some, at a new project's planner."""
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=40)
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=120, limits=limits) as client:
        account = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        signed_up = (await client.post("/api/auth/signup", json={**account, "organizationName": "Acme"})).json()
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {signed_up['session']['token']}"
        organization = signed_up["organization"]["id"]
        project = (await client.post(f"/api/organizations/{organization}/projects", json={"name": "Rocket"})).json()
        client.base_url = f"{server.url}/api/projects/{project['id']}/planner"
        yield client


async def make_orders(client, count, **more):
    """So many work orders, made at once."""
    replies = await asyncio.gather(
        *(client.post("/work-orders", json={"title": f"W{n}", "status": "ready", **more}) for n in range(count))
    )
    assert {reply.status_code for reply in replies} == {201}
    return [reply.json() for reply in replies]


async def every_order(client):
    """Ids and places of all, in their order."""
    found, cursor = [], {}
    while True:
        reply = (await client.get("/work-orders", params={"limit": 200, **cursor})).json()
        found += [(item["id"], (item["phase"] or {}).get("id"), item["sortOrder"]) for item in reply["workOrders"]]
        if reply["nextCursor"] is None:
            return found
        cursor = {"cursor": reply["nextCursor"]}


async def test_of_two_hundred_claimers_fifty_get_a_work_order_each_another_one(caller):
    orders = await make_orders(caller, 50)
    assert sorted(order["key"] for order in orders) == sorted(f"WO-{number}" for number in range(1, 51))

    replies = await asyncio.gather(*(caller.post("/work-orders/claim-next", json={"minutes": 5}) for _ in range(200)))

    assert Counter(reply.status_code for reply in replies) == {200: 50, 404: 150}
    taken = [reply.json() for reply in replies if reply.status_code == 200]
    assert {claim["workOrderId"] for claim in taken} == {order["id"] for order in orders}
    assert {claim["fence"] for claim in taken} == {1}
    assert {reply.json()["code"] for reply in replies if reply.status_code == 404} == {"planner.nothing_ready"}


async def test_of_many_claims_of_each_one_wins_and_a_stale_fence_is_refused(caller):
    orders = await make_orders(caller, 20)
    claims = [order for order in orders for _ in range(10)]
    random.Random(2).shuffle(claims)

    async def claim(order):
        return order["id"], await caller.post(f"/work-orders/{order['id']}/claim", json={"minutes": 5})

    replies = await asyncio.gather(*map(claim, claims))

    winners = Counter(order_id for order_id, reply in replies if reply.status_code == 200)
    assert winners == {order["id"]: 1 for order in orders}
    assert {reply.status_code for _, reply in replies} == {200, 409}

    path = f"/work-orders/{orders[0]['id']}"
    assert (await caller.delete(f"{path}/claim", params={"fence": 1})).status_code == 204
    assert (await caller.post(f"{path}/claim", json={})).json()["fence"] == 3
    late = await asyncio.gather(
        *(caller.patch(path, json={"status": "in_progress", "fence": 1}) for _ in range(10)),
        *(caller.post(f"{path}/claim/heartbeat", json={"fence": 1}) for _ in range(10)),
    )
    assert {(reply.status_code, reply.json()["code"], reply.json()["fence"]) for reply in late} == {
        (409, "planner.stale_fence", 3)
    }
    assert (await caller.patch(path, json={"status": "in_progress", "fence": 3})).status_code == 200


async def test_a_hundred_moves_at_once_leave_a_strict_order(caller):
    lots = random.Random(3)
    phases = [(await caller.post("/phases", json={"name": name})).json()["id"] for name in ("One", "Two")]
    orders = [order["id"] for phase in (*phases, None) for order in await make_orders(caller, 10, phaseId=phase)]

    async def move():
        order, after = lots.sample(orders, 2)
        body = {
            "workOrderId": order,
            "targetPhaseId": lots.choice([*phases, None]),
            "afterWorkOrderId": lots.choice([after, None]),
        }
        return await caller.post("/work-orders/reorder", json=body)

    replies = await asyncio.gather(*(move() for _ in range(100)))

    assert {reply.status_code for reply in replies} <= {200, 409}
    assert sum(reply.status_code == 200 for reply in replies) > 40
    found = await every_order(caller)
    assert sorted(order_id for order_id, _, _ in found) == sorted(orders)
    assert len({place[1:] for place in found}) == len(orders)
    for phase in (*phases, None):
        inside = [place for _, of, place in found if of == phase]
        assert inside == sorted(inside)
    assert all(again == found for again in await asyncio.gather(*(every_order(caller) for _ in range(10))))


async def test_of_many_who_accept_the_same_proposals_at_once_each_becomes_one_work_order(caller):
    inside = str(caller.base_url).removesuffix("planner/")
    tasks = "\n".join(f"- [ ] Task {number}, after step {number - 1}" for number in range(1, 21))
    body = {"type": "foundation_blueprint", "title": "How", "markdown": f"# How\n\n## Phase 1\n\n{tasks}\n"}
    blueprint = (await caller.post(f"{inside}foundry/blueprints", json=body)).json()
    wanted = {"blueprintId": blueprint["id"], "strategy": "feature_slice"}
    made = await asyncio.gather(*(caller.post("/extract", json=wanted) for _ in range(5)))
    paths = [f"/extractions/{reply.json()['id']}/accept" for reply in made]

    replies = await asyncio.gather(*(caller.post(path, json={"accept": "all"}) for path in paths * 4))

    assert {reply.status_code for reply in replies} == {200}
    outcomes = Counter(item["outcome"] for reply in replies for item in reply.json()["workOrders"])
    assert outcomes == {"created": 20, "existing": 380}
    assert len(await every_order(caller)) == 20
    assert [phase["workOrderCount"] for phase in (await caller.get("/phases")).json()["phases"]] == [20]
