"""`openfactory serve` as its users meet it. How processes live and die is tested beside this, on a smaller server."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import psutil
import pytest

from openfactory.testing.server import Running, running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for tests that leave it as it is; its current folder is its data folder's parent."""
    with running_server(cwd=tmp_path_factory.mktemp("shared")) as server:
        yield server


def until(condition: Callable[[], object], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def refused(*arguments: str, cwd, **environment: str) -> str:
    """The output of a server that must not start."""
    with running_server(*arguments, env=environment, cwd=cwd, wait=False) as server:
        assert server.process.wait(60) == 1, server.output
        return server.output


def test_a_start_tells_where_everything_is_and_how_to_begin(shared):
    for word in (f"{shared.url}/docs", f"{shared.url}/openapi.json", "/api/auth/signup", "user create"):
        assert word in shared.output
    assert len(shared.workers()) >= 2
    assert httpx.get(f"{shared.url}/docs", trust_env=False).status_code == 200


def test_limits_hold_over_all_workers(shared):
    body = {"email": "nobody@example.com", "password": "wrong wrong wrong"}
    statuses = []
    for _ in range(14):  # a connection each, so that both workers get some
        reply = httpx.post(f"{shared.url}/api/auth/signin", json=body, trust_env=False, timeout=30)
        statuses.append(reply.status_code)
    assert statuses.count(401) == 10
    assert statuses.count(429) == 4


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_graceful_and_leaves_nothing(tmp_path, stop):
    with running_server("--workers", "2", cwd=tmp_path) as server:
        processes = psutil.Process(server.process.pid).children(recursive=True)
        server.process.send_signal(stop)
        assert server.process.wait(40) == 0
        assert until(lambda: gone(processes), 5)


def test_nothing_outlives_a_main_process_that_was_killed(tmp_path):
    with running_server("--workers", "2", cwd=tmp_path) as server:
        processes = psutil.Process(server.process.pid).children(recursive=True)
        assert len(processes) >= 4
        server.process.kill()
        server.process.wait()
        assert until(lambda: gone(processes), 20), [process.cmdline() for process in processes if process.is_running()]


def test_a_taken_port_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        output = refused("--port", port, cwd=tmp_path)
    assert f"cannot listen on 127.0.0.1:{port}" in output
    assert "--port" in output
    assert "Traceback" not in output


def test_a_second_server_on_one_data_folder_is_told(shared):
    output = refused(cwd=psutil.Process(shared.process.pid).cwd())
    assert "another server runs on" in output


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgres://127.0.0.1:1/nothing", "127.0.0.1:1"),
        ("mysql://root@localhost/x", "sqlite:// or postgres://"),
        ("postgres://user:hunter2@127.0.0.1:1/x", "127.0.0.1:1"),
    ],
)
def test_a_bad_database_is_told_in_one_line_without_its_password(tmp_path, url, told):
    output = refused(cwd=tmp_path, OPENFACTORY_DATABASE_URL=url)
    assert told in output
    assert "hunter2" not in output
    assert "Traceback" not in output


def test_pending_migrations_are_told_where_they_are_not_applied_by_themselves(tmp_path):
    output = refused("--no-auto-migrate", cwd=tmp_path)
    assert "openfactory migrate up" in output


def test_a_misspelt_setting_is_told(tmp_path):
    output = refused(cwd=tmp_path, OPENFACTORY_SERVER_PROT="1")
    assert "did you mean OPENFACTORY_SERVER_PORT" in output


def test_disabling_what_others_need_is_told(tmp_path):
    output = refused("--disable", "auth", cwd=tmp_path)
    assert "'auth' is disabled" in output
    others = "artifacts, foundry, organizations, planner, projects, refinery, validator"
    assert f"and {others} require it: disable {others} as well" in output


def test_metrics_are_of_all_workers(shared):
    for _ in range(30):
        assert answers(shared.url)
    text = httpx.get(f"{shared.url}/metrics", trust_env=False).text
    (line,) = [line for line in text.splitlines() if "request_seconds_count" in line and "/health/live" in line]
    assert float(line.split()[-1]) == 30
