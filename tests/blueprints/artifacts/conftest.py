"""A project of Acme's, its people at the artifacts' URLs, and a store: a folder, or S3."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from openfactory.testing.factories import Factory, People
from openfactory.testing.harness import Client
from openfactory.testing.s3 import S3Server, running_s3

Make = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An S3 server with an empty bucket."""
    with running_s3() as server:
        yield server


@pytest.fixture
def store() -> str:
    """The kind of store; a test that runs on both says so by `both_stores`."""
    return "local"


@pytest.fixture
def storage(store: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    """The section `storage`."""
    return request.getfixturevalue("s3").settings(f"test/{uuid4()}") if store == "s3" else {}


@pytest.fixture
def limits() -> dict[str, Any]:
    """The section `artifacts`; override it."""
    return {}


@pytest.fixture
def overrides(storage: dict[str, Any], limits: dict[str, Any]) -> dict[str, Any]:
    return {"storage": storage, "artifacts": limits}


@pytest.fixture
async def project(make: Factory, people: People) -> Any:
    """A project that Ann has made."""
    return await make.project(people.ann, people.organization)


@pytest.fixture
def artifacts_of(project: Any, client_for: Callable[..., Client]) -> Callable[..., Client]:
    """`artifacts_of(user)`: a client of the user's, at the artifacts' URLs."""
    return lambda user: client_for(user, below=f"/api/projects/{project.id}/artifacts")


@pytest.fixture
def ann(people: People, artifacts_of: Callable[..., Client]) -> Client:
    """The admin."""
    return artifacts_of(people.ann)


@pytest.fixture
def bob(people: People, artifacts_of: Callable[..., Client]) -> Client:
    """The member."""
    return artifacts_of(people.bob)


@pytest.fixture
def inside(people: People, project: Any, client_for: Callable[..., Client]) -> Client:
    """The admin, in the project beside the artifacts."""
    return client_for(people.ann, below=f"/api/projects/{project.id}")


@pytest.fixture
def make_folder(ann: Client) -> Make:
    """`await make_folder(name, parentId=…)`: the new folder."""

    async def made(name: str = "Drawings", **more: Any) -> Any:
        reply = await ann.post("/folders", json={"name": name, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return made


@pytest.fixture
def upload(ann: Client) -> Make:
    """`await upload(content, file_name, folderId=…)`: the new artifact."""

    async def uploaded(content: bytes = b"Thrust", file_name: str = "thrust.txt", **form: Any) -> Any:
        reply = await ann.post("", files={"file": (file_name, content)}, data=form)
        assert reply.status_code == 201, reply.text
        return reply.json()

    return uploaded


@pytest.fixture
def stored(store: str, storage: dict[str, Any], request: pytest.FixtureRequest) -> Callable[[], list[str]]:
    """`stored()`: the keys of all objects in the store, and what is unfinished."""

    def keys() -> list[str]:
        if store == "s3":
            return sorted(request.getfixturevalue("s3").keys(storage["prefix"]))
        folder = request.getfixturevalue("settings").files
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    return keys
