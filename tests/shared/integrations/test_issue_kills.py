"""Two workers that are killed (-9) in the midst of a call: in the end one issue, and all who asked know the same."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest
from tracked import MAKERS

from openfactory.testing.databases import PostgresDatabases
from openfactory.testing.server import running_server
from openfactory.testing.trackers.server import listening

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]
CALLERS = 6


@pytest.fixture
def package(tmp_path):
    """A folder for PYTHONPATH in which the module with the route is an installed distribution."""
    folder = tmp_path / "installed"
    information = folder / "issue_probe-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: issue-probe\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[openfactory.modules]\nprobe = issue_probe:probe\n")
    shutil.copy(Path(__file__).with_name("issue_probe.py"), folder)
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def server(request, tmp_path, package):
    """`openfactory serve` with two workers, and little time for calls."""
    environment = {
        "OPENFACTORY_MAIL_BACKEND": "file",
        "OPENFACTORY_DATA": str(tmp_path / "data"),
        "OPENFACTORY_OUTGOING_ALLOW_PRIVATE": "127.0.0.1",
        "OPENFACTORY_PROJECTS_ISSUE_CALL_SECONDS": "1",
        "OPENFACTORY_PROJECTS_ISSUE_SETTLE_SECONDS": "2",
        "PYTHONPATH": str(package),
    }
    if request.param == "sqlite":
        with running_server("--workers", "2", env=environment, cwd=tmp_path) as running:
            yield running
        return
    async with PostgresDatabases("issues").empty() as url:
        environment["OPENFACTORY_DATABASE_URL"] = url
        with running_server("--workers", "2", env=environment, cwd=tmp_path) as running:
            yield running


@pytest.fixture
async def caller(server):
    """A client at a new project."""
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=0)  # so that both workers get some
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30, limits=limits) as client:
        account = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        signed_up = (await client.post("/api/auth/signup", json={**account, "organizationName": "Acme"})).json()
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {signed_up['session']['token']}"
        organization = signed_up["organization"]["id"]
        project = (await client.post(f"/api/organizations/{organization}/projects", json={"name": "Rocket"})).json()
        client.base_url = f"{server.url}/api/projects/{project['id']}"
        yield client


class Killer:
    """Kills all workers at the next call that makes an issue, before it is carried out or after."""

    def __init__(self, server, tracker, moment):
        self.server, self.kills = server, 0
        setattr(tracker, moment, self._kill)

    async def _kill(self, ask):
        if self.kills:
            return
        self.kills += 1
        workers = await asyncio.to_thread(self.server.workers)
        assert len(workers) == 2
        for worker in workers:
            with suppress(psutil.NoSuchProcess):
                worker.kill()


async def until_made(caller, path, kind):
    """Ask again and again, as people do."""
    while True:
        with suppress(httpx.TransportError):
            reply = await caller.post(path, json={"integration": kind})
            if reply.status_code == 201:
                return reply.json()
            assert reply.status_code in (409, 502, 503), reply.text
        await asyncio.sleep(0.3)


@pytest.mark.parametrize("name", ["github", "jira"])
async def test_callers_whose_workers_are_killed_get_one_issue(server, caller, name):
    kind, tracker = MAKERS[name]()
    async with listening(tracker):
        connected = await caller.put(f"/integrations/{kind}", json=tracker.settings())
        assert connected.status_code == 200, connected.text
        for moment in ("before", "after"):
            killer = Killer(server, tracker, moment)
            known = len(tracker.issues)
            path = f"/probe/{uuid4()}/issue"

            told = await asyncio.gather(*(until_made(caller, path, kind) for _ in range(CALLERS)))

            assert killer.kills == 1
            assert len({(issue["id"], issue["url"]) for issue in told}) == 1
            # A worker that dies before its request is carried out does not take the request back.
            assert len(tracker.issues) == known + 1
            assert (await caller.post(path, json={"integration": kind})).json() == told[0]


async def test_a_job_finds_the_issue_when_nobody_asks_again(server, caller):
    kind, tracker = MAKERS["github"]()
    async with listening(tracker):
        await caller.put(f"/integrations/{kind}", json=tracker.settings())
        Killer(server, tracker, "after")
        with pytest.raises(httpx.TransportError):
            await caller.post(f"/probe/{uuid4()}/issue", json={"integration": kind})

        events = []
        while not events:
            await asyncio.sleep(0.3)
            with suppress(httpx.TransportError):
                reply = await caller.get("/events", params={"types": "integrations.issue.created"})
                events = reply.json().get("events", [])

        assert [event["data"]["key"] for event in events] == ["1"]
        assert len(tracker.issues) == 1
