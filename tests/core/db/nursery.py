"""Forks a process for each scenario: `nursery.py`, with requests as lines of JSON on its input, and answers likewise.

It opens no database itself, so that its children can be of either kind.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import time
import traceback
from typing import Any

PATIENCE = 10.0  # seconds that one request to wait takes at most
IMPORTED = ("backing_up", "driver", "engine", "migrating", "seed", "unreachable", "writing")


def serve() -> None:
    sys.dont_write_bytecode = True
    for name in IMPORTED:
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        answer = _wait(request["wait"], request["seconds"]) if "wait" in request else _fork(**request)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _fork(arguments: list[str], path: list[str], environment: dict[str, str], out: str, err: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(out, os.O_WRONLY), 1)
        os.dup2(os.open(err, os.O_WRONLY), 2)
        sys.path[:0] = path
        os.environ.clear()
        os.environ.update(environment)
        importlib.invalidate_caches()
        asyncio.run(importlib.import_module("driver").main(*arguments))
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(pid: int, seconds: float) -> Any:
    """The exit code as `subprocess` has it; None where it has not ended by then."""
    deadline = time.monotonic() + min(seconds, PATIENCE)
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.002)


if __name__ == "__main__":
    serve()
