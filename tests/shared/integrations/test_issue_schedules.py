"""Any sequence of failures, callers at once, and time: at most one issue for a thing, and at last exactly one."""

from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from openfactory.testing.clock import shifted
from openfactory.testing.trackers.server import lost, refused

SETTLE = 120  # seconds: the setting's default
THINGS = 12


def some_fault(chance):
    """A failure as real ones are: known or unknown, before or after the issue is made, of a call or of a look."""
    making = chance.random() < 0.7
    kind = chance.choice(["refused", "limited", "lost", "lost", "lost", "late"])
    if kind == "late":
        return lost("late", carried_out=False)
    if kind == "refused":
        return refused(chance.choice([401, 403, 404, 410, 422]), {"message": "no"}, making=making)
    if kind == "limited":
        return refused(429, {"message": "later"}, making=making, retry_after="3")
    how = chance.choice(["answer", "reset", "close", "truncated"])
    return lost(how, carried_out=chance.random() < 0.6 if making else False, making=making)


class Schedule:
    """A thing, and what happens to whoever asks for its issue."""

    def __init__(self, tracked, jobs, chance, clocks):
        self.tracked, self.jobs, self.chance, self.clocks = tracked, jobs, chance, clocks
        self.thing, self.answers = uuid4(), []

    def count(self):
        titles = [issue.get("title") or issue["fields"]["summary"] for issue in self.tracked.server.issues]
        return titles.count(str(self.thing))

    async def ask(self, *, patient=True):
        async def once():
            try:
                timeout = 30 if patient or self.chance.random() < 0.7 else 0.05
                body = {"integration": self.tracked.kind, "title": str(self.thing)}
                reply = await self.tracked.client.post(f"/probe/{self.thing}/issue", json=body, timeout=timeout)
            except httpx.ReadTimeout:
                return
            assert reply.status_code in (201, 409, 502), reply.text
            if reply.status_code == 201:
                self.answers.append(reply.json())

        await asyncio.gather(*(once() for _ in range(1 if patient else self.chance.randint(1, 3))))

    async def later(self, seconds):
        # What the other side does after it was given up is over before the time to settle is.
        await self.tracked.server.release()
        self.clocks.enter_context(shifted(seconds=seconds))

    async def step(self):
        match self.chance.choice(["ask", "ask", "ask", "later", "jobs"]):
            case "ask":
                faults = [some_fault(self.chance) for _ in range(self.chance.randint(0, 2))]
                self.tracked.server.faults += faults
                await self.ask(patient=False)
            case "later":
                await self.later(self.chance.choice([1, 5, 30, 70, 130]))
            case "jobs":
                await self.jobs.run()
        assert self.count() <= 1

    async def end(self):
        """The other side is well again."""
        self.tracked.server.faults.clear()
        await self.later(2 * SETTLE)
        await self.ask()
        assert self.count() == 1
        assert len({answer["id"] for answer in self.answers}) == 1
        await self.jobs.run()
        assert self.count() == 1


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(4))
async def test_of_whatever_happens_one_issue_comes(tracked, jobs, seed):
    chance = random.Random(f"{tracked.kind} {seed}")
    if tracked.kind == "github_issues":
        tracked.server.list_lag = timedelta(seconds=chance.choice([0, 20, 60]))
    with ExitStack() as clocks:
        for _ in range(THINGS):
            schedule = Schedule(tracked, jobs, chance, clocks)
            for _ in range(chance.randint(3, 8)):
                await schedule.step()
            await schedule.end()
