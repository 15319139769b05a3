"""Names of workers: two that live never have the same one, and one that is started again takes a dead one's.

So it knows at once which jobs were left behind, and need not wait until their leases end.
"""

from __future__ import annotations

import fcntl
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@contextmanager
def worker_name(data: Path) -> Iterator[str]:
    """The first name of this machine and data folder that is free, held until the block (or the process) ends."""
    folder = data.absolute() / "workers"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in count(1):
        with (folder / f"{number}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the kernel unlocks when the process is gone
            except OSError:
                continue
            folder_id = blake2b(bytes(folder), digest_size=6).hexdigest()
            yield f"{number}@{_machine()}/{folder_id}"
            return


def _machine() -> str:
    """Two containers, or two machines, are told apart also where they have the same host name."""
    boot = _BOOT.read_text().strip() if _BOOT.exists() else f"{uuid.getnode():x}"
    return f"{socket.gethostname()}/{boot}"
