"""How many cores this process may use: what it is pinned to, and what its control group's quota is worth."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def usable_cores(cgroups: Path = CGROUPS, membership: Path = MEMBERSHIP) -> int:
    """Cores, at least 1. A container's quota counts: 64 workers on half a core would only take memory."""
    pinned = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.ceil(min(pinned, _quota(cgroups, membership))))


def _quota(cgroups: Path, membership: Path) -> float:
    """Cores' worth of time; a group has what the tightest of those around it has."""
    quotas = [math.inf]
    for line in _read(membership).splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:  # version 2
            quotas += [_of_v2(folder) for folder in _upward(cgroups, path)]
        elif "cpu" in controllers.split(","):
            quotas += [_of_v1(folder) for folder in _upward(cgroups / "cpu", path)]
    return min(quotas)


def _upward(root: Path, path: str) -> list[Path]:
    """The group's folder and those around it. In a container only the root may be there: it is the group itself."""
    inside = Path(path.lstrip("/"))
    return [root / part for part in (inside, *inside.parents)]


def _of_v2(folder: Path) -> float:
    limit, _, period = _read(folder / "cpu.max").partition(" ")
    return _cores(limit, period)


def _of_v1(folder: Path) -> float:
    return _cores(_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us"))


def _cores(limit: str, period: str) -> float:
    """`max`, `-1` and what cannot be read are no limit."""
    with suppress(ValueError, ZeroDivisionError):
        if float(limit) > 0:
            return float(limit) / float(period)
    return math.inf


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""
