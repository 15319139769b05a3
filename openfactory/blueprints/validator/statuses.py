"""Categories and statuses of feedback, and which steps there are between statuses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from openfactory.blueprints.validator.errors import StatusNotAllowed


class Category(StrEnum):
    """What feedback is about."""

    BUG = "bug"
    FEATURE_REQUEST = "feature_request"
    PERFORMANCE = "performance"
    OTHER = "other"


class Status(StrEnum):
    """What has become of feedback."""

    NEW = "new"
    TRIAGED = "triaged"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class Source(StrEnum):
    """Who has said so: whoever sent the feedback, the triage, or a member. A member's word is never overwritten."""

    SENDER = "sender"
    TRIAGE = "triage"
    MEMBER = "member"


_STEPS: Mapping[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.TRIAGED, Status.IN_PROGRESS, Status.RESOLVED, Status.DISMISSED),
    Status.TRIAGED: (Status.IN_PROGRESS, Status.RESOLVED, Status.DISMISSED),
    Status.IN_PROGRESS: (Status.TRIAGED, Status.RESOLVED, Status.DISMISSED),
    Status.RESOLVED: (Status.TRIAGED, Status.IN_PROGRESS),
    Status.DISMISSED: (Status.TRIAGED,),
}


def check_step(old: Status, new: Status) -> None:
    """Refuse a step that there is not; to stay is none. Nothing is new again, and what has ended is opened first."""
    if new is not old and new not in _STEPS[old]:
        names = ", ".join(_STEPS[old])
        raise StatusNotAllowed(f"{old} can become {names}, and not {new}", current=old, allowed=_STEPS[old])
