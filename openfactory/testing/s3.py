"""An S3 server on loopback: moto's, a real server with buckets, multipart uploads and ranges, in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from openfactory.testing.server import free_port

BUCKET = "openfactory"
KEY = "test"


@dataclass
class S3Server:
    """A running server with an empty bucket."""

    url: str
    process: subprocess.Popen[bytes]

    def settings(self, prefix: str) -> dict[str, Any]:
        """The section `storage`, for a place of its own in the bucket."""
        return {
            "kind": "s3",
            "bucket": BUCKET,
            "prefix": prefix,
            "endpoint": self.url,
            "allow_http": True,
            "access_key_id": KEY,
            "secret_access_key": KEY,
            "seconds": 5,
        }

    def keys(self, prefix: str) -> list[str]:
        """The keys that begin so."""
        listed = httpx.get(f"{self.url}/{BUCKET}", params={"prefix": prefix}, trust_env=False).text
        return [part.partition("</Key>")[0] for part in listed.split("<Key>")[1:]]


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """Run it until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = S3Server(f"http://127.0.0.1:{port}", process)
    try:
        _make_bucket(server)
        yield server
    finally:
        process.kill()
        process.wait()


def _make_bucket(server: S3Server, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            httpx.put(f"{server.url}/{BUCKET}", trust_env=False).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError("moto's S3 server did not start")
