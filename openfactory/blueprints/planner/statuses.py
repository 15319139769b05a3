"""The statuses of a work order, and which steps there are between them."""

from __future__ import annotations

from enum import StrEnum

from openfactory.blueprints.planner.errors import StatusNotAllowed


class Status(StrEnum):
    """How far a work order is; its steps are in this order."""

    BACKLOG = "backlog"
    READY = "ready"
    IN_PROGRESS = "in_progress"
    IN_REVIEW = "in_review"
    DONE = "done"


_STEPS = tuple(Status)


def next_statuses(status: Status) -> tuple[Status, ...]:
    """Where a work order can go: one step on, one step back, or back to the backlog."""
    place = _STEPS.index(status)
    around = (*_STEPS[place + 1 : place + 2], *_STEPS[max(place - 1, 0) : place], Status.BACKLOG)
    return tuple(dict.fromkeys(step for step in around if step is not status))


def check_step(old: Status, new: Status) -> None:
    """Refuse a step that there is not; to stay is none."""
    allowed = next_statuses(old)
    if new is not old and new not in allowed:
        names = ", ".join(allowed)
        raise StatusNotAllowed(f"{old} can become {names}, and not {new}", current=old, allowed=allowed)
