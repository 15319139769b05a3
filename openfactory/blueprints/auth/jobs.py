"""What auth does in the background."""

from __future__ import annotations

from openfactory.blueprints.auth.resources import resources
from openfactory.blueprints.auth.service import reset_links
from openfactory.core.jobs import Job, job


@job("auth.mail_reset_link", priority=2, timeout=60, forget=True)
async def mail_reset_link(job: Job, email: str) -> None:
    """Mail a link to choose a new password with, where the address is somebody's."""
    auth = resources(job.context)
    async with job.finish() as tx:
        await reset_links.mail_link(tx, email, key=auth.key, post=auth.post, public_url=auth.public_url)
