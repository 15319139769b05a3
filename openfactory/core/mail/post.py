"""Mail as jobs: queued with the change that it tells of, sent once that is committed, tried again for a day."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.core.db.transactions import Transaction
from openfactory.core.jobs import Job, Retry, job
from openfactory.core.mail.message import Mail
from openfactory.core.security.sealing import Sealer

PURPOSE = "queued-mail"


class Post:
    """Where services leave mail."""

    def __init__(self, key: bytes) -> None:
        self._sealer = Sealer([key])

    async def leave(self, tx: Transaction, mail: Mail) -> UUID:
        """Send `mail` once `tx` is committed; the job's id. It is stored sealed: it may hold a token."""
        return await tx.enqueue(send_mail(self._sealer.seal(msgspec.json.encode(mail), PURPOSE).decode()))

    def open(self, sealed: str) -> Mail:
        """A mail that was left."""
        return msgspec.json.decode(self._sealer.open(sealed.encode(), PURPOSE), type=Mail)


# Somebody waits for it, so it comes first.
@job(
    "core.send_mail",
    retry=Retry(attempts=12, first=5, factor=3, longest=4 * 3600),
    timeout=120,
    priority=2,
    concurrency=4,
    forget=True,
)
async def send_mail(job: Job, sealed: str) -> None:
    """Hand one mail over. It may go twice where the worker dies right after; both have one Message-ID."""
    await job.context.mailer.send(job.context.post.open(sealed))
