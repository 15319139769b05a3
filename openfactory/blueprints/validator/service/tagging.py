"""Tags of feedback, kept where it can be found by them."""

from __future__ import annotations

from openfactory.blueprints.validator.models import Feedback, Tag


async def keep_tags(row: Feedback) -> None:
    """Let it be found by the tags it has now."""
    if row.tags:
        await Tag.bulk_create([Tag(project_id=row.project_id, feedback_id=row.id, tag=tag) for tag in row.tags])


async def replace_tags(row: Feedback, tags: list[str]) -> None:
    """Give it these tags and no others."""
    await Tag.filter(feedback_id=row.id).delete()
    row.tags = tags
    await keep_tags(row)
