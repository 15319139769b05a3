"""The command line, as users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.processes, pytest.mark.timeout(120)]


@pytest.fixture
def run(tmp_path: Path):
    """`run("modules", "list")`: the output; `code=` is what the exit code must be."""

    def call(*arguments: str, code: int = 0, typed: str | None = None, **environ: str) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENFACTORY_")}
        reply = subprocess.run(
            [sys.executable, "-P", "-m", "openfactory.cli", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            input=typed,
            timeout=60,
            env={**clean, "COLUMNS": "200", **environ},
        )
        assert reply.returncode == code, reply.stdout + reply.stderr
        assert "Traceback" not in reply.stderr
        return reply.stdout + reply.stderr

    return call


def test_every_command_has_help(run):
    text = run("--help")
    for name in (
        "serve",
        "migrate",
        "modules",
        "openapi",
        "config",
        "doctor",
        "user",
        "backup",
        "restore",
        "completion",
    ):
        assert name in text
        assert "Usage:" in run(name, "--help")


def test_modules_are_listed_told_of_and_drawn(run):
    listed = {module["name"]: module for module in json.loads(run("modules", "list", "--json"))}
    assert listed["projects"]["served"]
    assert "auth" in listed["organizations"]["requires"]
    assert "no" not in run("modules", "list").split()
    facts = json.loads(run("modules", "info", "projects", "--json"))
    assert "GET /api/projects/<project_id:uuid>" in facts["routes"]
    assert "organizations --> auth" in run("modules", "graph", "--format", "mermaid")
    assert "there are" in run("modules", "info", "nope", code=1)


def test_a_module_that_is_not_served_is_said_to_be_so(run):
    listed = json.loads(run("modules", "list", "--json", OPENFACTORY_MODULES_ONLY="auth"))
    assert {module["name"] for module in listed if module["served"]} == {"auth"}


def test_the_contract_is_printed_for_the_chosen_modules(run, tmp_path):
    assert "/api/projects/{projectId}" in json.loads(run("openapi"))["paths"]
    run("openapi", "--yaml", "-o", "contract.yaml", OPENFACTORY_MODULES_ONLY="auth")
    text = (tmp_path / "contract.yaml").read_text()
    assert "/api/auth/signup" in text
    assert "/api/projects" not in text


def test_settings_are_shown_with_their_source_and_without_secrets(run, tmp_path):
    (tmp_path / "openfactory.toml").write_text('[server]\nport = 9000\n\n[auth]\ngithub_client_secret = "hunter2"\n')
    shown = json.loads(run("config", "--json", OPENFACTORY_DATABASE_URL="postgres://u:hunter2@db/x"))
    assert shown["server.port"] == {"value": "9000", "source": "openfactory.toml"}
    assert shown["database.url"]["source"] == "variable OPENFACTORY_DATABASE_URL"
    assert "hunter2" not in json.dumps(shown)
    assert "hunter2" not in run("config")
    assert "server.port" not in run("config", "--section", "auth")


def test_bad_settings_are_all_told(run):
    text = run("config", code=1, OPENFACTORY_SERVER_PORT="x", OPENFACTORY_LOG_FORMAT="y")
    assert "OPENFACTORY_SERVER_PORT" in text
    assert "OPENFACTORY_LOG_FORMAT" in text


def test_doctor_finds_what_is_wrong_and_says_what_to_do(run):
    text = run("doctor")
    assert "openfactory migrate up" in text
    text = run("doctor", code=1, OPENFACTORY_DATABASE_URL="postgres://127.0.0.1:1/x")
    assert "✗ database" in text
    assert "fix:" in text
    findings = json.loads(run("doctor", "--json", code=1, OPENFACTORY_MODULES_DISABLE="auth"))
    assert [f["subject"] for f in findings if f["level"] == "error"] == ["modules"]
    store = {"KIND": "s3", "BUCKET": "b", "ENDPOINT": "http://127.0.0.1:1", "ALLOW_HTTP": "true"}
    keys = {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "of-the-store"}
    text = run("doctor", code=1, **{f"OPENFACTORY_STORAGE_{name}": value for name, value in (store | keys).items()})
    assert "✗ files: the bucket b cannot be read" in text
    assert "of-the-store" not in text


def test_accounts_are_made_listed_and_given_another_password(run):
    run("migrate", "up")
    made = run("user", "create", "ann@example.com", "--organization", "Acme", typed="correct horse\ncorrect horse\n")
    assert "founded acme" in made
    (ann,) = json.loads(run("user", "list", "--json"))
    assert (ann["email"], ann["organizations"]) == ("ann@example.com", "acme (admin)")
    assert "ann@example.com" in run("user", "list")
    run("user", "set-password", "ann@example.com", "--password", "battery staple")
    assert "no account" in run("user", "set-password", "bob@example.com", "--password", "battery staple", code=1)
    assert "most common" in run("user", "create", "eve@example.com", "--password", "password123", code=1)


def test_the_migrations_are_what_the_models_say(run):
    assert "no changes" in run("migrate", "make", "--check")


def test_a_database_that_is_not_migrated_is_told(run):
    assert "openfactory migrate up" in run("user", "list", code=1)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete(run, shell):
    if shell == "bash" and not Path("/bin/bash").exists():
        pytest.skip("no bash here")
    assert "_OPENFACTORY_COMPLETE" in run("completion", shell)
