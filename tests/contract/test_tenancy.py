"""No id opens a door: every route, every id it takes, every kind of caller."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import pytest

from openfactory.core.access import Access, Permission, Role
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.openapi import document
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import In, Out, Ref
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.shared.accounts.models import Membership
from openfactory.testing import specimens
from openfactory.testing.factories import Factory
from openfactory.testing.tenancy import Probe

pytestmark = pytest.mark.timeout(600)


def probe_of(make: Factory) -> Probe:
    application = make.client.app.ctx.openfactory
    described = document(application.operations, title="", version="", description="", tags={})
    return Probe(make, application.operations, described)


async def test_no_route_opens_a_door_to_a_stranger(make):
    assert specimens
    probe = probe_of(make)
    assert await probe.findings() == []
    assert probe.probed > 15


class ListOut(Out):
    """For the leaks."""

    ids: list[UUID]


class Names(In):
    """For the leaks."""

    member_ids: list[Annotated[UUID, Ref("member")]]


class Unmarked(In):
    """For the leaks."""

    other_id: UUID


leaky = Routes()


@leaky.get("/members/<member_id:uuid>")
@endpoint(needs="leaks.read", reply=ListOut)
async def read_any_member(access: Access, member_id: UUID) -> ListOut:
    """Forget the tenant in the path."""
    found = await Membership.across_tenants("the mistake").filter(id=member_id)
    return ListOut(ids=[member.id for member in found])


@leaky.post("/members")
@endpoint(needs="leaks.read", body=Names, reply=ListOut)
async def read_any_members(access: Access, body: Names) -> ListOut:
    """Forget the tenant of the ids in an array."""
    found = await Membership.across_tenants("the mistake").filter(id__in=body.member_ids)
    return ListOut(ids=[member.id for member in found])


@leaky.post("/unmarked")
@endpoint(needs="leaks.read", body=Unmarked, reply=ListOut)
async def take_anything(access: Access, body: Unmarked) -> ListOut:
    """Take an id that says nothing of what it names."""
    return ListOut(ids=[body.other_id])


class TestOfTheProbeItself:
    """A probe that finds nothing in a leaking module would be worth nothing."""

    @pytest.fixture
    def installed(self) -> dict[str, Module]:
        from openfactory.shared.accounts.places import ORGANIZATION

        leaks = Module(
            "leaks",
            prefix="/api/leaks/<org_id:uuid>",
            requires=["auth"],
            routes=[leaky],
            places=[ORGANIZATION],
            permissions=[Permission("leaks.read", "Read.", roles=frozenset({Role.ADMIN}))],
        )
        return {"auth": discover()["auth"], "leaks": leaks}

    async def test_it_finds_each_leak(self, make):
        findings = await probe_of(make).findings()
        told = "\n".join(findings)
        assert (
            "GET /api/leaks/<org_id:uuid>/members/<member_id:uuid>: another tenant's member_id in the path gives 200"
            in told
        )
        assert "POST /api/leaks/<org_id:uuid>/members: another tenant's memberIds.0 in the body gives 200" in told
        assert "body.otherId (unmarked: use Ref)" in told
        assert len(findings) == 3
