"""An archived project sends nothing: its webhooks wait, and go on where they stopped when it is unarchived."""

from __future__ import annotations

from openfactory.core import clock
from openfactory.core.db.queries import Query, as_id
from openfactory.core.db.transactions import Transaction
from openfactory.shared.webhooks.jobs import queue_sending

_PAUSE = Query("webhooks.pause", "UPDATE webhooks_webhooks SET paused_at = :now WHERE project_id = :project_id")
# How long receivers have failed is counted anew: the time in between is no fault of theirs.
_RESUME = Query(
    "webhooks.resume",
    "UPDATE webhooks_webhooks SET paused_at = NULL, failing_since = NULL "
    "WHERE project_id = :project_id AND paused_at IS NOT NULL RETURNING id",
)


async def pause_webhooks(tx: Transaction) -> None:
    """Send nothing more from the project. What is pending stays so, and the log is not read on."""
    await _PAUSE.run(project_id=tx.access.project, now=clock.now())


async def resume_webhooks(tx: Transaction) -> None:
    """Send what is pending, and what has happened since."""
    for row in await _RESUME.rows(project_id=tx.access.project):
        await queue_sending(tx, as_id(row["id"]))
