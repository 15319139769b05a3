"""Subjects: what can be commented on, searched, linked and followed, whichever module it belongs to.

Modules register their kinds when they are imported. Whoever serves all kinds (comments, search, activity,
graph) asks here, and so names no module.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.errors import Invalid

T = TypeVar("T")
Trust = Literal["member", "untrusted"]


def _no_text(thing: object) -> str:
    return ""


@dataclass(frozen=True)
class Subject(Generic[T]):
    """One kind of subject.

    kind   its name on the wire, the noun of its events: `feature`
    load   the thing of an id; NotFound for one not in the access's project
    title  its name for people
    path   its URL on this server
    needs  the permission to see it
    text   what can be searched in it, beside the title
    trust  whose words title and text are: members' and agents', or (`untrusted`) those of anybody outside
    """

    kind: str
    load: Callable[[Access, UUID], Awaitable[T]]
    title: Callable[[T], str]
    path: Callable[[T], str]
    needs: str
    text: Callable[[T], str] = _no_text
    trust: Trust = "member"


@dataclass(frozen=True)
class Found:
    """A subject that is there and that the caller may see."""

    kind: str
    id: UUID
    title: str
    path: str
    text: str
    trust: Trust = "member"


_subjects: dict[str, Subject[Any]] = {}


def register_subject(subject: Subject[Any]) -> None:
    """Make a kind known. Two kinds of one name are an error of whoever comes second."""
    known = _subjects.setdefault(subject.kind, subject)
    if known is not subject:
        raise ValueError(f"there is a kind of subject named {subject.kind!r} already")


def subject_kinds() -> Iterable[str]:
    """The kinds there are."""
    return tuple(sorted(_subjects))


def visible_kinds(access: Access) -> tuple[str, ...]:
    """The kinds whose subjects the caller may see here. Nobody is granted what a module not served asks for."""
    return tuple(kind for kind in subject_kinds() if access.may(_subjects[kind].needs))


async def find_subject(access: Access, kind: str, subject_id: UUID, *, pointer: str) -> Found:
    """The subject, or 404 where it is not in this project; 422 at `pointer` for a kind nobody registered."""
    subject = _subjects.get(kind)
    if subject is None:
        raise Invalid.at(pointer, f"the kinds are {', '.join(subject_kinds())}", code="unknown_kind")
    access.demand(subject.needs)
    thing = await subject.load(access, subject_id)
    return Found(kind, subject_id, subject.title(thing), subject.path(thing), subject.text(thing), subject.trust)


def trust_of(kind: str) -> Trust:
    """Whose words the things of a kind have; of a kind that nobody registered any more, anybody's."""
    return _subjects[kind].trust if kind in _subjects else "untrusted"
