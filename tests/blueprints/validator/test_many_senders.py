"""Two client processes against two workers: all is stored once, limits hold over both, and the inbox answers."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from openfactory.testing.databases import PostgresDatabases
from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]

SENDER = Path(__file__).parent / "sender.py"
EACH = 2500


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def serving(request, tmp_path):
    """`async with serving(VARIABLE=…)`: a client of a server with two workers, at a new project, and a key."""

    @asynccontextmanager
    async def served(**more):
        environment = {"OPENFACTORY_MAIL_BACKEND": "file", "OPENFACTORY_DATA": str(tmp_path / "data"), **more}
        if request.param == "sqlite":
            with running_server("--workers", "2", env=environment, cwd=tmp_path) as running:
                async with _caller(running) as found:
                    yield found
            return
        async with PostgresDatabases("validator").empty() as url:
            environment["OPENFACTORY_DATABASE_URL"] = url
            with running_server("--workers", "2", env=environment, cwd=tmp_path) as running:
                async with _caller(running) as found:
                    yield found

    return served


@asynccontextmanager
async def _caller(server):
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as client:
        account = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        signed_up = (await client.post("/api/auth/signup", json={**account, "organizationName": "Acme"})).json()
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {signed_up['session']['token']}"
        organization = f"/api/organizations/{signed_up['organization']['id']}"
        project = (await client.post(f"{organization}/projects", json={"name": "Rocket"})).json()
        wanted = {"name": "Site", "scopes": ["validator:write"], "projectId": project["id"]}
        key = (await client.post(f"{organization}/api-keys", json=wanted)).json()["key"]
        client.base_url = f"{server.url}/api/projects/{project['id']}/validator"
        yield client, key, server


async def sent(client, key, first, count):
    """What a process of its own has sent, when it has ended."""
    url = f"{client.base_url}".rstrip("/") + "/feedback"
    arguments = (sys.executable, SENDER, url, key, str(first), str(count))
    process = await asyncio.create_subprocess_exec(*map(str, arguments), stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(output)


async def votes(client):
    """All votes: those of originals."""
    counted, cursor = 0, {}
    while True:
        reply = (await client.get("/feedback", params={"duplicateOf": "none", "limit": 100, **cursor})).json()
        counted += sum(item["votes"] for item in reply["feedbackItems"])
        if reply["nextCursor"] is None:
            return counted
        cursor = {"cursor": reply["nextCursor"]}


async def test_five_thousand_posts_are_stored_once_and_triaged(serving):
    async with serving(
        OPENFACTORY_VALIDATOR_KEY_PER_MINUTE="1000000", OPENFACTORY_VALIDATOR_ADDRESS_PER_MINUTE="1000000"
    ) as (client, key, server):
        senders = asyncio.gather(*(sent(client, key, first, EACH) for first in (0, EACH)))
        answered, killed = 0, []
        while not senders.done():  # the inbox is used meanwhile, and the triage is killed once it is under way
            for path in ("/feedback?sortBy=priorityScore", "/feedback?status=new", "/stats"):
                reply = await client.get(path)
                assert reply.status_code == 200
                answered += 1
            if not killed and reply.json()["byStatus"]["triaged"]:
                killed = server.job_workers()
                for worker in killed:
                    worker.kill()
            await asyncio.sleep(0.2)
        reports = await senders

        assert answered > 0
        assert killed
        ids = {number: given for report in reports for number, given in report["ids"].items()}
        assert len(ids) == 2 * EACH
        assert all(len(set(given)) == 1 for given in ids.values())
        assert all(len(given) == (2 if int(number) % 10 == 0 else 1) for number, given in ids.items())
        assert len({given[0] for given in ids.values()}) == 2 * EACH
        for report in reports:
            assert set(report["statuses"]) <= {"201", "409", "503"}

        deadline = time.monotonic() + 150
        while (stats := (await client.get("/stats")).json())["byStatus"]["new"] and time.monotonic() < deadline:
            await asyncio.sleep(0.5)
        assert stats["totalCount"] == 2 * EACH
        assert stats["byStatus"]["triaged"] == 2 * EACH
        assert (await client.get("/feedback")).json()["totalCount"] == 2 * EACH
        assert await votes(client) == 2 * EACH


async def test_a_limit_holds_over_both_workers(serving):
    async with serving(
        OPENFACTORY_VALIDATOR_KEY_PER_MINUTE="40", OPENFACTORY_VALIDATOR_ADDRESS_PER_MINUTE="1000000"
    ) as (client, key, _):
        reports = await asyncio.gather(*(sent(client, key, first, 60) for first in (1000, 2000)))

        accepted = sum(report["statuses"].get("201", 0) for report in reports)
        let_in = sum(count for report in reports for status, count in report["statuses"].items() if status != "429")
        # The window slides, so a slow run may see a few more; two workers that count for themselves would let in 80.
        assert 40 <= let_in < 60
        assert (await client.get("/stats")).json()["totalCount"] <= accepted
