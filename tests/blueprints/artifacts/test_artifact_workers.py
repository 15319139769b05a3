"""Real workers: what uploads cost in memory, answers before the body, and what is left of uploads that are cut off."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from openfactory.blueprints.artifacts.jobs import clean_up, compare_store
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.settings import load_settings
from openfactory.testing.clock import shifted
from openfactory.testing.databases import PostgresDatabases
from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]
MB = 1024 * 1024
BLOCK = os.urandom(MB)
HEAD = b'--b\r\ncontent-disposition: form-data; name="file"; filename="data.bin"\r\n\r\n\xff'
TAIL = b"\r\n--b--\r\n"
TYPE = {"content-type": "multipart/form-data; boundary=b"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request, tmp_path):
    """A database's URL, or nothing for the server's own SQLite file."""
    if request.param == "sqlite":
        yield ""
        return
    async with PostgresDatabases("artifacts").empty() as url:
        yield url


@pytest.fixture(params=["local", "s3"])
def store(request):
    return request.param


def environment(storage, data, **more):
    values = {"OPENFACTORY_MAIL_BACKEND": "file", "OPENFACTORY_DATA": str(data), **more}
    return values | {f"OPENFACTORY_STORAGE_{name.upper()}": str(value) for name, value in storage.items()}


def account(server):
    """A signed-up user's token, and the URL of a new project's artifacts."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
        signed_up = client.post("/api/auth/signup", json={**person, "organizationName": "Acme"}).json()
        client.cookies.clear()
        headers = {"authorization": f"Bearer {signed_up['session']['token']}"}
        organization = signed_up["organization"]["id"]
        body = {"name": "Rocket"}
        project = client.post(f"/api/organizations/{organization}/projects", json=body, headers=headers).json()
    return headers, f"{server.url}/api/projects/{project['id']}/artifacts"


async def body_of(megabytes):
    yield HEAD
    for _ in range(megabytes):
        yield BLOCK
        await asyncio.sleep(0)
    yield TAIL


class Peak:
    """The most memory that a process has held at any moment of a block, in bytes."""

    def __init__(self, process):
        self.process, self.before, self.most = process, process.memory_info().rss, 0

    def __enter__(self):
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(0.01):
            self.most = max(self.most, self.process.memory_info().rss)

    @property
    def growth(self):
        return self.most - self.before


async def test_eight_uploads_of_49_mb_at_once_cost_a_worker_less_than_40(store, storage, tmp_path):
    with running_server("--workers", "1", env=environment(storage, tmp_path / "data"), cwd=tmp_path) as server:
        headers, url = account(server)
        async with httpx.AsyncClient(headers=headers, timeout=300, trust_env=False) as client:
            length = str(len(HEAD) + 49 * MB + len(TAIL))

            def send(megabytes):
                more = {"content-length": length} if megabytes == 49 else {}
                return client.post(url, content=body_of(megabytes), headers={**TYPE, **more})

            warm = await asyncio.gather(*(send(1) for _ in range(8)))
            assert {reply.status_code for reply in warm} == {201}
            (worker,) = server.workers()
            with Peak(worker) as peak:
                replies = await asyncio.gather(*(send(49) for _ in range(8)))
            assert Counter(reply.status_code for reply in replies) == {201: 8}
            made = replies[0].json()
            with Peak(worker) as sending:
                async with client.stream("GET", f"{url}/{made['id']}/download") as reply:
                    received = sum([len(piece) async for piece in reply.aiter_raw()])
        assert received == made["fileSize"] == 49 * MB + 1
        assert peak.growth < 40 * MB, f"{peak.growth / MB:.1f} MB"
        assert sending.growth < 40 * MB, f"{sending.growth / MB:.1f} MB"


@pytest.mark.parametrize("store", ["local"], indirect=True)
def test_51_mb_are_refused_before_they_are_sent(storage, tmp_path):
    with running_server("--workers", "1", env=environment(storage, tmp_path / "data"), cwd=tmp_path) as server:
        headers, url = account(server)
        with connected(url) as client:
            client.sendall(request_head(url, headers, f"content-length: {51 * MB}"))
            client.settimeout(30)

            answer = client.recv(65536)  # nothing of the body has been sent

        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"request.too_large" in answer
        with connected(url) as client:  # and one that announces nothing is cut off soon after the limit
            client.sendall(request_head(url, headers, "transfer-encoding: chunked"))
            sent = sent_until_cut_off(client)
        assert sent <= 60 * MB
        assert httpx.get(url, headers=headers, trust_env=False).json()["artifacts"] == []


