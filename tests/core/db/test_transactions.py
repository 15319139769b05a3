"""A use case is one transaction, whatever number of services it goes through."""

from __future__ import annotations

import asyncio

import pytest

from openfactory.core import background
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.events.models import LoggedEvent
from openfactory.shared.accounts.models import Organization, User
from openfactory.shared.accounts.organizations import found_organization


@pytest.fixture
async def ann(make) -> Access:
    return make.access(await make.user())


async def test_a_part_commits_with_the_whole(ann):
    async with transaction(ann):
        await found_organization(ann, "One")
        await found_organization(ann, "Two")
    assert await Organization.all().count() == 2


async def test_a_failure_undoes_every_part_and_their_events(ann):
    with pytest.raises(RuntimeError):
        async with transaction(ann):
            await found_organization(ann, "One")
            raise RuntimeError
    assert await Organization.all().count() == 0
    assert await LoggedEvent.all().count() == 0


async def test_a_part_that_failed_undoes_the_whole_even_where_it_was_caught(ann):
    with pytest.raises(RuntimeError):
        async with transaction(ann):
            await found_organization(ann, "One")
            try:
                async with transaction(ann):
                    raise RuntimeError
            except RuntimeError:
                pass
    assert await Organization.all().count() == 0


async def test_work_after_the_commit_runs_once_it_is_there_and_not_after_a_failure(ann):
    ran: list[str] = []

    async def note(text: str) -> None:
        ran.append(f"{text} {await Organization.all().count()}")

    async with transaction(ann) as tx:
        tx.after_commit(lambda: note("committed"))
        await found_organization(ann, "One")
        assert ran == []
    with pytest.raises(RuntimeError):
        async with transaction(ann) as tx:
            tx.after_commit(lambda: note("failed"))
            raise RuntimeError
    await background.drain()
    assert ran == ["committed 1"]


async def test_a_failure_after_the_commit_is_nobodys_failure(ann):
    async def fail() -> None:
        raise RuntimeError

    async with transaction(ann) as tx:
        tx.after_commit(fail)
    await background.drain()


async def test_increments_of_many_at_once_are_all_kept(ann):
    async def rename(number: int) -> None:
        async with transaction(ann):
            user = await User.select_for_update().get(id=ann.user_id)
            await asyncio.sleep(0)
            user.name += "x"
            await user.save()

    before = await User.get(id=ann.user_id)
    await asyncio.gather(*(rename(number) for number in range(25)))
    after = await User.get(id=ann.user_id)
    assert after.name == before.name + "x" * 25
    assert after.version == before.version + 25
