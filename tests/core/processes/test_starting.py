"""A server that cannot start says why in one line, ends with 1, and harms nobody."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys

import httpx
import pytest
from small_server import PROGRAM, answers, family, gone, small_server, until

from openfactory.testing.server import free_port, running

pytestmark = pytest.mark.processes


def refused(*arguments: str, **options) -> str:
    """What a server tells that must not start."""
    command = [sys.executable, str(PROGRAM), *arguments]
    reply = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    assert reply.returncode == 1, reply.stderr
    assert "Traceback" not in reply.stderr
    return reply.stderr


@pytest.mark.parametrize("words", [(), ("one-worker", "single-process")])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("failing-start", "RuntimeError: the other service is down"),
        ("failing-after-start", "RuntimeError: nothing to serve"),
    ],
)
def test_why_a_worker_cannot_start_is_told_in_one_line(tmp_path, fault, reason, words):
    told = refused(str(free_port()), str(tmp_path), fault, *words)

    assert [reason in line for line in told.splitlines() if "does not start" in line] == [True]


def test_a_failed_start_leaves_its_process_group_alone(tmp_path):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0)
    try:
        refused(str(free_port()), str(tmp_path), "failing-start", process_group=bystander.pid)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_taken_port_is_told_with_the_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        told = refused(port, str(tmp_path))

    assert f"cannot listen on 127.0.0.1:{port}" in told
    assert "--port" in told


def test_port_0_is_a_free_one_and_is_told(tmp_path):
    with small_server(tmp_path, "one-worker", port="0") as server:
        url = server.output.partition("serving ")[2].split()[0]
        assert answers(url)
        port = httpx.get(f"{url}/port", trust_env=False).text  # what links in mails are made of
        assert port == url.rpartition(":")[2]


def test_a_second_server_on_one_data_folder_is_refused(tmp_path):
    with small_server(tmp_path, "one-worker") as first:
        told = refused(str(free_port()), str(tmp_path))

        assert f"another server runs on {tmp_path}" in told
        assert answers(first.url)


def test_a_stop_while_workers_start_is_obeyed(tmp_path):
    with small_server(tmp_path, "slow-start", until_output="begun") as server:
        assert until(lambda: len(server.workers()) == 2)
        processes = family(server)

        assert server.stop(15) == 0

        assert until(lambda: gone(processes), 5)
        assert "Traceback" not in server.output


@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare makes the container")
def test_it_serves_as_the_first_process_of_a_container(tmp_path):
    container = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"]
    if subprocess.run([*container, "true"], capture_output=True).returncode:
        pytest.skip("this machine allows no process namespaces")
    port = free_port()
    command = [*container, sys.executable, str(PROGRAM), str(port), str(tmp_path), "one-worker"]
    with running(command, f"http://127.0.0.1:{port}") as server:
        try:
            assert until(lambda: answers(server.url)), server.output
        finally:
            server.process.kill()  # it passes no other signal on; the container goes with it
