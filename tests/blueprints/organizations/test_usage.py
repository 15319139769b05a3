"""Usage: counted in memory, written now and then, summed from a day on."""

from __future__ import annotations

from datetime import timedelta

from openfactory.app import create_app
from openfactory.core import clock, usage
from openfactory.testing.clock import shifted
from openfactory.testing.factories import Factory
from openfactory.testing.harness import serving


async def test_what_was_counted_is_summed(ann, people):
    organization = people.organization.id
    usage.count(organization, "input_tokens", 100, "model-b")
    usage.count(organization, "output_tokens", 20, "model-b")
    usage.count(organization, "input_tokens", 7, "model-a")
    usage.count(organization, "storage_bytes", 5_000)
    usage.count(organization, "storage_bytes", -1_000)
    usage.count(organization, "jobs")
    await usage.flush()
    usage.count(organization, "jobs", 2)
    await usage.flush()

    reply = await ann.get("/usage")

    assert reply.status_code == 200
    body = reply.json()
    assert body["agentTokens"] == [
        {"model": "model-a", "inputTokens": 7, "outputTokens": 0},
        {"model": "model-b", "inputTokens": 100, "outputTokens": 20},
    ]
    assert (body["storageBytes"], body["jobs"]) == (4_000, 3)


async def test_requests_of_the_organization_are_counted(ann, people, client_for):
    for _ in range(3):
        await ann.get("/members")
    await client_for(people.stranger).get(f"/api/organizations/{people.organization.id}/members")
    await usage.flush()

    assert (await ann.get("/usage")).json()["requests"] == 3


async def test_sums_begin_with_a_day_and_storage_is_what_there_is(ann, people):
    organization = people.organization.id
    with shifted(days=-3):
        usage.count(organization, "jobs", 5)
        usage.count(organization, "storage_bytes", 100)
    usage.count(organization, "jobs", 1)
    await usage.flush()
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()

    recent = (await ann.get("/usage", params={"since": yesterday})).json()

    assert (recent["jobs"], recent["storageBytes"]) == (1, 100)
    assert recent["since"] == f"{yesterday}T00:00:00.000Z"
    assert (await ann.get("/usage")).json()["jobs"] == 6


async def test_one_organizations_usage_is_not_anothers(ann, people, client_for):
    usage.count(people.elsewhere.id, "jobs", 9)
    await usage.flush()

    assert (await ann.get("/usage")).json()["jobs"] == 0


async def test_members_do_not_see_the_usage(bob):
    assert (await bob.get("/usage")).status_code == 403


async def test_a_stopping_worker_writes_what_it_has_counted(settings, installed):
    async with serving(create_app(settings, installed=installed, name="first")) as client:
        people = await Factory(client, settings).people()
        usage.count(people.organization.id, "jobs", 3)

    async with (
        serving(create_app(settings, installed=installed, name="second")) as client,
        Factory(client, settings).client_for(people.ann) as ann,
    ):
        reply = await ann.get(f"/api/organizations/{people.organization.id}/usage")

    assert reply.json()["jobs"] == 3
