"""`openfactory events tail`: the log in a terminal, read from the database itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from openfactory.testing.server import running_server

pytestmark = pytest.mark.processes


def tail(data: Path, *options: str, **more) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "openfactory.cli", "events", "tail", *options]
    environment = {"OPENFACTORY_DATA": str(data), "PATH": "/usr/bin", "COLUMNS": "200"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, **more
    )


def said(data: Path, *options: str) -> tuple[int, str]:
    process = tail(data, "--no-follow", *options)
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


class Office:
    """Ann's two projects."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=30)
        person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        reply = self.client.post("/api/auth/signup", json={**person, "organizationName": "Acme"}).json()
        self.client.headers["authorization"] = f"Bearer {reply['session']['token']}"
        self.projects = {
            name: self.client.post(
                f"/api/organizations/{reply['organization']['id']}/projects", json={"name": name}
            ).json()["id"]
            for name in ("Rocket", "Boat")
        }

    def write(self, project: str, name: str) -> None:
        reply = self.client.post(f"/api/projects/{self.projects[project]}/features", json={"name": name})
        assert reply.status_code == 201


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[tuple[Path, Office]]:
    data = tmp_path_factory.mktemp("data")
    with running_server("--workers", "1", "--no-jobs", env={"OPENFACTORY_DATA": str(data)}) as server:
        office = Office(server.url)
        office.write("Rocket", "Engines")
        office.write("Boat", "Sails")
        yield data, office
        office.client.close()


def test_the_last_events_of_all_projects(office):
    code, output = said(office[0], "-n", "3")
    lines = output.splitlines()
    assert (code, len(lines)) == (0, 3), output
    assert "projects.project.created" in lines[0]
    assert "title=Engines" in lines[1]
    assert "title=Sails" in lines[2]
    assert "Ann" in lines[2]


def test_of_one_project_by_slug_or_id_and_of_some_names(office):
    data, found = office
    by_slug = said(data, "--project", "boat", "--json")
    assert by_slug == said(data, "--project", found.projects["Boat"], "--json")
    events = [json.loads(line) for line in by_slug[1].splitlines()]
    assert [event["name"] for event in events] == ["projects.project.created", "projects.feature.created"]
    assert events[1]["data"]["title"] == "Sails"
    assert "title=Engines" in said(data, "--type", "*.feature.*", "--project", "rocket")[1]
    assert said(data, "--type", "*.project.*", "--project", "rocket", "-n", "1") == (0, "")
    code, output = said(data, "--project", "nothing")
    assert (code, output) == (1, "Error: there is no project 'nothing': give its id\n")


def test_events_are_shown_as_they_come_until_it_is_ended(office):
    data, found = office
    process = tail(data, "-n", "0", "--type", "projects.feature.*", bufsize=1)
    try:
        time.sleep(0.1)
        for number in range(200):
            found.write("Rocket", f"Part {number}")
            if process.poll() is None and (line := readable(process)):
                break
        assert "title=Part" in line
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


def readable(process: subprocess.Popen[str]) -> str:
    """A line, if there is one within a moment."""
    import select

    ready, _, _ = select.select([process.stdout], [], [], 0.2)
    return process.stdout.readline() if ready else ""


def test_what_users_write_cannot_command_the_terminal(office):
    data, found = office
    text = {"type": "text", "text": "\x1b[2Jgone[red]x[/red]"}
    content = {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}
    project = found.projects["Boat"]
    subject = {"subjectType": "project", "subjectId": project, "content": content}
    reply = found.client.post(f"/api/projects/{project}/comments", json=subject)
    assert reply.status_code == 201, reply.text
    output = said(data, "--project", "boat", "-n", "1")[1]
    assert "\x1b" not in output
    assert "[2Jgone[red]x[/red]" in output
