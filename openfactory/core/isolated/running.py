"""Running an importable function in an isolated process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openfactory.core.errors import Refusal
from openfactory.core.isolated import child
from openfactory.core.isolated.errors import AnswerTooLarge, Crashed, OutOfMemory, OutOfTime, Refused
from openfactory.core.isolated.slots import Slots
from openfactory.core.logs import get_logger

log = get_logger(__name__)
SLOTS = Slots(at_once=2, waiting=20)
_NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})
_BUFFER = 1024 * 1024
_MOST_SAID = 16 * 1024  # bytes of standard error that are kept: the last ones
_ENDED, _LATE = b"E", b"T"  # no answer at all; none in time
_FAILURES = {child.NO_MEMORY: OutOfMemory, child.TOO_LARGE: AnswerTooLarge, _LATE: OutOfTime}


async def run_isolated(
    target: str,
    data: bytes,
    *,
    options: Mapping[str, Any] = _NO_OPTIONS,
    seconds: float,
    memory: int,
    largest_answer: int,
    slots: Slots = SLOTS,
) -> bytes:
    """Call `target`, "package.module:function", with `(data, options)` in a process of its own; its answer.

    options         JSON
    seconds         from the start of the process; the wait for a free slot does not count
    memory          bytes of address space of the whole process, of which Python with lxml takes some 100 MiB.
                    Not limited on macOS, which has no such limit.
    largest_answer  bytes

    The process has none of this one's environment, writes no file, opens no socket and starts no process. It is
    killed when its time is up, when the caller is cancelled, and when this process ends. Raises `Refused` with the
    text of a ValueError that the target raises, a kind of `Unfinished` where there is no answer, and `Unavailable`
    where too many wait already.
    """
    order = {
        "target": target,
        "options": dict(options),
        "size": len(data),
        "seconds": seconds,
        "memory": memory,
        "largest_answer": largest_answer,
        "parent": os.getpid(),
        "path": _path(),
    }
    async with slots.one():
        return await _run(order, data)


async def _run(order: dict[str, Any], data: bytes) -> bytes:
    process = await _start()
    assert process.stderr is not None
    said = asyncio.create_task(_last(process.stderr))
    try:
        async with asyncio.timeout(order["seconds"]):
            status, body = await _converse(process, order, data)
    except TimeoutError:
        status, body = _LATE, b""
    finally:
        await _end(process)
    if status == child.ANSWERED:
        return body
    raise _failure(status, body, process, order, await said)


async def _start() -> Process:
    # -I: neither the environment nor the folder it is started in changes what is imported; -B: no bytecode is written
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(Path(child.__file__))]
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=_environment(),
        cwd="/",
        start_new_session=True,
        limit=_BUFFER,
    )


def _path() -> list[str]:
    """Where this process finds modules, as seen from any folder."""
    return [os.path.abspath(entry) for entry in sys.path]


def _environment() -> dict[str, str]:
    """Nothing but where the interpreter's own libraries are, on systems that need to be told."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
    return {"LC_ALL": "C.UTF-8", **{name: os.environ[name] for name in kept if name in os.environ}}


async def _converse(process: Process, order: dict[str, Any], data: bytes) -> tuple[bytes, bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    head = json.dumps(order).encode()
    with suppress(BrokenPipeError, ConnectionResetError):  # it has ended already: below is seen how
        process.stdin.write(len(head).to_bytes(4, "big") + head)
        process.stdin.write(data)
        await process.stdin.drain()
    try:
        start = await process.stdout.readexactly(9)
        size = int.from_bytes(start[1:], "big")
        if size > max(order["largest_answer"], child.LONGEST_REASON * 4):
            return child.TOO_LARGE, b""
        return start[:1], await process.stdout.readexactly(size)
    except asyncio.IncompleteReadError:
        code = await process.wait()
        return (_LATE if code == -signal.SIGXCPU else _ENDED), b""


async def _end(process: Process) -> None:
    """Kill it and all of its group, and wait for its end."""
    assert process.stdin is not None
    assert process.stdout is not None
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of one that has just ended
            os.killpg(process.pid, signal.SIGKILL)
    process.stdin.close()
    while await process.stdout.read(_BUFFER):  # a pipe that is not read to its end stays open
        pass
    await process.wait()


async def _last(stream: asyncio.StreamReader) -> str:
    kept = b""
    while piece := await stream.read(_MOST_SAID):
        kept = (kept + piece)[-_MOST_SAID:]
    return kept.decode(errors="replace")


def _failure(status: bytes, body: bytes, process: Process, order: dict[str, Any], said: str) -> Refusal:
    if status == child.REFUSED:
        return Refused(body.decode(errors="replace"))
    failure = _FAILURES.get(status, Crashed)()
    write = log.error if isinstance(failure, Crashed) else log.warning
    write(
        "isolated work did not finish",
        target=order["target"],
        reason=type(failure).__name__,
        code=process.returncode,
        said=said,
    )
    return failure
