"""Ids sort by the moment they were made, and no two are the same, whichever process made them."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import RFC_4122, UUID

import pytest

from openfactory.core.ids import uuid7
from openfactory.testing.clock import shifted

MAKE = "from openfactory.core.ids import uuid7\n"
PRINT = "print('\\n'.join(str(uuid7()) for _ in range(5000)), flush=True)\n"


def printed(code: str) -> list[UUID]:
    done = subprocess.run([sys.executable, "-c", MAKE + code], capture_output=True, text=True, check=True, timeout=60)
    return [UUID(line) for line in done.stdout.split()]


def test_an_id_is_a_uuid_of_version_7_and_the_variant_of_the_rfc():
    found = uuid7()
    assert (found.version, found.variant) == (7, RFC_4122)


def test_its_first_48_bits_are_the_unix_time_in_milliseconds():
    before = time.time_ns() // 1_000_000
    milliseconds = uuid7().int >> 80
    assert before <= milliseconds <= time.time_ns() // 1_000_000 + 1


def test_ten_thousand_ids_are_in_order_as_numbers_and_as_texts():
    found = [uuid7() for _ in range(10_000)]
    assert all(one < following for one, following in pairwise(found))
    assert [str(item) for item in found] == sorted(str(item) for item in found)


def test_threads_do_not_get_the_same_ids():
    with ThreadPoolExecutor(4) as pool:
        found = [item for part in pool.map(lambda _: [uuid7() for _ in range(2000)], range(8)) for item in part]
    assert len(set(found)) == 16_000


def test_a_clock_that_is_set_back_does_not_break_the_order(monkeypatch):
    before = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1)
    found = [uuid7() for _ in range(100)]
    assert found == sorted(found)
    assert before < found[0]


def test_travelling_in_time_does_not_disorder_ids():
    before = uuid7()
    with shifted(days=-1):
        assert uuid7() > before
    with shifted(days=1):
        assert (uuid7().int >> 80) - (before.int >> 80) < 60_000


def test_what_can_be_guessed_from_one_id_is_little():
    tails = {uuid7().int & 0xFFFF_FFFF for _ in range(1000)}
    assert len(tails) > 990


def test_two_processes_do_not_make_the_same_ids():
    one, other = printed(PRINT), printed(PRINT)
    assert len({*one, *other}) == 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_forked_child_counts_for_itself():
    code = (
        "import os, time\n"
        "moment = time.time_ns()\n"
        "time.time_ns = lambda: moment\n"
        "uuid7()\n"
        "child = os.fork()\n"
        "if child: os.waitpid(child, 0)\n" + PRINT + "if child == 0: os._exit(0)\n"
    )
    found = printed(code)
    assert len(found) == len(set(found)) == 10_000
    assert len({item.int >> 32 for item in found}) == 10_000, "the counters of parent and child are the same"
