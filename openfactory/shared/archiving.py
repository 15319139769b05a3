"""Archived projects can be read, and nothing in them can be changed: the one check for all modules."""

from __future__ import annotations

from openfactory.core.access import Access
from openfactory.core.errors import Conflict

COLUMN = "project_archived_at"  # of the access query, given by the project's place


class Archived(Conflict):
    """An archived project can be read, unarchived and deleted, and nothing in it can be changed."""

    code, title = "projects.archived", "The project is archived: unarchive it to change anything in it"


def require_open(access: Access) -> None:
    """Refuse to change anything in an archived project; the access query has found whether it is one.

    Every service function that writes inside a project calls this first. The server itself is not refused:
    jobs finish what was begun.
    """
    if access.caller.row.get(COLUMN) is not None:
        raise Archived
