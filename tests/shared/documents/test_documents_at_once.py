"""Many hands in one project at once: nothing hangs, nothing is lost, nobody is told of locks."""

from __future__ import annotations

import asyncio
import random


async def test_writers_renamers_makers_and_deleters_do_not_block_each_other(ann, bob, write, make_feature):
    feature = await make_feature("Login")
    first = await write("Login", "The system shall start.", type="feature_requirements", featureId=feature["id"])
    where = f"/refinery/documents/{first['id']}"
    dice = random.Random(1)

    async def rename(number: int) -> int:
        return (await ann.patch(f"/features/{feature['id']}", json={"name": f"Login {number}"})).status_code

    async def edit(number: int) -> int:
        body = {"markdown": f"The system shall start within {number} seconds."}
        return (await bob.put(f"{where}/content", json=body)).status_code

    async def make_and_delete(number: int) -> int:
        body = {"type": "product_overview", "title": f"D{number}", "markdown": f"The pump must stop at {number} bar."}
        made = (await ann.post("/refinery/documents", json=body)).json()
        deleted = await bob.delete(f"/refinery/documents/{made['id']}")
        restored = await ann.post(f"/refinery/documents/{made['id']}/restore")
        return max(deleted.status_code, restored.status_code)

    work = [job(number) for job in (rename, edit, make_and_delete) for number in range(12)]
    dice.shuffle(work)
    statuses = await asyncio.gather(*work)

    assert set(statuses) <= {200, 204}
    assert (await ann.get("/")).json()["stats"]["documentCount"] == 13
    requirements = (await ann.get("/refinery/requirements", params={"limit": 100})).json()["requirements"]
    assert len({row["key"] for row in requirements}) == len(requirements) == 13
