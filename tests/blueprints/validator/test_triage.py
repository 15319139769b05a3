"""A job says of new feedback what it is about, how much it matters, and why; a member's word stands."""

from __future__ import annotations

import pytest

from openfactory.blueprints.validator import jobs as validator_jobs
from openfactory.blueprints.validator.models import Band, Feedback, Lesson, Word
from openfactory.blueprints.validator.service import triage
from openfactory.core.access import Access
from openfactory.core.db.statements import count_statements
from openfactory.core.db.transactions import transaction
from openfactory.testing.clock import shifted

BUG = "The export crashes with an error when I press save."


async def test_it_categorises_scores_and_says_why(send, read, jobs):
    feedback_id = await send("Since yesterday I can't log in any more, it says invalid session.")
    await jobs.run()

    found = await read(feedback_id)

    assert (found["category"], found["status"]) == ("bug", "triaged")
    assert found["priorityScore"] >= 0.9
    assert found["decidedBy"] == {"category": "triage", "priorityScore": "triage", "status": "triage"}
    why = found["explanation"]
    assert "invalid" in why["category"]["words"]
    assert why["category"]["learnedFromProject"] is False
    assert "can't log in" in why["priority"]["words"]
    assert why["duplicate"] is None
    assert found["triagedAt"] is not None


@pytest.mark.parametrize(
    ("description", "category"),
    [
        (BUG, "bug"),
        ("Please add a dark theme.", "feature_request"),
        ("The dashboard is very slow and takes 20 seconds to load.", "performance"),
        ("Thanks for the great work!", "other"),
        ("Ärgerlich", "other"),
        ("?!", "other"),
    ],
)
async def test_each_category_is_known(send, read, jobs, description, category):
    feedback_id = await send(description)
    await jobs.run()

    assert (await read(feedback_id))["category"] == category


async def test_what_the_sender_says_it_is_about_stands(send, read, jobs):
    feedback_id = await send(BUG, category="feature_request")
    await jobs.run()

    found = await read(feedback_id)
    assert (found["category"], found["decidedBy"]["category"]) == ("feature_request", "sender")
    assert found["explanation"]["category"]["found"] == "bug"
    assert found["priorityScore"] == 0.25


async def test_what_a_member_has_decided_before_stands(send, read, change, jobs):
    feedback_id = await send(BUG)
    await change(feedback_id, category="other", priorityScore=0.123, status="in_progress")
    await jobs.run()

    found = await read(feedback_id)
    assert (found["category"], found["priorityScore"], found["status"]) == ("other", 0.123, "in_progress")
    assert set(found["decidedBy"].values()) == {"member"}


async def test_what_a_member_decides_meanwhile_stands(access, send, read, change):
    feedback_id = await send(BUG)
    judged = await triage.judge_batch(access)
    await change(feedback_id, category="performance", status="dismissed")
    async with transaction(access) as tx:
        await triage.write_batch(tx, judged)

    found = await read(feedback_id)
    assert (found["category"], found["status"]) == ("performance", "dismissed")
    assert found["priorityScore"] is not None


async def test_what_is_erased_meanwhile_stays_so(access, ann, send):
    feedback_id = await send(BUG)
    judged = await triage.judge_batch(access)
    assert (await ann.delete(f"/feedback/{feedback_id}")).status_code == 204
    async with transaction(access) as tx:
        await triage.write_batch(tx, judged)

    assert (await ann.get("/feedback")).json()["totalCount"] == 0


async def test_a_worker_that_dies_in_the_middle_leaves_no_trace(access, send, read, jobs, monkeypatch):
    ids = [await send(f"{BUG} {number}") for number in range(3)]

    async def die(*arguments):
        raise RuntimeError

    with monkeypatch.context() as instead:
        instead.setattr(triage, "tally", die)
        await jobs.run()
    assert (await read(ids[0]))["status"] == "new"
    assert await Band.all().count() == 0

    with shifted(minutes=5):
        await jobs.run()
    assert [(await read(feedback_id))["status"] for feedback_id in ids] == ["triaged"] * 3


