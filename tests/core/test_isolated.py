"""Work in an isolated process answers, or ends in a way that has a name; it never takes the server with it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from openfactory.core.errors import Unavailable
from openfactory.core.isolated import (
    AnswerTooLarge,
    Crashed,
    OutOfMemory,
    OutOfTime,
    Refused,
    Slots,
    Unfinished,
    run_isolated,
)

MEGABYTE = 1024 * 1024


async def run(name: str, data: bytes = b"", **given) -> bytes:
    limits = {"seconds": 60, "memory": 400 * MEGABYTE, "largest_answer": MEGABYTE, "slots": Slots(at_once=2, waiting=9)}
    return await run_isolated(f"isolated_targets:{name}", data, **{**limits, **given})


async def announced(folder: Path, number: int = 1) -> list[psutil.Process]:
    """The processes whose targets have begun: each has made a file with its number as the name."""
    while len(list(folder.iterdir())) < number:
        await asyncio.sleep(0.01)
    return [psutil.Process(int(path.name)) for path in folder.iterdir()]


async def gone(process: psutil.Process) -> bool:
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        await asyncio.sleep(0.01)
    return True


async def test_the_answer_comes_back():
    assert await run("twice", b"\x00\xff\n", options={"times": 3}) == b"\x00\xff\n" * 3


async def test_data_and_answers_may_be_large():
    data = os.urandom(8 * MEGABYTE)

    assert await run("twice", data, largest_answer=16 * MEGABYTE) == data * 2


async def test_a_refusal_comes_with_its_text():
    with pytest.raises(Refused, match="this is no document — really"):
        await run("refuse", "this is no document — really".encode())


@pytest.mark.parametrize("name", ["fail", "crash", "leave", "no_such_function"])
async def test_a_crash_is_an_error_that_tells_nothing_of_the_inside(name):
    with pytest.raises(Crashed) as seen:
        await run(name)

    assert str(seen.value) == "This cannot be processed: it made the program fail"
    assert isinstance(seen.value, Unfinished)


async def test_the_log_tells_what_has_failed(caplog):
    with pytest.raises(Crashed):
        await run("fail")

    assert "RuntimeError: broken in" in caplog.text
    assert "isolated_targets:fail" in caplog.text


async def test_time_is_limited(tmp_path):
    task = asyncio.create_task(run("sleep", options={"folder": str(tmp_path)}, seconds=5))
    (process,) = await announced(tmp_path)

    with pytest.raises(OutOfTime):
        await task

    assert await gone(process)


async def test_computing_time_is_limited():
    with pytest.raises(OutOfTime):
        await run("compute", seconds=1)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit address space")
async def test_memory_is_limited():
    with pytest.raises(OutOfMemory):
        await run("hoard")


async def test_the_answer_is_limited():
    with pytest.raises(AnswerTooLarge):
        await run("twice", b"x" * 1000, largest_answer=1999)

    assert len(await run("twice", b"x" * 1000, largest_answer=2000)) == 2000


async def test_what_a_target_prints_is_no_answer():
    assert await run("chatter", b"and this is the answer") == b"and this is the answer"


async def test_no_memory_is_dumped():
    assert await run("limits") == b"0"


async def test_the_environment_stays_here(monkeypatch):
    monkeypatch.setenv("OPENFACTORY_SECRET_KEY", "do-not-tell")

    seen = (await run("environment")).decode()

    assert "do-not-tell" not in seen
    assert {line.partition("=")[0] for line in seen.splitlines()} <= {"LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH"}


async def test_nothing_is_written(tmp_path):
    assert b"too large" in await run("write", b"x", options={"file": str(tmp_path / "written")})
    assert (tmp_path / "written").read_bytes() == b""


@pytest.mark.parametrize("what", ["connect", "resolve", "fetch", "run", "shell", "fork", "kill", "parent"])
async def test_nothing_else_is_reached(what):
    called = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.append(what)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        said = await run("attempt", what.encode(), options={"port": server.sockets[0].getsockname()[1]})

    assert b"not allowed here" in said or b"not read here" in said
    assert called == []


async def test_a_cancelled_caller_takes_the_process_along(tmp_path):
    slots = Slots(at_once=1, waiting=0)
    task = asyncio.create_task(run("sleep", options={"folder": str(tmp_path)}, slots=slots))
    (process,) = await announced(tmp_path)

    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    assert task.cancelled()
    assert await gone(process)
    assert await run("twice", b"x", slots=slots) == b"xx"  # and its slot is free


async def test_the_process_ends_with_its_parent(tmp_path):
    program = f"""
import asyncio, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from openfactory.core.isolated import run_isolated
asyncio.run(run_isolated("isolated_targets:sleep", b"", options={{"folder": {str(tmp_path)!r}}},
                         seconds=600, memory=10**9, largest_answer=1))
"""
    parent = subprocess.Popen([sys.executable, "-c", program])
    (process,) = await announced(tmp_path)

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    assert await gone(process)


async def test_only_some_run_at_once_and_only_some_wait(tmp_path):
    folder, until = tmp_path / "begun", tmp_path / "end"
    folder.mkdir()
    slots = Slots(at_once=2, waiting=1)
    given = {"options": {"folder": str(folder), "until": str(until)}, "slots": slots}
    tasks = [asyncio.create_task(run("wait_for", str(number).encode(), **given)) for number in range(3)]
    await announced(folder, 2)

    with pytest.raises(Unavailable, match="too many"):
        await run("twice", slots=slots)

    assert len(list(folder.iterdir())) == 2
    until.touch()
    assert await asyncio.gather(*tasks) == [b"0", b"1", b"2"]
    assert await run("twice", b"y", slots=slots) == b"yy"


async def test_a_caller_who_gives_up_waiting_leaves_the_queue(tmp_path):
    slots = Slots(at_once=1, waiting=1)
    until = tmp_path / "end"
    folder = tmp_path / "begun"
    folder.mkdir()
    given = {"options": {"folder": str(folder), "until": str(until)}, "slots": slots}
    first = asyncio.create_task(run("wait_for", b"first", **given))
    await announced(folder)
    second = asyncio.create_task(run("wait_for", b"second", **given))
    await asyncio.sleep(0)

    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    third = asyncio.create_task(run("twice", b"3", slots=slots))
    until.touch()

    assert await first == b"first"
    assert await third == b"33"
