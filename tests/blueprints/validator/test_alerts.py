"""Slack hears of what matters most, once."""

from __future__ import annotations

import pytest

URGENT = "Since yesterday I can't log in any more: an error <!channel> & all our data is gone"


@pytest.fixture
async def connected(inside):
    """The project posts to Slack."""
    reply = await inside.put("/integrations/slack", json={"url": "https://hooks.slack.com/services/T0/B0/x"})
    assert reply.status_code == 200, reply.text


@pytest.fixture
def alerts(jobs, monkeypatch):
    """`await alerts()`: what was posted to Slack, after all jobs have run."""
    from openfactory.shared.integrations import slack

    posted = []

    async def post(settings, opened, message):
        posted.append(message["text"])

    monkeypatch.setattr(slack, "post", post)

    async def found():
        await jobs.run()
        return posted

    return found


async def test_what_is_urgent_is_told_once(connected, alerts, send, change):
    feedback_id = await send(URGENT)
    [text] = await alerts()

    assert text.startswith("Feedback with a score of 0.9")
    assert "&lt;!channel&gt; &amp; all" in text
    await change(feedback_id, priorityScore=1)
    await change(feedback_id, priorityScore=0.1)
    await change(feedback_id, priorityScore=0.9)
    assert len(await alerts()) == 1


async def test_the_rest_is_not(connected, alerts, send):
    await send("Please add a dark theme")
    assert await alerts() == []


async def test_a_member_can_make_it_urgent(connected, alerts, send, change):
    feedback_id = await send("Please add a dark theme")
    await alerts()
    await change(feedback_id, priorityScore=0.8)
    assert len(await alerts()) == 1


async def test_duplicates_are_not_told_of_again(connected, alerts, send):
    for _ in range(3):
        await send(URGENT)
    assert len(await alerts()) == 1


async def test_votes_can_make_it_urgent(connected, alerts, inside, send):
    await inside.patch("/", json={"settings": {"validator": {"alertThreshold": 0.5}}})
    await send("The totals of the monthly report are wrong for northern districts")
    assert await alerts() == []
    for _ in range(3):
        await send("The totals of the monthly report are wrong for northern districts")
    [text] = await alerts()
    assert "4 votes" in text


@pytest.mark.parametrize(
    ("section", "amount"),
    [({"alertThreshold": 0.99}, 0), ({"alertThreshold": None}, 0), ({"alertThreshold": "x"}, 0), ({}, 1), (7, 1)],
)
async def test_the_project_says_from_when_on(connected, alerts, inside, send, section, amount):
    await inside.patch("/", json={"settings": {"validator": section}})
    await send(URGENT)
    assert len(await alerts()) == amount


async def test_what_was_dismissed_is_not_told_of(connected, alerts, send, change):
    await change(await send(URGENT), status="dismissed")
    assert await alerts() == []


async def test_it_can_say_so_in_one_word(connected, alerts, inside, send):
    await inside.patch("/", json={"settings": {"validator.alertThreshold": None}})
    await send(URGENT)
    assert await alerts() == []


async def test_without_slack_nothing_happens(alerts, send):
    await send(URGENT)
    assert await alerts() == []