async def test_it_is_done_once_however_often_it_is_begun(access, inside, send, jobs):
    await send(BUG)
    judged = await triage.judge_batch(access)
    await jobs.run()
    async with transaction(access) as tx:  # a worker that was thought dead
        await triage.write_batch(tx, judged)
    await jobs.run()

    events = (await inside.get("/events?types=validator.feedback.triaged")).json()["events"]
    assert len(events) == 1


async def test_what_was_left_over_is_caught_up_with(send, read, jobs, monkeypatch):
    monkeypatch.setattr(validator_jobs, "judge_batch", lambda access: _nothing())
    monkeypatch.setattr(validator_jobs, "is_anything_waiting", lambda access: _nothing())
    feedback_id = await send(BUG)
    await jobs.run()
    monkeypatch.undo()
    assert (await read(feedback_id))["status"] == "new"

    with shifted(minutes=3):
        async with transaction(Access.system(name="test")) as tx:
            await tx.enqueue(validator_jobs.catch_up())
        await jobs.run()
    assert (await read(feedback_id))["status"] == "triaged"


async def _nothing():
    return None


async def test_many_wait_for_one_job(send, jobs, ann):
    for number in range(triage.BATCH + 5):
        await send(f"Report {number} has {number} wrong totals")

    queued = [row for row in await jobs.all() if row["type"] == "validator.triage"]
    assert len(queued) == 1
    await jobs.run()
    assert (await ann.get("/feedback?status=new")).json()["totalCount"] == 0


async def test_what_one_costs_does_not_grow_with_the_project(access, send, jobs):
    async def cost():
        await send("Printing labels upside down wastes paper rolls")
        with count_statements() as statements:
            judged = await triage.judge_batch(access)
            async with transaction(access) as tx:
                await triage.write_batch(tx, judged)
        return len(statements)

    first = await cost()
    for number in range(30):
        await send(f"Printing labels upside down wastes paper rolls in hall {number} and hall {number + 100}")
    await jobs.run()

    assert abs(await cost() - first) <= 6  # by then it has an original to be merged into


class TestLearning:
    """What members say is counted in rows, and taken back when they say otherwise."""

    async def test_the_projects_own_labels_teach_it(self, send, read, change, jobs):
        for number in range(24):
            text, category = (
                ("Zurückweisung der Buchung", "performance") if number % 2 else ("Zählerstand fehlt", "bug")
            )
            await change(await send(f"{text} {number}"), category=category)
        await jobs.run()
        feedback_id = await send("Schon wieder Zurückweisung der Buchung")
        await jobs.run()

        found = await read(feedback_id)
        assert found["category"] == "performance"
        assert found["explanation"]["category"]["learnedFromProject"] is True
        assert {"buchung", "zuruckweisung"} & set(found["explanation"]["category"]["words"])

    async def test_few_labels_have_no_say(self, send, read, change, jobs):
        for number in range(5):
            await change(await send(f"Buchung {number}"), category="performance")
        feedback_id = await send("Buchung fehlt")
        await jobs.run()

        assert (await read(feedback_id))["category"] == "other"

    async def test_another_label_takes_the_first_one_back(self, send, change):
        feedback_id = await send("Pumpe pfeift")
        await change(feedback_id, category="bug")
        await change(feedback_id, category="bug")
        await change(feedback_id, category="performance")

        assert await _lessons() == {"bug": (0, 0), "performance": (1, 2)}
        assert {(row.word, str(row.category), row.amount) for row in await Word.all()} == {
            ("pump", "bug", 0),
            ("pfeift", "bug", 0),
            ("pump", "performance", 1),
            ("pfeift", "performance", 1),
        }

    async def test_what_is_cleared_or_erased_teaches_no_more(self, ann, send, change):
        one, other = await send("Pumpe pfeift"), await send("Pumpe leckt")
        for feedback_id in (one, other):
            await change(feedback_id, category="bug")
        await change(one, category=None)
        await ann.delete(f"/feedback/{other}")

        assert await _lessons() == {"bug": (0, 0)}
        assert {row.amount for row in await Word.all()} == {0}

    async def test_what_the_triage_has_said_itself_teaches_nothing(self, send, jobs):
        await send(BUG)
        await jobs.run()

        assert await _lessons() == {}
        assert await Feedback.across_tenants("a test").filter(learned_as=None).count() == 1


async def _lessons():
    return {str(row.category): (row.texts, row.words) for row in await Lesson.all()}
