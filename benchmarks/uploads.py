"""What uploads and downloads cost a worker: time, and the most memory it holds, with a folder and with S3.

    python benchmarks/uploads.py
    python benchmarks/uploads.py --uploads 8 --megabytes 49 --stores local

One `openfactory serve` with one worker on SQLite; the S3 server is moto's, in Python and on the same machine, so that
its times are an upper bound. The client's own time counts too: it is on the same cores.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import click
import httpx
import psutil
from rich.console import Console
from rich.table import Table

from openfactory.testing.s3 import running_s3
from openfactory.testing.server import Running, running_server

MB = 1024 * 1024
BLOCK = os.urandom(MB)
HEAD = b'--b\r\ncontent-disposition: form-data; name="file"; filename="data.bin"\r\n\r\n\xff'
TAIL = b"\r\n--b--\r\n"


class Peak:
    """Seconds, and the most memory of a process beyond what it had before, in MB."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self._over, self.seconds, self.growth = process, Event(), 0.0, 0.0

    def __enter__(self) -> Peak:
        self._began, self._before = time.monotonic(), self._process.memory_info().rss
        self._thread = Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds = time.monotonic() - self._began
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.growth = max(self.growth, (self._process.memory_info().rss - self._before) / MB)


async def _body(megabytes: int) -> AsyncIterator[bytes]:
    yield HEAD
    for _ in range(megabytes):
        yield BLOCK
    yield TAIL


async def _upload(client: httpx.AsyncClient, url: str, megabytes: int) -> str:
    length = str(len(HEAD) + megabytes * MB + len(TAIL))
    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": length}
    reply = await client.post(url, content=_body(megabytes), headers=headers)
    reply.raise_for_status()
    return str(reply.json()["id"])


async def _download(client: httpx.AsyncClient, url: str) -> None:
    async with client.stream("GET", url) as reply:
        async for _ in reply.aiter_raw():
            pass


async def _account(client: httpx.AsyncClient, server: Running) -> str:
    """Sign up; the URL of a new project's artifacts."""
    person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
    reply = await client.post(f"{server.url}/api/auth/signup", json={**person, "organizationName": "Acme"})
    client.cookies.clear()
    client.headers["authorization"] = f"Bearer {reply.json()['session']['token']}"
    organization = f"{server.url}/api/organizations/{reply.json()['organization']['id']}"
    project = (await client.post(f"{organization}/projects", json={"name": "Rocket"})).json()
    return f"{server.url}/api/projects/{project['id']}/artifacts"


async def _measure(server: Running, uploads: int, megabytes: int) -> list[tuple[str, Peak]]:
    async with httpx.AsyncClient(timeout=600, trust_env=False) as client:
        url = await _account(client, server)
        await asyncio.gather(*(_upload(client, url, 1) for _ in range(uploads)))
        (worker,) = server.workers()
        with Peak(worker) as sent:
            made = await asyncio.gather(*(_upload(client, url, megabytes) for _ in range(uploads)))
        with Peak(worker) as received:
            await asyncio.gather(*(_download(client, f"{url}/{key}/download") for key in made))
    return [("upload", sent), ("download", received)]


@click.command()
@click.option("--uploads", default=8, show_default=True, help="At once.")
@click.option("--megabytes", default=49, show_default=True, help="Of each file.")
@click.option("--stores", default="local,s3", show_default=True)
def main(uploads: int, megabytes: int, stores: str) -> None:
    """Measure, and print a table."""
    table = Table("store", "what", "seconds", "MB/s", "growth of the worker, MB")
    for store in stores.split(","):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            storage: dict[str, Any] = {}
            if store == "s3":
                storage = stack.enter_context(running_s3()).settings(f"benchmark/{uuid4()}")
            environment = {f"OPENFACTORY_STORAGE_{name.upper()}": str(value) for name, value in storage.items()}
            environment |= {"OPENFACTORY_MAIL_BACKEND": "file", "OPENFACTORY_DATA": str(folder / "data")}
            server = stack.enter_context(running_server("--workers", "1", env=environment, cwd=folder))
            for what, peak in asyncio.run(_measure(server, uploads, megabytes)):
                speed = uploads * megabytes / peak.seconds
                table.add_row(store, what, f"{peak.seconds:.1f}", f"{speed:.0f}", f"{peak.growth:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
