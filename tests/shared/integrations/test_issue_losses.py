"""Answers that are lost: never a second issue, and in the end exactly one."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from tracked import settled

from openfactory.testing.clock import shifted
from openfactory.testing.trackers.github import GitHubFake
from openfactory.testing.trackers.server import HTML, Answer, Fault, listening, lost, refused

UNKNOWN = (502, "integrations.outcome_unknown")
LOSSES = ["answer", "reset", "close", "hang", "truncated"]


def told(reply):
    return reply.status_code, reply.json().get("code")


@pytest.mark.parametrize("how", LOSSES)
async def test_an_issue_whose_answer_is_lost_is_found_at_once(tracked, thing, how):
    tracked.server.faults.append(lost(how, carried_out=True))

    reply = await tracked.ask(thing)

    assert reply.status_code == 201
    assert tracked.issues() == [reply.json()["id"]]
    assert (await tracked.ask(thing)).json() == reply.json()


@pytest.mark.parametrize("how", LOSSES)
async def test_when_nothing_was_made_the_next_call_makes_it_once_that_is_certain(tracked, thing, how):
    tracked.server.faults.append(lost(how, carried_out=False))

    first, again = await tracked.ask(thing), await tracked.ask(thing)
    asked = len(tracked.server.made_by())
    with settled():
        last = await tracked.ask(thing)

    assert told(first) == told(again) == UNKNOWN
    assert 1 <= int(again.headers["retry-after"]) <= int(first.headers["retry-after"]) <= 121
    assert (asked, last.status_code, len(tracked.issues())) == (1, 201, 1)


async def test_an_issue_that_is_made_late_is_found_by_the_next_call(tracked, thing):
    tracked.server.faults.append(lost("late", carried_out=False))

    first = await tracked.ask(thing)
    await tracked.server.release()
    second = await tracked.ask(thing)

    assert told(first) == UNKNOWN
    assert (second.status_code, tracked.issues()) == (201, [second.json()["id"]])
    assert len(tracked.server.made_by()) == 1


async def test_an_issue_that_is_made_late_is_found_by_a_job_when_nobody_asks(tracked, thing, jobs, ann):
    tracked.server.faults.append(lost("late", carried_out=False))
    await tracked.ask(thing)
    await tracked.server.release()
    with shifted(seconds=10):  # a lease of four calls
        await jobs.run()
    events = (await ann.get("/events", params={"types": "integrations.issue.created"})).json()["events"]
    asked = len(tracked.server.asked)

    reply = await tracked.ask(thing)

    assert [event["data"]["key"] for event in events] == tracked.issues() == [reply.json()["id"]]
    assert len(tracked.server.asked) == asked  # what is known is not asked for


async def test_the_job_makes_nothing_looks_twice_and_ends(tracked, thing, jobs):
    tracked.server.faults.append(lost("reset", carried_out=False))
    await tracked.ask(thing)
    looked = len(tracked.server.asked)
    for seconds in (10, 300, 600):
        with shifted(seconds=seconds):
            await jobs.run()

    kept = [row for row in await jobs.all() if row["type"] == "integrations.resolve_issue"]
    assert {row["status"] for row in kept} == {"succeeded"}
    assert len(kept) == 2
    assert len(tracked.server.asked) == looked + 2
    assert tracked.issues() == []


async def test_the_job_of_an_issue_that_is_made_does_nothing(tracked, thing, jobs):
    await tracked.ask(thing)
    asked = len(tracked.server.asked)
    with shifted(seconds=300):
        await jobs.run()

    assert len(tracked.server.asked) == asked


async def test_without_being_able_to_look_nothing_is_made(tracked, thing):
    tracked.server.faults += [lost("reset", carried_out=False), refused(500, HTML, making=False)]
    if tracked.kind == "jira" and tracked.server.cloud:  # it also asks before the call
        tracked.server.faults.insert(1, Fault("answer", Answer(200, {"issues": []}), making=False))
    first = await tracked.ask(thing)
    with settled():
        tracked.server.faults.append(refused(503, HTML, making=False))
        blind = await tracked.ask(thing)
        asked = len(tracked.server.made_by())
        seeing = await tracked.ask(thing)

    assert told(first) == told(blind) == UNKNOWN
    assert "503" in blind.json()["detail"]
    assert (asked, seeing.status_code, len(tracked.issues())) == (1, 201, 1)


async def test_a_caller_that_goes_away_leaves_it_to_the_next(tracked, thing, ann):
    tracked.server.faults.append(lost("late", carried_out=False))
    with pytest.raises(httpx.ReadTimeout):
        await ann.post(f"/probe/{thing}/issue", json={"integration": tracked.kind}, timeout=0.5)
    await tracked.server.release()
    with shifted(seconds=10):
        reply = await tracked.ask(thing)

    assert (reply.status_code, len(tracked.issues())) == (201, 1)


async def test_whoever_comes_while_a_call_is_slow_gets_its_issue(tracked, thing):
    async def slow(ask):
        await asyncio.sleep(0.5)

    tracked.server.after = slow
    replies = await asyncio.gather(*(tracked.ask(thing) for _ in range(3)))

    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.text for reply in replies}) == len(tracked.server.made_by()) == 1


async def test_many_issues_of_others_in_between_do_not_hide_it(tracked, thing):
    tracked.server.faults.append(lost("late", carried_out=False))
    await tracked.ask(thing)
    for _ in range(60):
        tracked.server.add("noise", "noise")
    await tracked.server.release()
    for _ in range(60):
        tracked.server.add("noise", "noise")

    reply = await tracked.ask(thing)

    assert (reply.status_code, reply.json()["id"]) == (201, tracked.issues()[60])


async def test_a_copy_by_somebody_else_is_not_taken_for_it(tracked, thing):
    tracked.server.faults.append(lost("late", carried_out=False))
    await tracked.ask(thing)
    await tracked.server.release()
    original = tracked.server.issues[0]
    copied = original["body"] if "body" in original else original["fields"]["description"]
    tracked.server.add("copy", copied)

    assert (await tracked.ask(thing)).json()["id"] == tracked.issues()[0]


async def test_disconnected_and_connected_again_it_is_still_found(tracked, thing, jobs, ann):
    tracked.server.faults.append(lost("late", carried_out=False))
    await tracked.ask(thing)
    await tracked.server.release()
    await ann.delete(f"/integrations/{tracked.kind}")
    with shifted(seconds=10):
        await jobs.run()
    gone = await tracked.ask(thing)
    await tracked.connect()

    assert told(gone) == (400, "integrations.not_connected")
    assert (await tracked.ask(thing)).json()["id"] == tracked.issues()[0]


class TestAtGitHub:
    @pytest.fixture
    async def github(self, ann):
        async with listening(GitHubFake()) as server:
            await ann.put("/integrations/github_issues", json=server.settings())
            yield server

    async def ask(self, ann, thing):
        return await ann.post(f"/probe/{thing}/issue", json={"integration": "github_issues"})

    async def test_a_list_that_lags_leads_to_no_second_issue(self, ann, github, thing):
        github.list_lag = timedelta(seconds=60)
        github.faults.append(lost("reset", carried_out=True))

        first, second = await self.ask(ann, thing), await self.ask(ann, thing)
        with shifted(seconds=62):
            third = await self.ask(ann, thing)

        assert told(first) == told(second) == UNKNOWN
        assert (third.status_code, len(github.issues), len(github.made_by())) == (201, 1, 1)

    async def test_whoever_waits_too_long_is_told_to_come_back(self, ann, github, thing):
        github.faults += [lost("hang", carried_out=True), lost("hang", carried_out=False, making=False)]

        replies = await asyncio.gather(*(self.ask(ann, thing) for _ in range(2)))
        late = await self.ask(ann, thing)

        assert {told(reply) for reply in replies} == {UNKNOWN, (409, "integrations.issue_being_created")}
        assert (late.status_code, len(github.issues)) == (201, 1)

    async def test_it_is_looked_for_where_it_was_made(self, ann, github, thing):
        github.faults.append(lost("late", carried_out=False))
        await self.ask(ann, thing)
        await github.release()
        await ann.put("/integrations/github_issues", json=github.settings(repo="other"))

        assert (await self.ask(ann, thing)).json()["url"] == "https://github.com/acme/shop/issues/1"

    async def test_made_at_another_server_it_blocks_for_a_day(self, ann, github, thing, client_for, people, project):
        github.faults.append(lost("reset", carried_out=False))
        await self.ask(ann, thing)
        asked = len(github.asked)
        async with listening(GitHubFake()) as other:
            await ann.put("/integrations/github_issues", json=other.settings())
            with settled():
                blocked = await self.ask(ann, thing)
            with shifted(hours=25):  # sessions end after a day
                free = await self.ask(client_for(people.ann, below=f"/api/projects/{project.id}"), thing)

            assert told(blocked) == UNKNOWN
            assert "another server" in blocked.json()["detail"]
            assert (free.status_code, len(other.issues), len(github.asked)) == (201, 1, asked)

    async def test_a_repository_without_issues_is_told_and_can_be_mended(self, ann, github, thing):
        github.has_issues = False
        bad = await self.ask(ann, thing)
        github.has_issues = True

        assert told(bad) == (502, "integrations.refused")
        assert "Issues has been disabled" in bad.json()["detail"]
        assert (await self.ask(ann, thing)).status_code == 201
