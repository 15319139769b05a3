"""A small module to speak to: items in memory, and rows in the accounts' tables."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from pydantic import Field

from openfactory.core.access import PUBLIC, SIGNED_IN, Access, Role
from openfactory.core.access.permissions import Permission
from openfactory.core.db.transactions import in_progress, transaction
from openfactory.core.errors import Conflict
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.pages import Page, cut, read_cursor
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import In, Name, Out
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.shared.accounts.models import Organization
from openfactory.shared.accounts.organizations import found_organization
from openfactory.shared.accounts.places import ORGANIZATION


class Taken(Conflict):
    """For the tests."""

    code = "items.taken"


class MakeItem(In):
    """What an item is made of."""

    name: Name
    size: Annotated[int, Field(ge=1, le=10)] = 1
    tags: list[str] = []


class ItemOut(Out):
    """An item."""

    name: str
    size: int
    tags: list[str]


class ItemQuery(Page):
    """A filter."""

    tag: list[str] = []
    min_size: int | None = None


class NumberList(Out):
    """A page of numbers."""

    numbers: list[int]
    next_cursor: str | None


class FoundingOut(Out):
    """An organization."""

    id: UUID
    name: str


routes = Routes()
made: list[str] = []


@routes.get("/empty")
@endpoint(needs=PUBLIC, reply=ItemOut)
async def read_item() -> dict[str, Any]:
    """Give an item."""
    return {"name": "nail", "size": 1, "tags": []}


@routes.post("/")
@endpoint(needs=PUBLIC, body=MakeItem, reply=ItemOut, status=201, errors=(Taken,))
async def make_item(body: MakeItem) -> MakeItem:
    """Make an item."""
    if body.name == "taken":
        raise Taken
    made.append(body.name)
    return body


@routes.get("/search")
@endpoint(needs=PUBLIC, query=ItemQuery, reply=dict[str, Any])
async def search_items(query: ItemQuery) -> dict[str, Any]:
    """Echo the query."""
    return query.model_dump()


@routes.get("/numbers")
@endpoint(needs=PUBLIC, query=Page, reply=NumberList, trusted=True)
async def list_numbers(query: Page) -> bytes:
    """Give a hundred numbers in pages."""
    (after,) = read_cursor(query.cursor, tuple[int]) or (0,)
    page, following = cut(list(range(after + 1, 101))[: query.limit + 1], query.limit, lambda number: (number,))
    return msgspec.json.encode({"numbers": page, "nextCursor": following})


@routes.get("/fault")
@endpoint(needs=PUBLIC, reply=ItemOut)
async def fail() -> None:
    """Fail."""
    raise RuntimeError("the password is hunter2, in /etc/secret")


@routes.get("/fault/<token:str>")
@endpoint(needs=PUBLIC, reply=ItemOut)
async def fail_with_a_secret(token: str) -> None:
    """Fail at a path that holds a secret."""
    raise RuntimeError


@routes.post("/organizations")
@endpoint(needs=SIGNED_IN, body=MakeItem, reply=FoundingOut, status=201)
async def found(access: Access, body: MakeItem) -> Organization:
    """Found an organization, for the tests of repeated requests."""
    made.append(body.name)
    organization = await found_organization(access, body.name)
    if "fail" in body.tags:
        raise Taken("after the write")
    return organization


@routes.post("/elsewhere")
@endpoint(needs=SIGNED_IN, body=MakeItem, reply=ItemOut, status=201, calls_out=True)
async def make_elsewhere(body: MakeItem) -> MakeItem:
    """Have another server make an item."""
    made.append(f"{body.name}, {'in' if in_progress() else 'without'} a transaction")
    if "fail" in body.tags:
        raise Taken
    return body


@routes.get("/organizations/<org_id:uuid>")
@endpoint(needs="items.read", reply=FoundingOut, versioned=True)
async def read_founded(access: Access) -> Organization:
    """Give an organization."""
    return await Organization.get(id=access.organization)


@routes.patch("/organizations/<org_id:uuid>")
@endpoint(needs="items.write", body=MakeItem, reply=FoundingOut, versioned=True)
async def rename_founded(access: Access, body: MakeItem) -> Organization:
    """Rename an organization."""
    async with transaction(access):
        organization = await Organization.select_for_update().get(id=access.organization)
        organization.expect(access)
        organization.name = body.name
        await organization.save()
    return organization


@pytest.fixture
def installed() -> dict[str, Module]:
    """The built-in auth, and the small module."""
    made.clear()
    items = Module(
        "items",
        prefix="/api/items",
        requires=["auth"],
        routes=[routes],
        places=[ORGANIZATION],
        permissions=[
            Permission("items.read", "Read items."),
            Permission("items.write", "Write items.", roles=frozenset({Role.ADMIN})),
        ],
    )
    return {"auth": discover()["auth"], "items": items}


@pytest.fixture
def names_made() -> list[str]:
    """The names that handlers have worked on."""
    return made
