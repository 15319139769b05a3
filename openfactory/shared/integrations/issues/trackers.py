"""Trackers: the services that issues can be made at. A kind of integration becomes one by registering here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from openfactory.shared.integrations.issues.draft import Draft, Issue
from openfactory.shared.integrations.resources import Resources

S_contra = TypeVar("S_contra", contravariant=True)


@dataclass(frozen=True)
class Sought:
    """An issue that a call may have made: by which mark, where, when the call began, and what stood there before.

    `floor` is what the tracker itself has given for this before the call.
    """

    mark: UUID
    place: str
    called_at: datetime
    floor: int | None


class Tracker(Protocol[S_contra]):
    """What the engine needs of a service. All methods but `place` call it, and raise as `calling.call` does."""

    def place(self, settings: S_contra) -> str:
        """Where issues are made, as a URL without secrets: its origin is the only one that gets the credential."""
        ...

    async def floor(self, settings: S_contra, opened: Resources) -> int | None:
        """Something that helps `find`: asked before each call that makes an issue."""
        ...

    async def create(self, settings: S_contra, opened: Resources, draft: Draft, mark: UUID) -> Issue:
        """Make an issue that holds the mark. OutcomeUnknown where it may have been made all the same."""
        ...

    async def find(self, settings: S_contra, opened: Resources, sought: Sought) -> Issue | None:
        """The oldest issue with the mark, or None where there is none (yet)."""
        ...


_trackers: dict[str, Tracker[Any]] = {}


def register_tracker(kind: str, tracker: Tracker[Any]) -> None:
    """Let issues be made by the kind of integration of this name. A second one is an error of whoever comes second."""
    if _trackers.setdefault(kind, tracker) is not tracker:
        raise ValueError(f"there is a tracker for {kind!r} already")


def find_tracker(kind: str) -> Tracker[Any] | None:
    """The tracker of a kind of integration, if it is one."""
    return _trackers.get(kind)


def tracker_kinds() -> tuple[str, ...]:
    """The kinds of integrations that issues can be made by."""
    return tuple(sorted(_trackers))
