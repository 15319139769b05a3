"""From what a caller wants changed to a changed row, and to what the log says of it."""

from __future__ import annotations

from collections.abc import Container

from pydantic.alias_generators import to_camel

from openfactory.core.db.rows import Row
from openfactory.core.events import Change
from openfactory.core.http.schemas import In


def apply_changes(row: Row, wanted: In, *, clearable: Container[str] = ()) -> dict[str, Change]:
    """Set what is given; what differs, by wire name. A null clears what is `clearable`, or means nothing."""
    changes: dict[str, Change] = {}
    for name in sorted(wanted.model_fields_set):
        old, new = getattr(row, name), getattr(wanted, name)
        if new == old or (new is None and name not in clearable):
            continue
        setattr(row, name, new)
        changes[to_camel(name)] = {"old": old, "new": new}
    return changes
