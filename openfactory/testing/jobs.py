"""Background work in the test's own process, when the test says so."""

from __future__ import annotations

from typing import Any

from openfactory.core.db.queries import Query
from openfactory.testing.harness import Client
from openfactory.worker import following, worker_of

_ALL = Query("worker.testing_jobs", "SELECT * FROM core_jobs ORDER BY id")


class Jobs:
    """The queued jobs of the application under test, and what reacts to its events."""

    def __init__(self, client: Client) -> None:
        application = client.app.ctx.openfactory
        self.worker = worker_of(application, "test")
        self._following = following(application)

    async def run(self) -> int:
        """React to events and run what is due, and what comes of it, until there is nothing more; attempts made.

        A job that is to be tried again later is not due until then: travel there (`openfactory.testing.clock`).
        """
        attempts = 0
        while True:
            heard = await self._following.look()
            ran = await self.worker.work_off()
            attempts += ran
            if not (heard or ran):
                return attempts

    async def all(self) -> list[dict[str, Any]]:
        """All jobs as they are in the database, the oldest first."""
        return await _ALL.rows()
