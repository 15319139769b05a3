"""What dies is started again, and what keeps dying is not started all the time."""

from __future__ import annotations

import time

import pytest
from small_server import answers, small_server, until

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("signal", ["kill", "terminate"])
def test_a_worker_that_ends_is_replaced_while_the_other_answers(tmp_path, signal):
    with small_server(tmp_path) as server:
        victim, other = server.workers()

        getattr(victim, signal)()

        assert until(lambda: {w.pid for w in server.workers()} - {victim.pid, other.pid})
        assert until(lambda: answers(server.url) not in (None, other.pid))
        assert other.is_running()


def test_what_keeps_dying_is_started_after_growing_pauses(tmp_path):
    with small_server(tmp_path, "one-worker", "crashing-job", until_output="job begun") as server:
        first = time.monotonic()
        assert until(lambda: server.output.count("job begun") >= 4)

        assert time.monotonic() - first >= 3.5  # at once, after 1 second, after 3 more; the first was seen late
        assert answers(server.url)
