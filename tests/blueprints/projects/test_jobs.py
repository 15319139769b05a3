"""A project's jobs over HTTP: listed in one statement, read, cancelled, tried again."""

from __future__ import annotations

import asyncio

import pytest

from openfactory.core import background
from openfactory.core.access import Access
from openfactory.core.bus import GAP
from openfactory.core.db.queries import Query
from openfactory.core.db.statements import count_statements
from openfactory.core.db.transactions import transaction
from openfactory.core.housekeeping import keep_house
from openfactory.core.jobs import waking
from openfactory.core.mail.post import send_mail

SET = Query("worker.test_set_job", "UPDATE core_jobs SET status = :status, finished_at = created_at WHERE id = :id")
FAIL = Query(
    "worker.test_fail_job", "UPDATE core_jobs SET error = 'the file is no PDF', done = 3, total = 7 WHERE id = :id"
)


@pytest.fixture
def queue(people, project):
    """`await queue(status)`: the id of a job in the project."""
    place = Access.system(organization_id=people.organization.id, project_id=project.id)

    async def queued(status: str = "queued", call=None):
        async with transaction(place) as tx:
            job_id = await tx.enqueue(call or send_mail("sealed"))
        if status != "queued":
            await SET.run(status=status, id=job_id)
        return job_id

    return queued


async def test_jobs_are_listed_the_newest_first_and_in_pages(bob, queue):
    ids = [str(await queue()) for _ in range(5)]
    first = (await bob.get("/jobs", params={"limit": 3})).json()
    rest = (await bob.get("/jobs", params={"cursor": first["nextCursor"]})).json()
    assert [job["id"] for job in first["jobs"] + rest["jobs"]] == ids[::-1]
    assert rest["nextCursor"] is None


async def test_a_job_is_shown_with_how_far_it_is_and_nothing_of_its_arguments(bob, queue):
    job_id = await queue("failed")
    await FAIL.run(id=job_id)
    shown = (await bob.get(f"/jobs/{job_id}")).json()
    [listed] = (await bob.get("/jobs")).json()["jobs"]
    assert shown == listed
    assert set(shown) == {
        *("id", "type", "status", "progress", "error", "attempt", "createdAt", "startedAt", "finishedAt"),
    }
    assert (shown["status"], shown["error"]) == ("failed", "the file is no PDF")
    assert shown["progress"] == {"done": 3, "total": 7, "note": None}


async def test_a_list_is_one_statement_whatever_its_length(bob, queue):
    async def statements() -> int:
        with count_statements() as counted:
            assert (await bob.get("/jobs")).status_code == 200
        return len(counted)

    await queue()
    await bob.get("/jobs")
    few = await statements()
    for _ in range(20):
        await queue()
    assert await statements() == few == 2  # who is calling, and the list


async def test_jobs_are_chosen_by_status_and_type(bob, queue):
    failed, waiting = str(await queue("failed")), str(await queue())
    other = str(await queue(call=keep_house()))
    by_status = (await bob.get("/jobs", params={"status": "failed"})).json()["jobs"]
    by_type = (await bob.get("/jobs", params={"type": "core.housekeeping"})).json()["jobs"]
    by_both = (await bob.get("/jobs", params={"status": "queued", "type": "core.send_mail"})).json()["jobs"]
    assert [[job["id"] for job in found] for found in (by_status, by_type, by_both)] == [[failed], [other], [waiting]]
    assert (await bob.get("/jobs", params={"status": "lost"})).status_code == 422


async def test_a_queued_job_is_cancelled_and_tried_again(client, bob, queue):
    job_id = await queue()
    cancelled = await bob.post(f"/jobs/{job_id}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    await background.drain()
    async with client.app.ctx.openfactory.bus.subscribe(waking.CHANNEL) as messages:
        assert await anext(messages) is GAP
        again = await bob.post(f"/jobs/{job_id}/retry")
        assert await asyncio.wait_for(anext(messages), 10) == b""  # workers are told
    assert (again.json()["status"], again.json()["finishedAt"]) == ("queued", None)
    assert cancelled.headers["etag"] != again.headers["etag"]


@pytest.mark.parametrize(
    ("status", "action", "code"),
    [
        ("succeeded", "cancel", "jobs.ended"),
        ("succeeded", "retry", "jobs.not_failed"),
        ("queued", "retry", "jobs.not_failed"),
    ],
)
async def test_what_does_not_fit_a_jobs_state_is_refused(bob, queue, status, action, code):
    reply = await bob.post(f"/jobs/{await queue(status)}/{action}")
    assert (reply.status_code, reply.json()["code"]) == (409, code)


async def test_a_retry_beside_the_same_job_is_refused(bob, queue):
    first = await queue("cancelled", keep_house())
    await queue(call=keep_house())
    reply = await bob.post(f"/jobs/{first}/retry")
    assert (reply.status_code, reply.json()["code"]) == (409, "jobs.same_queued")


async def test_in_an_archived_project_jobs_are_seen_and_left_alone(ann, bob, queue):
    failed, waiting = await queue("failed"), await queue()
    await ann.post("/archive")
    assert (await bob.post(f"/jobs/{failed}/retry")).json()["code"] == "projects.archived"
    assert (await bob.post(f"/jobs/{waiting}/cancel")).json()["code"] == "projects.archived"
    assert (await bob.get(f"/jobs/{waiting}")).status_code == 200


async def test_jobs_of_another_project_are_not_there(bob, stranger, queue, make, people):
    job_id = await queue()
    assert (await stranger.get(f"/jobs/{job_id}")).status_code == 404
    elsewhere = await make.project(people.ann, people.organization, "Elsewhere")
    wrong = f"/api/projects/{elsewhere.id}/jobs/{job_id}"
    for method, path in (("GET", wrong), ("POST", f"{wrong}/cancel"), ("POST", f"{wrong}/retry")):
        assert (await make.client_for(people.ann).request(method, path)).status_code == 404
