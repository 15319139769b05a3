"""What is counted of jobs: attempts by each worker; the queue by the database, when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from openfactory.core import clock
from openfactory.core.db.queries import Query, as_moment
from openfactory.core.logs import get_logger

log = get_logger(__name__)
ATTEMPTS = Histogram(
    "openfactory_job_seconds",
    "Time that attempts at jobs took, by what became of them",
    ["job", "outcome"],
    buckets=(0.05, 0.5, 5, 30, 120, 600, 3600),
)
_QUEUE = Query(
    "worker.measure",
    "SELECT type, status, COUNT(*) AS jobs, MIN(run_at) AS oldest FROM core_jobs "
    "WHERE status IN ('queued', 'running', 'failed') GROUP BY type, status",
)


class _Once(Collector):
    """Gauges with values as they are now; prometheus_client's own would be shared with the other processes."""

    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """All of them."""
        return self._families


async def exposition() -> bytes:
    """Depth and age of the queue as Prometheus' text: the same whichever worker is asked.

    Nothing where the database is away: the other metrics are needed most then.
    """
    try:
        rows = await _QUEUE.rows()
    except Exception:
        log.warning("the queue of jobs could not be measured", exc_info=True)
        return b""
    depth = GaugeMetricFamily(
        "openfactory_jobs", "Jobs that are queued, running, or failed for good", labels=["job", "status"]
    )
    age = GaugeMetricFamily("openfactory_jobs_oldest_seconds", "How long the oldest job has been due", labels=["job"])
    now = clock.now()
    for row in rows:
        depth.add_metric([row["type"], row["status"]], row["jobs"])
        if row["status"] == "queued":
            age.add_metric([row["type"]], max(0.0, (now - as_moment(row["oldest"])).total_seconds()))
    registry = CollectorRegistry()
    registry.register(_Once([depth, age]))
    return generate_latest(registry)
