"""What the database refuses is a conflict, and what it cannot do now is a 503; nothing of it is a 500."""

from __future__ import annotations

from uuid import uuid4

import pytest

from openfactory.core.access import PUBLIC
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.shared.accounts.models import Membership, User

routes = Routes()


@routes.post("/twins")
@endpoint(needs=PUBLIC)
async def make_twins() -> None:
    """Break a unique constraint."""
    for _ in range(2):
        await User.create(email="twin@example.com", name="Twin")


@routes.post("/orphan")
@endpoint(needs=PUBLIC)
async def make_orphan() -> None:
    """Break a foreign key."""
    await Membership.create(organization_id=uuid4(), user_id=uuid4(), role="member")


@pytest.fixture
def installed() -> dict[str, Module]:
    broken = Module("broken", prefix="/api/broken", requires=["auth"], routes=[routes])
    return {"auth": discover()["auth"], "broken": broken}


@pytest.mark.parametrize("path", ["twins", "orphan"])
async def test_a_constraint_that_is_broken_is_a_conflict_without_its_sql(client, path):
    reply = await client.post(f"/api/broken/{path}")
    assert (reply.status_code, reply.json()["code"]) == (409, "resource.conflict")
    for word in ("accounts_", "INSERT", "constraint", "twin@"):
        assert word not in reply.text
