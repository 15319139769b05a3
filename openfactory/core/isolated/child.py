"""What runs in the isolated process: it limits itself, imports the target, calls it once, and answers.

Started by its path, so that nothing of openfactory is imported before the limits hold. The order comes on standard
input: four bytes of length, JSON, then the data. The answer goes to standard output: one byte of status, eight of
length, then the body. Lengths are big-endian.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

ANSWERED, REFUSED, FAILED, NO_MEMORY, TOO_LARGE = b"A", b"R", b"F", b"M", b"L"
LONGEST_REASON = 1000  # characters of a refusal
MOST_FILES = 64
_PR_SET_PDEATHSIG = 1
_STACK = 256 * 1024  # of the thread that watches the parent; the usual 8 MiB would count as memory

# Audit events (https://docs.python.org/3/library/audit_events.html) of what no target needs. This stops honest
# libraries that follow a link, and code written in Python; native code that has been taken over it does not stop.
_FORBIDDEN = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
        *("os.kill", "os.killpg", "resource.setrlimit", "resource.prlimit", "pty.spawn"),
    }
)


def main() -> None:
    """Carry out one order."""
    orders, answers = _pipes()
    order = json.loads(orders.read(int.from_bytes(orders.read(4), "big")))
    _limit(order)
    status, body = _carry_out(order, orders)
    answers.write(status + len(body).to_bytes(8, "big"))
    answers.write(body)
    answers.flush()
    os._exit(0)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The ends to the parent. The target reads from nowhere, and what it prints goes to standard error."""
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    os.dup2(2, 1)
    return orders, answers


def _limit(order: dict[str, Any]) -> None:
    seconds, memory = int(order["seconds"]) + 1, int(order["memory"])
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS and refuses to set it
            if sys.platform == "linux":
                raise
    sys.path[:] = order["path"]


def _carry_out(order: dict[str, Any], orders: BinaryIO) -> tuple[bytes, bytes]:
    try:
        data = orders.read(order["size"])
        _end_with_parent(orders, order["parent"])
        sys.addaudithook(_forbid)
        answer = _target(order["target"])(data, order["options"])
    except ValueError as error:
        return REFUSED, str(error)[:LONGEST_REASON].encode("utf-8", "replace")
    except MemoryError:
        return NO_MEMORY, b""
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        return FAILED, b""
    return (ANSWERED, answer) if len(answer) <= order["largest_answer"] else (TOO_LARGE, b"")


def _target(name: str) -> Callable[[bytes, dict[str, Any]], bytes]:
    module, _, function = name.partition(":")
    target: Callable[[bytes, dict[str, Any]], bytes] = getattr(importlib.import_module(module), function)
    return target


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN or event.startswith("socket."):
        raise PermissionError(f"{event} is not allowed here")
    # The parent's environment can be read there, which has the secrets that this process was started without.
    if event == "open" and str(arguments[0]).startswith(("/proc", "b'/proc")):
        raise PermissionError("files of processes are not read here")


def _end_with_parent(orders: BinaryIO, parent: int) -> None:
    """Be killed when the parent ends: by Linux, and everywhere by the end of the input that it holds open."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it has ended before that was said
        os._exit(1)
    threading.stack_size(_STACK)
    threading.Thread(target=_watch, args=(orders,), daemon=True).start()
    threading.stack_size(0)


def _watch(orders: BinaryIO) -> None:
    orders.read(1)
    os._exit(1)


if __name__ == "__main__":
    main()
