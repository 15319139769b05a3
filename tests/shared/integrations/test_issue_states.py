"""Whose turn it is: only a holder may call, and whoever sees the issue is believed once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.shared.integrations.api import Draft, Issue, create_issue, resources
from openfactory.shared.integrations.issues import states
from openfactory.testing.clock import shifted

LEASE = timedelta(seconds=60)


@pytest.fixture
def access(people, project):
    return Access.system(organization_id=people.organization.id, project_id=project.id)


async def claim(access, thing):
    return await states.claim(access, "jira", "thing", thing, lease=LEASE)


async def arm(access, held):
    async with transaction(access) as tx:
        return await states.arm(tx, held, place="https://a/browse/A", floor=7, lease=LEASE, doubt=2 * LEASE)


async def record(access, held, key):
    async with transaction(access) as tx:
        return await states.record(tx, held.id, Issue(f"https://a/browse/{key}", key, "jira"))


async def test_one_at_a_time_until_the_lease_ends(access, thing):
    first = await claim(access, thing)
    assert await claim(access, thing) is None

    with shifted(LEASE):
        second = await claim(access, thing)
        assert second.mark == first.mark
        assert await arm(access, first) is None
        assert (await arm(access, second)).doubt_until is not None


async def test_a_holder_that_was_overtaken_changes_nothing(access, thing):
    first = await claim(access, thing)
    with shifted(LEASE):
        second = await arm(access, await claim(access, thing))
        await states.free(access, first)
        await states.release(access, first, None)

        row = await states.read(access, "jira", "thing", thing)
        assert (row.holder, row.doubt_until) == (second.holder, second.doubt_until)


async def test_the_first_issue_seen_is_the_one_whoever_saw_it(access, thing, ann):
    first = await claim(access, thing)
    with shifted(LEASE):
        second = await claim(access, thing)
        told = [(await record(access, held, key)).id for held, key in ((first, "A-1"), (second, "A-2"))]
        assert await arm(access, second) is None

    events = (await ann.get("/events", params={"types": "integrations.issue.created"})).json()["events"]
    assert (told, len(events)) == (["A-1", "A-1"], 1)


async def test_inside_a_transaction_it_is_refused(access, thing, client):
    scope = next(scope for scope in client.app.ctx.openfactory.scopes if scope.name == "probe")
    async with transaction(access):
        with pytest.raises(RuntimeError, match="outside of transactions"):
            await create_issue(access, "jira", "thing", thing, Draft("A"), opened=resources(scope.context))
