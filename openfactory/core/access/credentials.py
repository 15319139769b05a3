"""Credentials and places: what modules declare so that one SQL statement says who may do what where."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from openfactory.core.access.access import Caller

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Credential:
    """One kind of bearer token, and the part of the access query that finds its owner.

    `columns`, `tables` and `where` are SQL; the owner's user id must be readable as `u.id`, and the
    query gets `:digest` and `:now`. `home` is an SQL expression for the id of the organization that the caller
    is at home in. `caller` turns the row found into a `Caller`; `seen` may return work to do in the background,
    such as noting when the credential was last used.
    """

    kind: str
    accepts: Callable[[str], bool]
    digest: Callable[[bytes, str], str]
    columns: str
    tables: str
    where: str
    caller: Callable[[Row], Caller]
    home: str = "NULL"
    seen: Callable[[Row], Coroutine[Any, Any, None] | None] = lambda row: None


@dataclass(frozen=True)
class Place:
    """What a path argument names (an organization, a project), and the caller's role there.

    `joins` may use `u.id`, `:place_id`, and `@home` (see `Credential.home`); `columns` must give
    `organization_id`, `project_id` and `role`, all NULL where the caller may not know of the place. A place
    without an argument is named by an endpoint itself (`place=`).
    """

    name: str

    columns: str
    joins: str
    argument: str = ""
