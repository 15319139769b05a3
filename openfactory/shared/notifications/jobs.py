"""What is done with notifications in the background."""

from __future__ import annotations

from uuid import UUID

from openfactory.core.jobs import Job, Retry, job
from openfactory.shared.notifications.digest import mail_digest, next_user, outbox

_FIRST = UUID(int=0)


@job("notifications.mail_digests", schedule="*/15 * * * *", retry=Retry(attempts=3, first=30), timeout=900)
async def mail_digests(job: Job) -> None:
    """Mail to each user what they have not read: a mail for each, a transaction for each."""
    box = outbox(job.context)
    while (user_id := await next_user(UUID(job.checkpoint) if job.checkpoint else _FIRST)) is not None:
        async with job.step() as tx:
            await mail_digest(tx, user_id, box)
            job.checkpoint = str(user_id)


ALL = (mail_digests,)