def connected(url):
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def request_head(url, headers, length):
    lines = [
        f"POST {urlsplit(url).path} HTTP/1.1",
        "host: test",
        f"authorization: {headers['authorization']}",
        f"content-type: {TYPE['content-type']}",
        length,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def sent_until_cut_off(client, most=300):
    """Bytes of a chunked body that the server takes before it hangs up."""
    sent = 0
    with suppress(ConnectionError):
        client.sendall(b"%x\r\n%b\r\n" % (len(HEAD), HEAD))
        for _ in range(most):
            client.sendall(b"%x\r\n%b\r\n" % (MB, BLOCK))
            sent += MB
    return sent


async def test_uploads_that_are_cut_off_leave_nothing_once_the_store_is_cleaned(
    database, store, storage, stored_by, tmp_path
):
    data = tmp_path / "data"
    env = environment(storage, data, **({"OPENFACTORY_DATABASE_URL": database} if database else {}))
    with running_server("--workers", "1", env=env, cwd=tmp_path) as server:
        headers, url = account(server)
        kept = httpx.post(url, files={"file": ("kept.txt", b"kept")}, headers=headers, trust_env=False, timeout=60)
        assert kept.status_code == 201, kept.text
        for moment in (0.0, 0.02, 0.1, 0.4):  # while it comes, while it is stored, and perhaps when it is done
            leave_after(url, headers, moment)
        for moment in (0.0, 0.05, 0.3):
            killed_after(server, url, headers, moment)
    # What the server's own schedule does, a day later.
    await clean(env, data, tmp_path)

    listed = artifacts_of(env, tmp_path, headers, urlsplit(url).path)
    assert kept.json()["id"] in listed
    assert sorted(key.rpartition("/")[2] for key in stored_by(data)) == sorted(listed)


@pytest.fixture
def stored_by(store, storage, request):
    """`stored_by(data)`: the keys in the store of the server with this data folder."""

    def keys(data):
        if store == "s3":
            return request.getfixturevalue("s3").keys(storage["prefix"])
        return [str(path) for path in (data / "files").rglob("*") if path.is_file()]

    return keys


def leave_after(url, headers, seconds):
    """Send an upload whole (or half, at once), and hang up so long after."""
    size = len(HEAD) + 20 * MB + len(TAIL)
    with connected(url) as client:
        client.sendall(request_head(url, headers, f"content-length: {size}") + HEAD)
        for _ in range(20 if seconds else 10):
            client.sendall(BLOCK)
        if seconds:
            client.sendall(TAIL)
            time.sleep(seconds)


def killed_after(server, url, headers, seconds):
    """Send an upload, and kill the worker so long after; wait for its successor."""
    (worker,) = server.workers()
    leaving = threading.Thread(target=lambda: suppressed(leave_after, url, headers, seconds + 0.5))
    leaving.start()
    time.sleep(0.1 + seconds)
    os.kill(worker.pid, signal.SIGKILL)
    leaving.join()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError, psutil.Error):
            if httpx.get(f"{server.url}/health/ready", trust_env=False, timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("no successor")


def suppressed(function, *arguments):
    with suppress(OSError):
        function(*arguments)


async def clean(env, data: Path, tmp_path: Path):
    """Do the module's scheduled jobs as a worker does them, with a clock that is a day ahead."""
    from openfactory.app import assemble, closed, opened, served_modules
    from openfactory.core.modules.lifespan import Lifespans
    from openfactory.core.modules.selection import discover
    from openfactory.worker import worker_of

    sections = {module.name: module.settings for module in discover().values() if module.settings}
    settings = load_settings(sections, environ=env, overrides={"broker": {"url": "memory://"}})
    application = assemble(settings, served_modules(settings))
    lifespans = Lifespans(application.scopes, seconds=60)
    await opened(application, lifespans, None)
    try:
        with shifted(hours=26):
            async with transaction(Access.system(name="test")) as tx:
                await tx.enqueue(clean_up())
                await tx.enqueue(compare_store())
            await worker_of(application, "test").work_off()
    finally:
        await closed(application, lifespans)


def artifacts_of(env, tmp_path, headers, path):
    with running_server("--workers", "1", env=env, cwd=tmp_path) as server:
        reply = httpx.get(server.url + path, headers=headers, trust_env=False, timeout=60)
    return [item["id"] for item in reply.json()["artifacts"]]


@pytest.mark.parametrize("store", ["local"], indirect=True)
async def test_the_quota_holds_under_twenty_uploads_to_two_workers(database, storage, tmp_path):
    limits = {"OPENFACTORY_ARTIFACTS_QUOTA_BYTES": str(10 * MB)}
    more = {"OPENFACTORY_DATABASE_URL": database} if database else {}
    env = environment(storage, tmp_path / "data", **limits, **more)
    with running_server("--workers", "2", env=env, cwd=tmp_path) as server:
        headers, url = account(server)
        async with httpx.AsyncClient(
            headers=headers, timeout=300, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        ) as client:
            sent = (client.post(url, content=body_of(2), headers=TYPE) for _ in range(20))
            replies = await asyncio.gather(*sent)
            sizes = [item["fileSize"] for item in (await client.get(url)).json()["artifacts"]]

    assert Counter(reply.status_code for reply in replies) == {201: 4, 409: 16}
    assert sum(sizes) <= 10 * MB
