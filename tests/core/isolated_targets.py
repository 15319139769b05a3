"""What the tests of isolated work let run in a process of its own."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any


def twice(data: bytes, options: dict[str, Any]) -> bytes:
    return data * options.get("times", 2)


def refuse(data: bytes, options: dict[str, Any]) -> bytes:
    raise ValueError(data.decode())


def fail(data: bytes, options: dict[str, Any]) -> bytes:
    raise RuntimeError(f"broken in {__file__}")


def crash(data: bytes, options: dict[str, Any]) -> bytes:
    ctypes.string_at(0)
    return b""


def leave(data: bytes, options: dict[str, Any]) -> bytes:
    os._exit(0)


def sleep(data: bytes, options: dict[str, Any]) -> bytes:
    """Announce the own number with an empty file (nothing can be written into it), and never end."""
    (Path(options["folder"]) / str(os.getpid())).touch()
    while True:
        time.sleep(60)


def wait_for(data: bytes, options: dict[str, Any]) -> bytes:
    """End when a file is there."""
    (Path(options["folder"]) / str(os.getpid())).touch()
    while not Path(options["until"]).exists():
        time.sleep(0.01)
    return data


def compute(data: bytes, options: dict[str, Any]) -> bytes:
    while True:
        pass


def hoard(data: bytes, options: dict[str, Any]) -> bytes:
    hoarded = []
    while True:
        hoarded.append(bytearray(16 * 1024 * 1024))


def environment(data: bytes, options: dict[str, Any]) -> bytes:
    return "\n".join(f"{name}={value}" for name, value in os.environ.items()).encode()


def chatter(data: bytes, options: dict[str, Any]) -> bytes:
    for _ in range(1000):
        sys.stdout.write("x" * 10_000)
        sys.stderr.write("x" * 10_000)
    return f"{sys.stdin.read()}{data.decode()}".encode()


def limits(data: bytes, options: dict[str, Any]) -> bytes:
    import resource

    return str(resource.getrlimit(resource.RLIMIT_CORE)[1]).encode()


def _connect(port: int) -> None:
    with socket.socket() as made:
        made.connect(("127.0.0.1", port))


def write(data: bytes, options: dict[str, Any]) -> bytes:
    try:
        Path(options["file"]).write_bytes(data)
    except OSError as error:
        return str(error).encode()
    return b"it worked"


def attempt(data: bytes, options: dict[str, Any]) -> bytes:
    """Try what is forbidden; say what came of it."""
    attempts: dict[str, Callable[[], Any]] = {
        "connect": lambda: _connect(options["port"]),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "fetch": lambda: urllib.request.urlopen(f"http://127.0.0.1:{options['port']}/"),
        "run": lambda: subprocess.run(["true"]),
        "shell": lambda: os.system("true"),
        "fork": os.fork,
        "kill": lambda: os.kill(os.getppid(), 0),
        "parent": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    }
    try:
        attempts[data.decode()]()
    except OSError as error:
        return str(error).encode()
    return b"it worked"
