"""A stop is graceful, bounded, and leaves nothing behind, whenever and however it comes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import httpx
import pytest
import websockets
from small_server import answers, family, gone, small_server, until

pytestmark = pytest.mark.processes
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a process with its parent")


def test_a_stop_at_any_moment_ends_with_0_and_leaves_nothing(tmp_path):
    served = 0
    for moment in range(20):
        with small_server(tmp_path, "one-worker", until_output="begun") as server:
            served += until(lambda: "serving" in server.output, seconds=moment * 0.1)
            processes = family(server)

            assert server.stop(30) == 0, server.output

            assert until(lambda processes=processes: gone(processes), 5), processes
            assert "Traceback" not in server.output
        if served == 2:  # later moments are like these
            break
    assert served


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_requests_end_though_the_signal_reaches_every_process(tmp_path, number):
    """Ctrl-C in a terminal, or a service manager that ends a group."""
    with small_server(tmp_path) as server:
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            request = asyncio.create_task(client.get(f"{server.url}/slow/1.5"))
            while "slow request begun" not in server.output:
                await asyncio.sleep(0.02)

            os.killpg(server.process.pid, number)

            assert (await request).text == "done"
        assert await asyncio.to_thread(server.process.wait, 20) == 0
        assert "Traceback" not in server.output


async def test_new_connections_are_refused_while_requests_end(tmp_path):
    with small_server(tmp_path) as server:
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            request = asyncio.create_task(client.get(f"{server.url}/slow/4.0"))
            while "slow request begun" not in server.output:
                await asyncio.sleep(0.02)
            server.process.send_signal(signal.SIGTERM)

            with pytest.raises(httpx.ConnectError):
                while not request.done():
                    async with httpx.AsyncClient(trust_env=False) as another:
                        await another.get(f"{server.url}/pid")

            assert (await request).text == "done"


async def test_websockets_are_asked_to_come_back(tmp_path):
    with small_server(tmp_path) as server:
        async with websockets.connect(server.url.replace("http", "ws") + "/echo") as socket:
            await socket.send("a")
            assert await socket.recv() == "a"
            server.process.send_signal(signal.SIGTERM)

            with pytest.raises(websockets.ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), 10)

        assert closed.value.rcvd.code == 1012


def test_a_worker_that_misses_the_signal_is_asked_again(tmp_path):
    with small_server(tmp_path, "one-worker", "deaf-once") as server:
        assert server.stop() == 0
        assert "does not stop" not in server.output


async def test_a_second_signal_ends_it_at_once(tmp_path):
    with small_server(tmp_path) as server:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            request = asyncio.create_task(client.get(f"{server.url}/slow/50.0"))
            while "slow request begun" not in server.output:
                await asyncio.sleep(0.02)
            processes = family(server)
            server.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(1.2)  # within a second it is the same stop
            server.process.send_signal(signal.SIGTERM)

            with pytest.raises(httpx.TransportError):
                await asyncio.wait_for(request, 8)

        assert await asyncio.to_thread(server.process.wait, 8) == 0
        assert until(lambda: gone(processes), 5)


@linux
@pytest.mark.parametrize("words", [(), ("reload",)])
def test_nothing_outlives_a_killed_main_process(tmp_path, words):
    with small_server(tmp_path, *words) as server:
        processes = family(server)
        assert len(processes) >= 5 + len(words)  # two workers, broker, multiprocessing's two, and the reloader

        server.process.kill()
        server.process.wait()

        assert until(lambda: gone(processes), 10), [process for process in processes if not gone([process])]


@linux
def test_nothing_outlives_a_main_process_that_is_killed_while_workers_start(tmp_path):
    with small_server(tmp_path, "slow-start", until_output="begun") as server:
        assert until(lambda: len(family(server)) >= 3)
        processes = family(server)

        server.process.kill()
        server.process.wait()

        assert until(lambda: gone(processes), 10), [process for process in processes if not gone([process])]
        assert answers(server.url) is None
