"""Deliveries: tried again for days, logged, sent once more when asked for, and given up with a notice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from receiving import receiving

from openfactory.core import background, clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.ids import uuid7
from openfactory.shared.webhooks.jobs import delete_old, queue_sending
from openfactory.shared.webhooks.models import Delivery
from openfactory.shared.webhooks.retrying import JITTER, PAUSES
from openfactory.testing.clock import frozen, shifted

LOSE_JOBS = Query("worker.test_lose_jobs", "UPDATE core_jobs SET status = 'cancelled' WHERE status = 'queued'")
PAST = (1 + JITTER) * 1.001


@pytest.fixture
def overrides():
    return {"outgoing": {"allow_private": ["127.0.0.1"]}}


@pytest.fixture
async def receiver():
    async with receiving() as found:
        yield found


@pytest.fixture
async def hook(ann, receiver):
    """A webhook to the receiver that hears of features."""
    reply = await ann.post("/webhooks", json={"url": receiver.url, "eventTypes": ["projects.feature.*"]})
    return SimpleNamespace(**reply.json())


@pytest.fixture
def deliveries(ann, hook):
    """`await deliveries()`: the log of the webhook, the oldest first."""

    async def listed(**query):
        reply = await ann.get(f"/webhooks/{hook.id}/deliveries", params={"limit": 100, **query})
        assert reply.status_code == 200, reply.text
        return reply.json()["deliveries"][::-1]

    return listed


@pytest.fixture
def shown(ann, hook):
    """`await shown()`: the webhook as it is listed."""

    async def found():
        return next(item for item in (await ann.get("/webhooks")).json()["webhooks"] if item["id"] == hook.id)

    return found


@pytest.fixture
async def told(client_for, people):
    """`await told(user)`: kinds and excerpts of what the user is told."""

    async def listed(user):
        box = (await client_for(user).get("/api/notifications")).json()["notifications"]
        return [(item["kind"], item["excerpt"]) for item in box]

    return listed


async def test_what_fails_is_tried_again_over_three_days_with_the_same_id_and_body(
    receiver, make_feature, jobs, deliveries
):
    receiver.answer(500, times=20)
    await make_feature("Engines")
    with frozen() as now:
        await jobs.run()
    for number, pause in enumerate(PAUSES, 1):
        with frozen(now + pause * 0.999):
            await jobs.run()
            assert len(receiver.requests) == number
        now += pause * PAST
        with frozen(now):
            await jobs.run()
            assert len(receiver.requests) == number + 1

    [delivery] = await deliveries()
    assert (delivery["status"], delivery["attempts"], delivery["nextAttemptAt"]) == ("failed", 11, None)
    assert (delivery["responseStatus"], delivery["error"]) == (500, "the receiver answered with 500")
    assert len({got.headers["webhook-id"] for got in receiver.requests}) == 1
    assert len({got.body for got in receiver.requests}) == 1
    assert len({got.headers["webhook-timestamp"] for got in receiver.requests}) == 11
    assert sum(PAUSES, timedelta()) > timedelta(days=3)


async def test_an_attempt_that_arrives_ends_it(receiver, hook, make_feature, jobs, deliveries, shown):
    receiver.answer(503)
    await make_feature("Engines")
    await jobs.run()
    [first] = await deliveries()
    failing = (await shown())["failingSince"]
    with shifted(seconds=6):
        await jobs.run()
    with shifted(days=2):
        await jobs.run()

    [last] = await deliveries()
    assert (first["status"], first["attempts"], first["responseStatus"]) == ("pending", 1, 503)
    assert (last["status"], last["attempts"], last["responseStatus"], last["error"]) == ("succeeded", 2, 204, None)
    assert len(receiver.requests) == 2
    health = await shown()
    assert failing is not None
    assert (health["failingSince"], health["lastSuccessAt"] is None) == (None, False)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("3600", timedelta(hours=1)),
        ("999999999", timedelta(hours=24)),
        ("1", PAUSES[0]),
        ("soon", PAUSES[0]),
        ("-5", PAUSES[0]),
        ("Wed, 21 Oct 2015 07:28:00 GMT", PAUSES[0]),
    ],
)
async def test_a_receiver_can_ask_for_a_longer_pause_within_bounds(
    receiver, make_feature, jobs, deliveries, asked, waits
):
    receiver.answer(429, f"Retry-After: {asked}")
    with frozen() as now:
        await make_feature("Engines")
        await jobs.run()
        [delivery] = await deliveries()
    with frozen(now + waits * 0.999):
        await jobs.run()
        assert len(receiver.requests) == 1
    with frozen(now + waits * PAST):
        await jobs.run()
        assert len(receiver.requests) == 2
    assert delivery["attempts"] == 1


async def test_gone_switches_the_webhook_off_at_once(
    ann, receiver, people, make_feature, jobs, deliveries, shown, told
):
    receiver.answer(410)
    await make_feature("Engines")
    await jobs.run()
    await make_feature("Motors")
    with shifted(days=1):
        await jobs.run()

    [delivery] = await deliveries()
    [disabled] = (await ann.get("/events", params={"types": "webhooks.webhook.disabled"})).json()["events"]
    found = await shown()
    assert len(receiver.requests) == 1
    assert (found["enabled"], found["disabledReason"]) == (False, "gone")
    assert (delivery["status"], delivery["responseStatus"]) == ("cancelled", 410)
    assert disabled["data"]["reason"] == "gone"
    assert await told(people.ann) == [("webhook_disabled", "The receiver says that it is gone (410).")]
    assert await told(people.bob) == []


async def test_three_days_without_a_success_switch_it_off(people, receiver, make_feature, jobs, shown, told):
    receiver.answer(500, times=99)
    await make_feature("Engines")
    await jobs.run()
    with shifted(days=2, hours=23):
        await jobs.run()
    before = await shown()
    await make_feature("Motors")
    with shifted(days=3, minutes=5):
        await jobs.run()

    found = await shown()
    assert before["enabled"]
    assert (found["enabled"], found["disabledReason"]) == (False, "failing")
    assert [kind for kind, _ in await told(people.ann)] == ["webhook_disabled"]


async def test_twenty_lost_deliveries_switch_it_off(receiver, make_feature, jobs, shown, monkeypatch):
    monkeypatch.setattr("openfactory.shared.webhooks.retrying.PAUSES", ())
    receiver.answer(500, times=19)
    for number in range(19):
        await make_feature(f"Feature {number}")
    await jobs.run()
    before = await shown()
    receiver.answer(500)
    await make_feature("The last")
    await jobs.run()

    assert before["enabled"]
    assert (await shown())["disabledReason"] == "failing"


async def test_an_archived_project_sends_nothing_until_it_is_unarchived(
    ann, receiver, hook, make_feature, jobs, deliveries, client_for, people, project
):
    async def shown():
        return (await later.get("/webhooks")).json()["webhooks"][0]

    later = client_for(people.ann, below=f"/api/projects/{project.id}")  # her session begins days later
    receiver.answer(500, times=2)
    await make_feature("Engines")
    await jobs.run()
    await make_feature("Motors")  # in the log, and not read yet
    await ann.post("/archive")
    with shifted(days=5):
        await jobs.run()
        await jobs.worker._ticker.tick()
        await jobs.run()
    tested = await ann.post(f"/webhooks/{hook.id}/test")
    assert len(receiver.requests) == 1
    assert tested.json()["code"] == "projects.archived"
    assert [found["status"] for found in await deliveries()] == ["pending"]
    assert {row["status"] for row in await jobs.all()} == {"succeeded"}

    with shifted(days=6):
        assert (await later.post("/unarchive")).status_code == 200
        await jobs.run()
        assert (await shown())["enabled"]  # one failure after five days of rest is no reason
        receiver.answer(204, times=9)
    with shifted(days=6, minutes=10):
        await jobs.run()

    assert [found["status"] for found in await deliveries()] == ["succeeded", "succeeded"]
    names = [got.message["data"]["data"]["title"] for got in receiver.requests]
    assert set(names) == {"Engines", "Motors"}


async def test_no_answer_in_time_is_a_failure(client, receiver, hook, ann, make_feature, jobs, deliveries):
    opened = next(s.context.webhooks for s in client.app.ctx.openfactory.scopes if s.name == "projects")
    opened.seconds = 0.2
    receiver.silent = True
    await make_feature("Engines")
    await jobs.run()
    tested = (await ann.post(f"/webhooks/{hook.id}/test")).json()

    [delivery] = await deliveries()
    assert (delivery["status"], delivery["attempts"], delivery["responseStatus"]) == ("pending", 1, None)
    assert delivery["error"] == tested["error"] == "no answer within 0.2 seconds"
    assert delivery["durationMs"] >= 200


async def test_a_test_with_a_key_holds_up_nobody_and_is_made_once(receiver, hook, ann, make_feature):
    receiver.silent = True
    path, key = f"/webhooks/{hook.id}/test", {"idempotency-key": "once"}
    testing = asyncio.create_task(ann.post(path, headers=key))
    while not receiver.requests:
        await asyncio.sleep(0.02)
    await make_feature("Engines")  # an open transaction would be SQLite's only writer
    repeated = await ann.post(path, headers=key)
    receiver.released.set()
    first = await testing
    again = await ann.post(path, headers=key)

    assert repeated.json()["code"] == "request.still_running"
    assert (first.status_code, first.json()["delivered"]) == (200, False)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert receiver.types == ["webhooks.test"]


async def test_a_replay_is_the_same_message_with_a_new_signature_and_does_not_count(
    ann, receiver, hook, make_feature, jobs, deliveries, shown
):
    await make_feature("Engines")
    await jobs.run()
    [delivery] = await deliveries()
    healthy = await shown()
    receiver.answer(500)
    replayed = await ann.post(f"/webhooks/deliveries/{delivery['id']}/replay")
    with shifted(minutes=2):
        await jobs.run()
        await jobs.run()

    first, second = receiver.requests
    [after] = await deliveries()
    assert (replayed.status_code, replayed.json()["status"]) == (202, "pending")
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert second.verified(hook.secret)
    assert (after["status"], after["attempts"], after["responseStatus"]) == ("failed", 2, 500)
    assert await shown() == healthy


async def test_what_is_pending_or_switched_off_is_not_replayed(ann, receiver, hook, make_feature, jobs, deliveries):
    receiver.answer(500)
    await make_feature("Engines")
    await jobs.run()
    [delivery] = await deliveries()
    path = f"/webhooks/deliveries/{delivery['id']}/replay"

    assert (await ann.post(path)).json()["code"] == "webhooks.pending"
    await ann.patch(f"/webhooks/{hook.id}", json={"enabled": False})
    assert [found["status"] for found in await deliveries()] == ["cancelled"]
    assert (await ann.post(path)).json()["code"] == "webhooks.off"
    await ann.patch(f"/webhooks/{hook.id}", json={"enabled": True})
    assert (await ann.post(path)).status_code == 202
    await jobs.run()
    assert [found["status"] for found in await deliveries()] == ["succeeded"]


async def test_a_silent_receiver_does_not_hold_up_another(ann, receiver, make_feature, jobs, deliveries):
    receiver.silent = True
    await make_feature("Before")
    async with receiving() as other:
        await ann.post("/webhooks", json={"url": other.url, "eventTypes": ["projects.feature.*"]})
        for number in range(12):
            await make_feature(f"Feature {number}")
        running = asyncio.create_task(jobs.run())
        while len(other.requests) < 12:
            await asyncio.sleep(0.02)
        assert not running.done()
        assert len(receiver.requests) == 5  # at once, and no more before these have ended
        receiver.released.set()
        await running

        assert len(other.requests) == 12
    assert {found["status"] for found in await deliveries()} == {"pending"}
    assert {found["error"].split(":")[0] for found in await deliveries()} == {"RemoteProtocolError"}


async def test_many_events_arrive_each_once(receiver, make_feature, jobs, deliveries):
    for number in range(23):
        await make_feature(f"Feature {number}")
    await jobs.run()

    ids = [got.headers["webhook-id"] for got in receiver.requests]
    assert len(ids) == len(set(ids)) == 23
    assert {found["status"] for found in await deliveries()} == {"succeeded"}
    assert len(await deliveries(status="succeeded")) == 23
    assert await deliveries(status="failed") == []


async def test_what_its_job_was_lost_for_is_caught_up_with(receiver, make_feature, jobs, deliveries):
    await make_feature("Engines")
    await jobs._following.look()
    await background.drain()  # after the commit it is looked at once more
    await LOSE_JOBS.run()
    await jobs.run()
    before = [found["status"] for found in await deliveries()]
    await jobs.worker._ticker.tick()
    with shifted(minutes=11):
        await jobs.worker._ticker.tick()
        await jobs.run()

    assert before == ["pending"]
    assert [found["status"] for found in await deliveries()] == ["succeeded"]


async def test_a_deleted_webhook_gets_nothing_more(ann, receiver, hook, make_feature, jobs):
    receiver.answer(500)
    await make_feature("Engines")
    await jobs.run()
    await ann.delete(f"/webhooks/{hook.id}")
    with shifted(days=4):
        await jobs.run()

    assert len(receiver.requests) == 1
    assert {row["status"] for row in await jobs.all()} == {"succeeded"}


async def test_old_deliveries_are_deleted_and_pending_ones_kept(receiver, hook, make_feature, jobs, deliveries):
    await make_feature("Engines")
    await jobs.run()
    receiver.answer(500)
    await make_feature("Motors")
    await jobs.run()

    with shifted(days=29):
        assert await delete_old() == 0
    with shifted(days=31):
        assert await delete_old() == 1
    assert [found["status"] for found in await deliveries()] == ["pending"]


async def test_deliveries_of_another_project_are_not_there(
    ann, stranger, hook, make_feature, jobs, deliveries, make, people
):
    await make_feature("Engines")
    await jobs.run()
    [delivery] = await deliveries()
    elsewhere = await make.project(people.ann, people.organization, "Elsewhere")
    other = make.client_for(people.ann, below=f"/api/projects/{elsewhere.id}")

    for client in (stranger, other):
        assert (await client.get(f"/webhooks/{hook.id}/deliveries")).status_code == 404
        assert (await client.post(f"/webhooks/deliveries/{delivery['id']}/replay")).status_code == 404
        assert (await client.post(f"/webhooks/{hook.id}/test")).status_code == 404
        assert (await client.post(f"/webhooks/{hook.id}/rotate-secret", json={})).status_code == 404


async def test_what_is_queued_while_its_job_ends_is_sent_all_the_same(
    request, people, project, receiver, hook, make_feature, jobs
):
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("SQLite has one writer: a job cannot end while another transaction is open")
    place = Access.system(organization_id=people.organization.id, project_id=project.id)
    receiver.silent = True
    await make_feature("Engines")
    await jobs._following.look()
    running = asyncio.create_task(jobs.worker.work_off())
    while not receiver.requests:
        await asyncio.sleep(0.02)

    async with transaction(place) as tx:
        await Delivery.create(
            project_id=project.id,
            webhook_id=hook.id,
            message_id=uuid7(),
            event_type="projects.feature.created",
            body='{"type": "the second"}',
            next_attempt_at=clock.now(),
        )
        await queue_sending(tx, UUID(hook.id))
        receiver.silent = False
        receiver.released.set()
        await running
        assert len(receiver.requests) == 1
    await background.drain()
    await jobs.worker.work_off()

    assert receiver.types == ["projects.feature.created", "the second"]
