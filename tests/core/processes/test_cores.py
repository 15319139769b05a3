"""How many workers a container gets: its quota counts, not the machine's cores."""

from __future__ import annotations

import os

import pytest

from openfactory.core.processes.cores import usable_cores

PINNED = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.fixture
def control_groups(tmp_path):
    """`control_groups(membership, files)`: what the kernel would show."""

    def make(membership: str, files: dict[str, str]) -> int:
        (tmp_path / "membership").write_text(membership)
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return usable_cores(tmp_path, tmp_path / "membership")

    return make


def test_half_a_core_is_one(control_groups):
    assert control_groups("0::/\n", {"cpu.max": "50000 100000\n"}) == 1


def test_no_quota_leaves_the_cores_it_is_pinned_to(control_groups):
    assert control_groups("0::/\n", {"cpu.max": "max 100000\n"}) == PINNED
    assert (
        control_groups("1:cpu,cpuacct:/\n", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "1000"}) == PINNED
    )
    assert control_groups("", {}) == PINNED


def test_the_tightest_of_the_groups_around_it_counts(control_groups):
    files = {"a/cpu.max": "100000 100000", "a/b/cpu.max": "6400000 100000"}
    assert control_groups("0::/a/b\n", files) == 1


def test_the_older_control_groups_count_too(control_groups):
    files = {"cpu/a/cpu.cfs_quota_us": "100000", "cpu/a/cpu.cfs_period_us": "100000"}
    assert control_groups("4:memory:/x\n3:cpu,cpuacct:/a\n", files) == 1
