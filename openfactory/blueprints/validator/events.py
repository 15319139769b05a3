"""Facts that the validator announces. None has a word of what was sent: the log stays, and feedback can be erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FeedbackCreated(Event):
    """Somebody has sent feedback."""

    name: ClassVar[str] = "validator.feedback.created"
    feedback_id: UUID
    category: str | None


@dataclass(frozen=True, kw_only=True)
class FeedbackTriaged(Event):
    """The triage has looked at feedback. `priority_score` is 0…1; `duplicate_of` is the original it was found like."""

    name: ClassVar[str] = "validator.feedback.triaged"
    feedback_id: UUID
    status: str
    category: str
    priority_score: float
    duplicate_of: UUID | None


@dataclass(frozen=True, kw_only=True)
class FeedbackChanged(Event):
    """A member has given feedback another status, category, score or other tags."""

    name: ClassVar[str] = "validator.feedback.changed"
    feedback_id: UUID
    status: str
    category: str | None


@dataclass(frozen=True, kw_only=True)
class FeedbackMerged(Event):
    """Feedback says the same as an original, which has so many votes now."""

    name: ClassVar[str] = "validator.feedback.merged"
    feedback_id: UUID
    original_id: UUID
    votes: int


@dataclass(frozen=True, kw_only=True)
class FeedbackSplit(Event):
    """Feedback is a duplicate no more; the original has so many votes left."""

    name: ClassVar[str] = "validator.feedback.split"
    feedback_id: UUID
    original_id: UUID
    votes: int


@dataclass(frozen=True, kw_only=True)
class FeedbackPlanned(Event):
    """There is a work order for feedback."""

    name: ClassVar[str] = "validator.feedback.planned"
    feedback_id: UUID
    work_order_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeedbackDeleted(Event):
    """Feedback is erased, with all that was sent with it."""

    name: ClassVar[str] = "validator.feedback.deleted"
    feedback_id: UUID


ALL = (
    FeedbackCreated,
    FeedbackTriaged,
    FeedbackChanged,
    FeedbackMerged,
    FeedbackSplit,
    FeedbackPlanned,
    FeedbackDeleted,
)
