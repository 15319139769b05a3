"""Which events a webhook hears: by names, or by prefixes such as `projects.*`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from openfactory.core.events import Event


def hears(event_types: Iterable[str], name: str) -> bool:
    """Whether one of the names or prefixes is the event's; none at all means every event."""
    wanted = list(event_types)
    return not wanted or any(_fits(pattern, name) for pattern in wanted)


def _fits(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith(".*") else name == pattern


def _known(pattern: str) -> str:
    # Else a slip of the pen would be a webhook that never says anything.
    if not any(_fits(pattern, name) for name in _names(Event)):
        raise ValueError("there is no such event: give a name (projects.feature.created) or a prefix (projects.*)")
    return pattern


def _names(kind: type[Event]) -> Iterator[str]:
    """The names of all events of installed modules, whether they are served or not."""
    for child in kind.__subclasses__():
        if "name" in vars(child):
            yield child.name
        yield from _names(child)


EventType = Annotated[str, StringConstraints(min_length=3, max_length=120), AfterValidator(_known)]
EventTypes = Annotated[
    list[EventType],
    Field(
        max_length=50,
        description="Names of events, or prefixes such as `projects.*`; none: every event.",
        examples=[["projects.*", "comments.comment.created"]],
    ),
]
