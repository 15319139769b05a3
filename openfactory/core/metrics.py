"""What the server counts of itself, in Prometheus' terms, over all workers.

`prometheus_client` keeps each worker's values in files of a folder named by PROMETHEUS_MULTIPROC_DIR, which
must be set before its first import in a worker: `core.processes` does so before it spawns them.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

REQUESTS = Histogram(
    "openfactory_request_seconds",
    "Time from a request's head to its answer, by route",
    ["method", "route", "status"],
    buckets=(0.005, 0.025, 0.1, 0.5, 2.5, 10),
)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition() -> bytes:
    """All metrics as text; of all workers where they share a folder, else of this process."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


def forget_process(pid: int) -> None:
    """Count what a dead process had open no more; what it has done still counts."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(pid)
