"""Jobs from the command line, and a worker by itself."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from tortoise import Tortoise

from openfactory.app import database_config
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.housekeeping import keep_house
from openfactory.core.jobs import administering
from openfactory.core.mail.post import send_mail
from openfactory.core.settings import load_settings
from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
FAIL = Query(
    "worker.test_fail", "UPDATE core_jobs SET status = 'failed', trace = 'Traceback: it is broken' WHERE type = :type"
)


def command(*arguments: str, cwd: Path, code: int = 0) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENFACTORY_")}
    reply = subprocess.run(
        [sys.executable, "-P", "-m", "openfactory.cli", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**clean, "COLUMNS": "200"},
        timeout=90,
    )
    assert reply.returncode == code, reply.stdout + reply.stderr
    assert "Traceback (most recent" not in reply.stderr
    return reply.stdout + reply.stderr


@pytest.fixture
def place(tmp_path) -> Path:
    """A folder with a migrated database and a secret key."""
    command("migrate", "up", cwd=tmp_path)
    (tmp_path / "openfactory-data" / "secret.key").write_text("0123456789abcdef" * 4)
    return tmp_path


def within(folder: Path, work):
    """The result of a coroutine with the folder's database open."""

    async def opened():
        settings = load_settings({}, environ={}, overrides={"data": folder / "openfactory-data"})
        await Tortoise.init(config=database_config(settings), _enable_global_fallback=True)
        try:
            return await work()
        finally:
            await Tortoise.close_connections()

    return asyncio.run(opened())


def queue(folder: Path, *calls) -> list[str]:
    async def work() -> list[str]:
        async with transaction(Access.system()) as tx:
            return [str(await tx.enqueue(call)) for call in calls]

    return within(folder, work)


def listed(folder: Path, *options: str) -> list[dict]:
    return json.loads(command("jobs", "list", "--json", *options, cwd=folder))


def test_jobs_are_listed_shown_cancelled_and_retried(place):
    first, second = queue(place, keep_house(), send_mail("sealed"))

    assert [job["id"] for job in listed(place)] == [second, first]
    assert [job["id"] for job in listed(place, "--type", "core.send_mail")] == [second]
    assert first in command("jobs", "list", cwd=place)

    command("jobs", "cancel", first, cwd=place)
    assert [job["status"] for job in listed(place)] == ["queued", "cancelled"]
    assert "has ended" in command("jobs", "cancel", first, cwd=place, code=1)

    within(place, lambda: FAIL.run(type="core.send_mail"))
    assert [job["id"] for job in listed(place, "--status", "failed")] == [second]
    shown = command("jobs", "show", second, cwd=place)
    assert "type: core.send_mail" in shown
    assert "it is broken" in shown

    assert "1 jobs" in command("jobs", "retry", "--failed", "core.send_mail", cwd=place)
    assert "1 jobs" in command("jobs", "retry", first, cwd=place)
    assert [job["status"] for job in listed(place)] == ["queued", "queued"]
    assert "no such job" in command("jobs", "show", "00000000-0000-7000-8000-000000000000", cwd=place, code=1)


def test_subscriptions_that_are_stuck_are_listed(place):
    assert json.loads(command("subscriptions", "list", "--json", cwd=place)) == []
    missing = ("a.b", "00000000-0000-7000-8000-000000000000")
    for action in ("retry", "skip"):
        assert "is stuck" in command("subscriptions", action, *missing, cwd=place, code=1)


@contextmanager
def worker(folder: Path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENFACTORY_")}
    process = subprocess.Popen([sys.executable, "-P", "-m", "openfactory.cli", "worker"], cwd=folder, env=clean)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.3)
    return False


def test_a_worker_by_itself_runs_jobs_and_stops_gracefully(place):
    queue(place, keep_house())
    with worker(place) as process:
        assert until(lambda: statuses(place) == {"succeeded"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_worker_that_could_not_work_is_refused(tmp_path):
    assert "OPENFACTORY_SECRET_KEY" in command("worker", cwd=tmp_path, code=1)
    (tmp_path / "openfactory-data").mkdir(exist_ok=True)
    (tmp_path / "openfactory-data" / "secret.key").write_text("0123456789abcdef" * 4)
    assert "migrations are pending" in command("worker", cwd=tmp_path, code=1)


def statuses(folder: Path) -> set[str]:
    return {job["status"] for job in within(folder, lambda: administering.list_jobs(job_type="core.housekeeping"))}


@pytest.mark.parametrize("options", [(), ("--single-process",)], ids=["workers", "single process"])
def test_a_server_runs_jobs(tmp_path, options):
    with running_server(*options, cwd=tmp_path) as server:
        queue(tmp_path, keep_house())
        assert until(lambda: statuses(tmp_path) == {"succeeded"})
        assert server.stop() == 0
        assert "Traceback" not in server.output


def test_a_server_without_jobs_leaves_them_to_others(tmp_path):
    with running_server("--no-jobs", cwd=tmp_path) as server:
        queue(tmp_path, keep_house())
        with worker(tmp_path):
            assert until(lambda: statuses(tmp_path) == {"succeeded"})
        assert "Jobs-1" not in server.output


def test_a_servers_job_worker_that_dies_is_started_again(tmp_path):
    with running_server(cwd=tmp_path) as server:
        assert until(server.job_workers)
        [first] = server.job_workers()
        first.kill()
        assert until(lambda: [found.pid for found in server.job_workers()] not in ([], [first.pid]))
        queue(tmp_path, keep_house())
        assert until(lambda: statuses(tmp_path) == {"succeeded"})
