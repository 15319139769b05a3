"""Nothing stays in the store that is no artifact's, however an upload or a removal has ended."""

from __future__ import annotations

import asyncio
import io
import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from openfactory.blueprints.artifacts.jobs import clean_up, compare_store
from openfactory.blueprints.artifacts.models import Artifact, StoredObject
from openfactory.blueprints.artifacts.service import objects
from openfactory.core import background, clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.http.context import Context
from openfactory.core.storage import Storage, open_storage
from openfactory.testing.clock import shifted

both_stores = pytest.mark.parametrize("store", ["local", "s3"])


@pytest.fixture
def clean(jobs):
    """`await clean(job)`: one of the module's scheduled jobs, now."""

    async def done(job=clean_up):
        async with transaction(Access.system(name="test")) as tx:
            await tx.enqueue(job())
        await jobs.run()

    return done


@pytest.fixture
def context(settings):
    """What services find."""
    return Context(settings=settings, storage=open_storage(settings))


@pytest.fixture
def access(make, people, project):
    """Ann's, in the project."""
    return make.access(people.ann, organization_id=people.organization.id, project_id=project.id)


async def rows():
    return await StoredObject.across_tenants("a test looks at all").order_by("id")


@both_stores
async def test_the_content_of_a_deleted_artifact_is_removed(ann, upload, jobs, stored):
    kept, gone = await upload(b"kept"), await upload(b"gone")

    assert (await ann.delete(f"/{gone['id']}")).status_code == 204
    assert (await ann.get(f"/{gone['id']}")).status_code == 404
    assert (await ann.get(f"/{gone['id']}/download")).status_code == 404
    await jobs.run()

    assert [key.rpartition("/")[2] for key in stored()] == [kept["id"]]
    assert [str(row.id) for row in await rows()] == [kept["id"]]


async def test_a_removal_that_fails_is_done_again_until_it_succeeds(ann, upload, jobs, stored, settings, clean):
    made = await upload()
    (content,) = settings.files.rglob(made["id"])
    away = content.parent.with_name("away")
    await ann.delete(f"/{made['id']}")
    content.parent.rename(away)
    content.parent.write_text("no folder: each removal fails")

    await jobs.run()
    assert len(await rows()) == 1
    content.parent.unlink()
    away.rename(content.parent)
    with shifted(minutes=20):
        await clean()

    assert stored() == []
    assert await rows() == []


@both_stores
async def test_an_upload_that_was_cut_off_after_it_was_stored_is_removed_once_its_time_is_over(
    access, context, stored, clean
):
    """As a worker leaves it that is killed between the store and the commit."""
    await objects.put_object(access, context, io.BytesIO(b"x" * 6_000_000), 6_000_000)
    await clean()
    assert len(stored()) == 1  # it may still be taken over

    with shifted(minutes=16):
        await clean()

    assert stored() == []
    assert await rows() == []


async def test_a_reservation_counts_until_its_time_is_over(access, context):
    await objects.put_object(access, context, io.BytesIO(b"x" * 600), 600)

    with pytest.raises(objects.QuotaReached):
        await objects.check_room(access, 500, 1000)
    with shifted(minutes=11):
        await objects.check_room(access, 1000, 1000)


async def test_what_comes_too_late_is_refused_and_makes_no_artifact(access, context):
    from openfactory.blueprints.artifacts.service.uploading import create_artifact, keep_content
    from openfactory.core.errors import Unavailable

    kept = await keep_content(access, context, io.BytesIO(b"late"), "a.txt")

    with shifted(minutes=11), pytest.raises(Unavailable):
        await create_artifact(access, kept, file_name="a.txt", name=None, folder_id=None)

    assert await Artifact.across_tenants("a test looks at all").count() == 0


async def test_an_upload_whose_client_leaves_while_it_is_stored_is_let_go_at_once(access, context, stored, clean):
    class Slow(io.BytesIO):
        def read(self, size=-1):
            time.sleep(0.2)
            return super().read(size)

    task = asyncio.ensure_future(objects.put_object(access, context, Slow(bytes(10_000_000)), 10_000_000))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await background.drain()

    assert [row.gone_after is not None and row.gone_after <= clock.now() for row in await rows()] == [True]
    for _ in range(100):  # the store's own thread sees it at its next piece
        if not stored():
            break
        await asyncio.sleep(0.1)
    with shifted(minutes=6):
        await clean()
    assert stored() == []
    assert await rows() == []


@both_stores
async def test_what_no_row_knows_is_removed_after_a_day(upload, context, stored, clean):
    made = await upload()
    storage: Storage = context.storage
    for key in (f"artifacts/{uuid4()}/{uuid4()}", "artifacts/odd", f"artifacts/{uuid4()}/{made['id']}"):
        await storage.put(key, io.BytesIO(b"orphan"))
    await clean(compare_store)
    assert len(stored()) == 4

    with shifted(hours=25):
        await clean(compare_store)

    assert [key.rpartition("/")[2] for key in stored()] == [made["id"]]


async def test_parts_of_interrupted_writes_are_removed_after_an_hour(upload, settings, stored, clean):
    made = await upload(file_name="a#1.txt")
    (content,) = settings.files.rglob(made["id"])
    old, new = (content.with_name(f"{uuid4()}#{number}") for number in (1, 12))
    for path in (old, new):
        path.write_bytes(b"half")
    before = (clock.now() - timedelta(hours=2)).timestamp()
    os.utime(old, (before, before))

    await clean(compare_store)

    assert sorted(key.rpartition("/")[2] for key in stored()) == sorted([made["id"], new.name])


async def test_what_a_deleted_project_has_left_is_removed_after_a_month(upload, inside, stored, clean):
    await upload()
    await inside.delete("/")
    with shifted(days=29):
        await clean(compare_store)
        await clean()
    assert len(stored()) == 1

    with shifted(days=31):
        await clean(compare_store)
    with shifted(days=32):
        await clean()

    assert stored() == []


async def test_an_object_that_cannot_be_removed_holds_up_no_other(ann, upload, settings, clean, stored):
    made = [await upload(b"x" * 10) for _ in range(3)]
    (stuck,) = settings.files.rglob(made[0]["id"])
    stuck.unlink()
    stuck.mkdir()  # no file: it cannot be removed as one
    (stuck / "inside").write_bytes(b"x")
    for item in made:
        await ann.delete(f"/{item['id']}")

    with shifted(minutes=20):
        await clean()

    assert [str(row.id) for row in await rows()] == [made[0]["id"]]
    assert [key.rpartition("/")[2] for key in stored()] == ["inside"]


async def test_a_store_that_is_away_stops_no_chore_for_good(ann, upload, jobs, clean, stored, settings):
    made = await upload()
    await ann.delete(f"/{made['id']}")
    folder = settings.files / "artifacts"
    folder.rename(settings.files / "elsewhere")
    folder.write_text("away")
    with shifted(minutes=20):
        await clean()
        failed = [job for job in await jobs.all() if job["type"] == "artifacts.clean_up"]
    folder.unlink()
    (settings.files / "elsewhere").rename(folder)

    with shifted(minutes=40):
        await clean()

    assert [job["status"] for job in failed] == ["failed"]
    assert stored() == []
