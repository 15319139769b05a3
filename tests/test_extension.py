"""A module from another package can do what a built-in one can: the tutorial's, installed as a wheel."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from wheels import EXTENSION, Installation, build_extension, build_repository, copy_extension, install

from openfactory.testing.databases import PostgresDatabases

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]
MIGRATION = Path("openfactory_notes", "migrations", "0001_initial.py")
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Openfactory's own."""
    return build_repository(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Openfactory and the extension."""
    extension = build_extension(tmp_path_factory.mktemp("extension"))
    return install(tmp_path_factory.mktemp("environment"), wheel, extension)


class TestOnTheCommandLine:
    def test_it_is_listed_and_told_as_any_module(self, installed, tmp_path):
        listed = json.loads(installed.openfactory("modules", "list", "--json", cwd=tmp_path))
        told = json.loads(installed.openfactory("modules", "info", "notes", "--json", cwd=tmp_path))

        assert {"name": "notes", "version": "0.1.0", "served": True}.items() <= next(
            module for module in listed if module["name"] == "notes"
        ).items()
        assert "POST /api/projects/<project_id:uuid>/notes/" in [route.rstrip("/") + "/" for route in told["routes"]]
        assert told["permissions"] == ["notes.read", "notes.write"]
        assert told["events"] == ["notes.note.written", "notes.note.changed", "notes.note.deleted"]
        assert (told["tables"], told["settings"], told["requires"]) == (["notes"], ["most"], ["projects"])

    def test_its_settings_come_from_the_file_with_all_others(self, installed, tmp_path):
        (tmp_path / "openfactory.toml").write_text("[notes]\nmost = 7\n")

        shown = json.loads(installed.openfactory("config", "--section", "notes", "--json", cwd=tmp_path))

        assert shown["notes.most"]["value"] == "7"

    def test_its_settings_are_checked_with_all_others(self, installed, tmp_path):
        wrong = {"OPENFACTORY_NOTES_MOST": "0", "OPENFACTORY_NOTES_MOSTT": "1"}

        told = installed.openfactory("config", cwd=tmp_path, fails=True, **wrong)

        assert "notes.most" in told
        assert "did you mean OPENFACTORY_NOTES_MOST" in told

    @pytest.mark.parametrize("database", DATABASES)
    async def test_its_tables_come_with_foreign_keys_into_those_of_projects_and_go(self, installed, database, tmp_path):
        async with database_of(database, tmp_path) as url:
            environment = {"OPENFACTORY_DATABASE_URL": url}

            installed.openfactory("migrate", "up", cwd=tmp_path, **environment)
            assert await tables_referred_to(url, "notes_notes") == {"projects_projects", "projects_features"}

            undone = installed.openfactory("migrate", "down", "notes", "zero", cwd=tmp_path, **environment)
            assert "1 undone" in undone
            assert await tables_referred_to(url, "notes_notes") == set()
            assert await tables_referred_to(url, "projects_features") == {"projects_projects", "projects_features"}


def database_of(kind: str, folder: Path) -> AbstractAsyncContextManager[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        return nullcontext(f"sqlite://{folder}/notes.sqlite3")
    return PostgresDatabases("extension").empty()


async def tables_referred_to(url: str, table: str) -> set[str]:
    """The tables that a table's foreign keys lead to; none where there is no such table."""
    if url.startswith("sqlite://"):
        with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as database:
            return {row[2] for row in database.execute(f"PRAGMA foreign_key_list({table})")}
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT confrelid::regclass::text AS name FROM pg_constraint "
            "WHERE conrelid = to_regclass($1) AND contype = 'f'",
            table,
        )
        return {row["name"] for row in rows}
    finally:
        await connection.close()


@dataclass(frozen=True)
class Served:
    """A server with the extension, and the admin of an organization there."""

    url: str
    data: Path
    ann: httpx.Client
    organization: str
    client_of: Callable[[str], httpx.Client]


