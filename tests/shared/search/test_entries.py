"""Entries follow the things they are of, in the same transaction."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from tortoise.connection import get_connection

from openfactory.core.db.statements import count_statements
from openfactory.core.db.transactions import transaction
from openfactory.shared.search.models import Entry
from openfactory.shared.search.service import MOST_RANKED, forget, put


@pytest.fixture
def access(make, people, project):
    """Ann's, in the project."""
    return make.access(people.ann, organization_id=project.organization_id, project_id=project.id)


async def test_a_changed_thing_is_found_by_what_it_says_now(keep, found):
    thing = await keep("Engine", "kerosene")
    await keep("Motor", "hydrogen", entity_id=thing)

    assert await found("engine") == await found("kerosene") == []
    assert await found("motor") == await found("hydrogen") == ["Motor"]


async def test_a_forgotten_thing_is_not_found(keep, found, access):
    first, second, third = [await keep(f"Engine {number}") for number in range(3)]

    async with transaction(access):
        await forget(access, "feature", [first, third, uuid4()])

    assert await found("engine") == ["Engine 1"]
    assert await Entry.all().values_list("entity_id", flat=True) == [second]


async def test_things_of_another_kind_or_project_are_not_forgotten(keep, found, access, make, people):
    other = await make.project(people.ann, people.organization, "Other")
    minute, elsewhere = await keep("Engine", kind="minute"), await keep("Engine", project=other)

    async with transaction(access):
        await forget(access, "feature", [minute, elsewhere])
        await forget(access, "feature", [])

    assert await Entry.all().count() == 2


async def test_what_is_undone_is_not_found(found, access):
    with pytest.raises(ZeroDivisionError):
        async with transaction(access):
            await put(access, "feature", uuid4(), "Engine")
            raise ZeroDivisionError

    assert await found("engine") == []


async def test_writing_and_removing_take_a_statement_each(access):
    thing = uuid4()
    async with transaction(access):
        with count_statements() as statements:
            await put(access, "feature", thing, "Engine", "noise")
            await put(access, "feature", thing, "Motor", "noise")
            await forget(access, "feature", [thing])

    assert len(statements) == 3


async def test_a_huge_text_is_found_by_its_beginning(keep, found):
    chance = random.Random(1)
    words = [f"{chance.getrandbits(40):x}" for _ in range(200_000)]  # 2 MB, all different
    await keep("Huge", " ".join(words))

    assert await found(words[0]) == ["Huge"]
    assert await found(words[9_000]) == ["Huge"]
    assert await found(words[-1]) == []


async def test_a_text_of_ever_new_characters_is_kept(keep, found):
    chance = random.Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(100_000))
    await keep("Characters", text)

    assert await found(text[:4]) == ["Characters"]


async def test_what_databases_refuse_is_left_out(keep, found):
    await keep("Zero\x00byte \ud800 half" * 100, "with\x00out")

    assert len(await found("zero byte half out")) == 1


async def test_the_index_fits_the_entries_after_many_changes(keep, access, found):
    if get_connection("default").capabilities.dialect != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes itself")
    chance = random.Random(1)
    things = [await keep("Engine", "noise") for _ in range(5)]
    for _ in range(30):
        await keep(chance.choice(["Engine", "Motor"]), "wind " * chance.randrange(9), entity_id=chance.choice(things))
    async with transaction(access):
        await forget(access, "feature", things[:2])

    connection = get_connection("default")
    for command in ("('integrity-check', 0)", "('integrity-check', 1)", "('rebuild', 0)", "('integrity-check', 1)"):
        await connection.execute_query(f"INSERT INTO search_index (search_index, rank) VALUES {command}")
    assert len(await found("engine")) + len(await found("motor")) == 3


async def test_more_hits_than_are_ranked_are_searched_all_the_same(access, ask, ann):
    async with transaction(access):
        for number in range(MOST_RANKED + 10):
            await put(access, "feature", uuid4(), f"Engine {number}" if number % 2 else "Motor", "noise")
        rare = uuid4()
        await put(access, "feature", rare, "Pump", "noise of a turbine")

    assert len({result["entityId"] for result in await ask(ann, "engine", limit=50)}) == 50
    assert len({result["entityId"] for result in await ask(ann, "noise", limit=50)}) == 50
    assert [result["entityId"] for result in await ask(ann, "noise turbine")] == [str(rare)]
