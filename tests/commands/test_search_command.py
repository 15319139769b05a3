"""The search index from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from uuid import uuid4

import httpx
import pytest

from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


def reindexed(folder, *options: str, code: int = 0) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENFACTORY_")}
    command = [sys.executable, "-P", "-m", "openfactory.cli", "search", "reindex", *options]
    reply = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean, timeout=90)
    assert reply.returncode == code, reply.stdout + reply.stderr
    return reply.stdout + reply.stderr


def test_projects_are_indexed_again_beside_the_running_server(tmp_path):
    with running_server("--workers", "1", "--no-jobs", cwd=tmp_path) as server:
        with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
            person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
            account = client.post("/api/auth/signup", json={**person, "organizationName": "Acme"}).json()
            client.headers["authorization"] = f"Bearer {account['session']['token']}"
            client.cookies.clear()
            place = f"/api/organizations/{account['organization']['id']}/projects"
            ids = [client.post(place, json={"name": name}).json()["id"] for name in ("One", "Two")]
            assert client.post(f"/api/projects/{ids[0]}/features", json={"name": "Engines"}).status_code == 201

        said = reindexed(tmp_path)
        assert [line.partition(":")[0] for line in said.splitlines()] == ids
        assert "feature 1" in said.splitlines()[0]
        assert reindexed(tmp_path, "--project", ids[1]).startswith(f"{ids[1]}: ")
        assert "there is no project" in reindexed(tmp_path, "--project", str(uuid4()), code=1)
