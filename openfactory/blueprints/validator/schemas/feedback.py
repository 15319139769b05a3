"""Feedback."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from openfactory.blueprints.validator.schemas.fields import (
    Categories,
    Description,
    ExternalUserId,
    FeedbackId,
    Info,
    OriginalId,
    PhaseId,
    SessionData,
    Statuses,
    TagNames,
    Tags,
    Trust,
)
from openfactory.blueprints.validator.statuses import Category, Source, Status
from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import In, Moment, Name, Out

Score = Annotated[float, Field(ge=0, le=1, description="Kept in thousandths.")]


class SendFeedback(In):
    """What a user says, and what their browser, device or session says with it."""

    description: Description
    title: Name | None = None
    category: Category | None = None
    browser_info: Info | None = None
    device_info: Info | None = None
    session_data: SessionData | None = None
    external_user_id: ExternalUserId | None = None
    tags: Tags = []


class SentOut(Out):
    """It is stored. What it is about is found out next."""

    id: UUID
    status: Status
    created_at: Moment


class FeedbackQuery(Page):
    """Which feedback. `search` looks for words of title and description, by their beginnings.

    What has no score yet comes as if its score were below 0.
    """

    status: Statuses | None = None
    category: Categories | None = None
    tags: TagNames | None = None
    min_priority: Score | None = None
    search: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] | None = None
    duplicate_of: Annotated[
        FeedbackId | Literal["none"] | None,
        Field(description="The duplicates of this feedback; `none`: what is no duplicate."),
    ] = None
    sort_by: Literal["createdAt", "priorityScore"] = "createdAt"
    sort_order: Literal["asc", "desc"] = "desc"


class ChangeFeedback(In):
    """What is not given stays; a null clears category, score and `duplicateOf`. The triage never changes it again.

    To give the category that it has already confirms it: the triage learns from that.
    """

    status: Status | None = None
    category: Category | None = None
    priority_score: Score | None = None
    tags: Tags | None = None
    duplicate_of: OriginalId | None = None


class MakeWorkOrder(In):
    """A phase to put it into, and a title of one's own."""

    phase_id: PhaseId | None = None
    title: Name | None = None


class ListedFeedback(Out):
    """Feedback in a list. `votes` counts an original and its duplicates; a duplicate has none of its own."""

    id: UUID
    title: str | None
    description: str
    category: Category | None
    priority_score: float | None
    status: Status
    tags: list[str]
    browser_info: dict[str, Any] | None
    external_user_id: str | None
    votes: int
    duplicate_of: UUID | None
    work_order_id: UUID | None
    generated_issue_url: str | None
    trust: Trust
    created_at: Moment
    updated_at: Moment


class FeedbackList(Out):
    """Feedback. `totalCount` is that of all pages; with other filters than one by status it ends at 10,000."""

    feedback_items: list[ListedFeedback]
    next_cursor: str | None
    total_count: int


class DecidedOut(Out):
    """Who has said so; null where nobody has."""

    category: Source | None
    priority_score: Source | None
    status: Source | None


class FeedbackOut(ListedFeedback):
    """Feedback with all that is known of it.

    `explanation` says why the triage judged as it did: the words of category and priority, and how like the original
    it is. Browser, device and session data are kept for a while only.
    """

    device_info: dict[str, Any] | None
    session_data: dict[str, Any] | None
    decided_by: DecidedOut
    explanation: dict[str, Any] | None
    triaged_at: Moment | None


def _written_out(value: Any) -> Any:
    """A number would be read as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("write the day as 2030-01-31")
    return value


class StatsQuery(In):
    """Since which day (UTC), that day included."""

    since: Annotated[date, BeforeValidator(_written_out)] | None = None


class TagCount(Out):
    """How much feedback has a tag."""

    tag: str
    count: int


class DayCount(Out):
    """How much feedback was sent on a day (UTC)."""

    date: date
    count: int


class StatsOut(Out):
    """Figures. `byCategory` has under `uncategorized` what no category was found for yet.

    `timeline` has the days with feedback, the last 366 of them. Tags are from outside.
    """

    total_count: int
    by_category: dict[str, int]
    by_status: dict[str, int]
    average_priority_score: float | None
    top_tags: list[TagCount]
    timeline: list[DayCount]
