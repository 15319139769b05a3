"""Telling other services in the background."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import NotFound
from openfactory.core.jobs import Job, JobFailed, Rate, Retry, job
from openfactory.shared.integrations import slack
from openfactory.shared.integrations.errors import ServiceRefused
from openfactory.shared.integrations.issues import jobs as issue_jobs
from openfactory.shared.integrations.models import Integration
from openfactory.shared.integrations.resources import resources
from openfactory.shared.integrations.service import open_settings

LONGEST_TEXT = 4000  # Slack cuts what is longer than some 40,000 characters, and nobody reads it


# Slack takes about one message a second from one webhook.
@job(
    "integrations.post_to_slack",
    retry=Retry(attempts=8, first=5, factor=4, longest=4 * 3600),
    timeout=60,
    concurrency=4,
    rate=Rate(60, timedelta(minutes=1)),
    forget=True,
)
async def post_to_slack(job: Job, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
    """Post a message to the project's Slack channel."""
    opened = resources(job.context)
    message = {"text": text} if blocks is None else {"text": text, "blocks": blocks}
    try:
        await slack.post(await open_settings(job.access, slack.SLACK, opened=opened), opened, message)
    except NotFound:
        return  # disconnected meanwhile: nobody wants to hear of it
    except ServiceRefused as refusal:
        raise JobFailed(str(refusal)) from None


async def notify_slack(access: Access, text: str, blocks: list[dict[str, Any]] | None = None) -> UUID | None:
    """Post to the project's Slack channel once the open transaction is committed; the job's id.

    None, and nothing is posted, where the project is not connected to Slack. `blocks` are Slack's Block Kit; `text`
    is then what notifications and screen readers say. Text from users must be escaped: `&`, `<` and `>`.
    """
    async with transaction(access) as tx:
        if not await Integration.visible_to(access).filter(kind=slack.SLACK).exists():
            return None
        return await tx.enqueue(post_to_slack(text[:LONGEST_TEXT], blocks))


ALL = (post_to_slack, *issue_jobs.ALL)
