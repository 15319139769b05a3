"""Schemathesis over every operation: no 5xx, nothing that the contract does not say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(900)]

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
# These end the session, or the organization, that the run itself needs; they are fuzzed without either below.
ENDING = (
    "sign_out",
    "end_other_sessions",
    "end_session",
    "delete_organization",
    "delete_project",
    "change_password",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    environment = {"OPENFACTORY_MAIL_BACKEND": "file"}
    with running_server("--workers", "2", env=environment, cwd=tmp_path_factory.mktemp("fuzz")) as running:
        yield running


def sign_up(url: str, email: str) -> dict[str, str]:
    """A token, and an organization and a project to be in."""
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        account = client.post(
            "/api/auth/signup",
            json={
                "email": email,
                "password": "correct horse battery",
                "name": "Ann",
                "organizationName": "Acme",
            },
        ).json()
        token, organization = account["session"]["token"], account["organization"]["id"]
        client.cookies.clear()
        project = client.post(
            f"/api/organizations/{organization}/projects",
            json={"name": "Rocket"},
            headers={"authorization": f"Bearer {token}"},
        ).json()
    return {"token": token, "orgId": organization, "projectId": project["id"]}


def fuzz(url: str, account: dict[str, str], folder: Path, *arguments: str) -> None:
    config = folder / "schemathesis.toml"
    config.write_text(
        f'[parameters]\n"path.orgId" = "{account["orgId"]}"\n"path.projectId" = "{account["projectId"]}"\n\n'
        # 413 is a refusal too: of a query that makes the request's head too large.
        "[checks]\nnegative_data_rejection.expected-statuses = "
        "[400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429]\n"
    )
    reply = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(config),
            "run",
            f"{url}/openapi.json",
            "--checks",
            ",".join(CHECKS),
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "12",
            "--seed",
            "1",
            "--no-shrink",
            "--continue-on-failure",
            "--workers",
            "1",  # CPython 3.11 cannot make syntax trees in two threads at once (python/cpython#106905)
            "-H",
            f"Authorization: Bearer {account['token']}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    report = "\n".join(line[:300] for line in (reply.stdout + reply.stderr).splitlines()[-250:])
    assert reply.returncode == 0, report


def test_no_operation_fails_or_breaks_the_contract(server, tmp_path):
    account = sign_up(server.url, "ann@example.com")
    excluded = [word for name in ENDING for word in ("--exclude-operation-id", name)]
    fuzz(server.url, account, tmp_path, *excluded)


@pytest.mark.parametrize("name", ENDING)
def test_nor_do_those_that_end_what_the_run_stands_on(server, tmp_path, name):
    account = sign_up(server.url, f"{name}@example.com")
    fuzz(server.url, account, tmp_path, "--include-operation-id", name)