@pytest.fixture(scope="module")
def served(installed: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with installed.serving("--workers", "2", cwd=folder, OPENFACTORY_NOTES_MOST="2") as server, ExitStack() as clients:

        def client_of(token: str) -> httpx.Client:
            return clients.enter_context(client_at(server.url, token))

        account = sign_up(server.url, "ann@example.com")
        ann = client_of(account["session"]["token"])
        yield Served(server.url, folder / "openfactory-data", ann, account["organization"]["id"], client_of)


def sign_up(url: str, email: str) -> Any:
    account = {"email": email, "password": "correct horse battery", "name": "Somebody", "organizationName": "Acme"}
    reply = httpx.post(f"{url}/api/auth/signup", json=account, trust_env=False, timeout=30)
    assert reply.status_code == 201, reply.text
    return reply.json()


def client_at(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=30)


@pytest.fixture
def project(served: Served) -> str:
    """The path of a project of this test's own."""
    created = served.ann.post(f"/api/organizations/{served.organization}/projects", json={"name": "Rocket"})
    return f"/api/projects/{created.json()['id']}"


class TestServed:
    def test_its_permissions_guard_its_routes(self, served, project):
        stranger = served.client_of(sign_up(served.url, "stranger@example.com")["session"]["token"])
        wanted = {"name": "Reader", "scopes": ["project:read"]}
        made = served.ann.post(f"/api/organizations/{served.organization}/api-keys", json=wanted)
        reader = served.client_of(made.json()["key"])

        def statuses(client: httpx.Client) -> tuple[int, int]:
            written = client.post(f"{project}/notes", json={"text": "Check the valve"})
            return client.get(f"{project}/notes").status_code, written.status_code

        assert statuses(served.ann) == (200, 201)
        assert statuses(reader) == (200, 403)
        assert statuses(stranger) == (404, 404)
        assert statuses(served.client_of("nobody")) == (401, 401)

    def test_what_is_sent_to_it_is_validated(self, served, project):
        reply = served.ann.post(f"{project}/notes", json={"text": "", "colour": "red"})

        assert reply.status_code == 422
        assert {fault["pointer"] for fault in reply.json()["errors"]} == {"/body/text", "/body/colour"}

    def test_its_settings_hold_in_every_worker(self, served, project):
        replies = [served.ann.post(f"{project}/notes", json={"text": "A note"}) for _ in range(3)]

        assert [reply.status_code for reply in replies] == [201, 201, 409]
        assert replies[2].json()["code"] == "notes.limit"

    def test_its_events_are_in_the_projects_activity_and_log(self, served, project):
        note = served.ann.post(f"{project}/notes", json={"text": "Check"}).json()

        activity = served.ann.get(f"{project}/activity", params={"entityType": "note"}).json()["activities"]
        events = served.ann.get(f"{project}/events", params={"types": "notes.note.written"}).json()["events"]

        assert [(entry["entityId"], entry["action"]) for entry in activity] == [(note["id"], "written")]
        assert [event["data"] for event in events] == [{"noteId": note["id"], "featureId": None}]

    def test_its_notes_can_be_commented_on(self, served, project):
        note = served.ann.post(f"{project}/notes", json={"text": "Check"}).json()
        about = {"subjectType": "note", "subjectId": note["id"]}
        words = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Why?"}]}]}

        assert served.ann.post(f"{project}/comments", json={**about, "content": words}).status_code == 201

        (thread,) = served.ann.get(f"{project}/comments", params=about).json()["comments"]
        assert thread["content"] == words

    def test_its_routes_and_refusals_are_in_the_contract(self, served):
        paths = served.ann.get("/openapi.json").json()["paths"]

        written = next(operations["post"] for path, operations in paths.items() if path.endswith("/notes"))
        assert {"201", "409", "422"} <= set(written["responses"])
        assert "notes.limit" in json.dumps(written)

    def test_its_command_reads_the_same_database(self, served, project, installed):
        served.ann.post(f"{project}/notes", json={"text": "Check the valve"})

        printed = installed.openfactory("notes", "list", project.rpartition("/")[2], cwd=served.data.parent)

        assert printed.endswith("Z  Check the valve\n")

    def test_disabled_it_has_no_routes_and_keeps_its_rows(self, served, project, installed, tmp_path):
        note = served.ann.post(f"{project}/notes", json={"text": "Check"}).json()
        copy_data(served.data, tmp_path / "openfactory-data")

        token = served.ann.headers["authorization"].removeprefix("Bearer ")
        serving = installed.serving("--workers", "1", "--disable", "notes", cwd=tmp_path)
        with serving as server, client_at(server.url, token) as ann:
            assert ann.get(project).status_code == 200
            assert ann.get(f"{project}/notes").status_code == 404
            assert "/notes" not in "".join(ann.get("/openapi.json").json()["paths"])
        with closing(sqlite3.connect(tmp_path / "openfactory-data" / "openfactory.sqlite3")) as database:
            assert (note["id"],) in database.execute("SELECT id FROM notes_notes").fetchall()


def copy_data(running: Path, copy: Path) -> None:
    """A running server's database and key."""
    copy.mkdir()
    shutil.copy(running / "secret.key", copy)
    name = "openfactory.sqlite3"
    with closing(sqlite3.connect(running / name)) as source, closing(sqlite3.connect(copy / name)) as target:
        source.backup(target)


@pytest.mark.parametrize("database", DATABASES)
def test_its_own_tests_pass_where_it_is_installed(installed, database, tmp_path):
    shutil.rmtree(copy_extension(tmp_path / "notes") / "openfactory_notes")  # what is tested is the wheel's

    told = installed.run("python", "-m", "pytest", "-q", f"--database={database}", cwd=tmp_path / "notes")

    assert re.search(r"^\d+ passed in", told, re.MULTILINE), told


class TestTheTutorial:
    PAGE = EXTENSION.parent / "first-module.md"
    NOT_SHOWN = {"ruff.toml", str(MIGRATION)}  # lint in this repository; what `migrate make` writes

    def blocks(self) -> dict[str, str]:
        """What the page shows of each file that it names."""
        return dict(re.findall(r"^```\w+\n# (\S+\.\w+)\n(.*?)^```$", self.PAGE.read_text(), re.M | re.S))

    def test_every_file_is_shown_as_it_is(self):
        files = {
            str(path.relative_to(EXTENSION)): path for end in ("py", "toml") for path in EXTENSION.rglob(f"*.{end}")
        }

        shown = self.blocks()

        assert set(shown) == set(files) - self.NOT_SHOWN
        assert {name: text for name, text in shown.items() if text != files[name].read_text()} == {}

    def test_its_commands_make_the_migration_that_is_there(self, wheel, tmp_path):
        installation = install(tmp_path / "environment", wheel)
        source = copy_extension(tmp_path / "notes")
        (source / MIGRATION).unlink()
        installation.install_editable(source)

        installation.openfactory("migrate", "make", "notes", "--name", "initial", cwd=tmp_path)

        assert operations_of(source / MIGRATION) == operations_of(EXTENSION / MIGRATION)


def operations_of(migration: Path) -> str:
    """A migration's operations, however they are laid out; it depends on whatever projects' last one is."""
    (written,) = [node for node in ast.parse(migration.read_text()).body if isinstance(node, ast.ClassDef)]
    return ast.unparse(written.body[-1])
