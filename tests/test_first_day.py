"""The first real day, over HTTP, on several workers: and what a killed worker must not lose."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]
PASSWORD = "correct horse battery"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def environment(request, tmp_path):
    """A server's environment on each database."""
    found = {"OPENFACTORY_MAIL_BACKEND": "file", "OPENFACTORY_DATA": str(tmp_path / "data")}
    if request.param == "sqlite":
        yield found
        return
    from openfactory.testing.databases import PostgresDatabases

    databases = PostgresDatabases("first_day")
    async with databases.empty() as url:
        yield found | {"OPENFACTORY_DATABASE_URL": url}


@pytest.fixture
def account():
    """`account(url, email)`: a client signed in with a new account, and what signing up has answered."""
    with ExitStack() as stack:

        def make(url: str, email: str, organization: str | None = "Acme") -> tuple[httpx.Client, dict]:
            client = stack.enter_context(httpx.Client(base_url=url, trust_env=False, timeout=30))
            return client, _sign_up(client, email, organization)

        yield make


def _sign_up(client: httpx.Client, email: str, organization: str | None) -> dict:
    body = {
        "email": email,
        "password": PASSWORD,
        "name": email.partition("@")[0],
        "organizationName": organization,
    }
    reply = client.post("/api/auth/signup", json=body)
    assert reply.status_code == 201, reply.text
    client.cookies.clear()
    client.headers["authorization"] = f"Bearer {reply.json()['session']['token']}"
    return reply.json()


def test_from_sign_up_to_sign_out_and_again_after_a_restart(environment, tmp_path, account):
    with running_server("--workers", "2", env=environment, cwd=tmp_path) as server:
        ann, signed_up = account(server.url, "ann@example.com")
        organization = signed_up["organization"]["id"]
        assert ann.get("/api/auth/session").json()["organizationId"] == organization

        invited = ann.post(
            f"/api/organizations/{organization}/members", json={"email": "bob@example.com", "role": "member"}
        )
        assert invited.status_code == 201
        bob, _ = account(server.url, "bob@example.com", None)
        accepted = bob.post(f"/api/organizations/invitations/{mailed_token(tmp_path / 'data')}/accept")
        assert accepted.status_code in (200, 201), accepted.text

        created = ann.post(f"/api/organizations/{organization}/projects", json={"name": "Rocket"})
        assert created.status_code == 201
        project = f"/api/projects/{created.json()['id']}"
        engine = bob.post(f"{project}/features", json={"name": "Engine"}).json()
        pump = bob.post(f"{project}/features", json={"name": "Pump", "parentId": engine["id"]}).json()
        assert bob.patch(f"{project}/features/{pump['id']}", json={"name": "Turbo pump"}).status_code == 200

        tree = ann.get(f"{project}/features").json()["features"]
        assert [feature["name"] for feature in tree] == ["Engine"]
        assert [feature["name"] for feature in tree[0]["children"]] == ["Turbo pump"]
        activities = ann.get(f"{project}/activity").json()["activities"]
        assert activities[0]["changes"]["name"] == {"old": "Pump", "new": "Turbo pump"}
        assert activities[0]["actor"]["name"] == "bob"

        assert bob.post("/api/auth/signout").status_code == 204
        assert all(bob.get("/api/auth/session").status_code == 401 for _ in range(20))  # on every worker

    with running_server("--workers", "2", env=environment, cwd=tmp_path) as server:
        ann.base_url = server.url
        assert ann.get(f"{project}/features").json()["features"] == tree
        assert len(ann.get(f"/api/organizations/{organization}/members").json()["members"]) == 2


def mailed_token(data: Path) -> str:
    """The token in the newest mail."""
    from email import policy
    from email.parser import BytesParser

    deadline = time.monotonic() + 60
    while not (found := sorted((data / "mail").glob("*.eml"))):  # a job sends it
        assert time.monotonic() < deadline, "no mail has come"
        time.sleep(0.1)
    newest = found[-1]
    mail = BytesParser(policy=policy.default).parsebytes(newest.read_bytes())
    found = re.search(r"/invitations/([\w-]+)", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


async def test_a_worker_killed_amid_writes_loses_none_that_was_acknowledged(environment, tmp_path, account):
    with running_server("--workers", "2", env=environment, cwd=tmp_path) as server:
        ann, signed_up = account(server.url, "ann@example.com")
        organization = signed_up["organization"]["id"]
        project = ann.post(f"/api/organizations/{organization}/projects", json={"name": "Rocket"}).json()["id"]
        path = f"{server.url}/api/projects/{project}/features"
        acknowledged: list[str] = []

        async def write(client: httpx.AsyncClient, number: int) -> None:
            try:
                reply = await client.post(path, json={"name": f"Feature {number}"})
            except httpx.TransportError:
                return  # its worker was killed: nothing was promised
            if reply.status_code == 201:
                acknowledged.append(reply.json()["id"])

        async def kill_one_worker() -> None:
            while len(acknowledged) < 40:
                await asyncio.sleep(0.005)
            os.kill(server.workers()[0].pid, signal.SIGKILL)

        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(headers=ann.headers, trust_env=False, timeout=60, limits=limits) as client:
            await asyncio.gather(kill_one_worker(), *(write(client, number) for number in range(200)))
            assert len(acknowledged) >= 100
            kept = {feature["id"] for feature in (await client.get(path)).json()["features"]}
            assert set(acknowledged) <= kept
            activities = await every_page(client, f"{server.url}/api/projects/{project}/activity")
            assert {entry["entityId"] for entry in activities if entry["entityType"] == "feature"} == kept

        assert until(lambda: len(server.workers()) == 2)
        assert all(ann.get("/api/auth/session").status_code == 200 for _ in range(20))


async def every_page(client: httpx.AsyncClient, url: str) -> list[dict]:
    found, cursor = [], None
    while True:
        page = (await client.get(url, params={"limit": 100, **({"cursor": cursor} if cursor else {})})).json()
        found += page["activities"]
        if (cursor := page["nextCursor"]) is None:
            return found


def until(condition, seconds: float = 30.0) -> bool:
    import time

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_only_organizations_serves_auth_and_organizations_and_nothing_else(tmp_path):
    with running_server("--only", "organizations", cwd=tmp_path) as server:
        paths = httpx.get(f"{server.url}/openapi.json", trust_env=False).json()["paths"]
        prefixes = {path.split("/")[2] for path in paths if path.startswith("/api/")}
        assert prefixes == {"auth", "organizations", "ws"}  # live connections are the kernel's
        assert not [path for path in paths if "projects" in path]
