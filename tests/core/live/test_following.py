"""Following channels over a WebSocket: what the log says, in order, from a cursor on."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from openfactory.core.db.statements import count_statements
from openfactory.core.events import tail, tails
from openfactory.core.ids import uuid7
from openfactory.core.live import ChannelKind, Source
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.testing.clock import shifted
from openfactory.testing.live import following

NOBODY = "01a20d00-0000-7000-8000-000000000000"


async def test_an_event_is_heard_as_the_log_has_it(live, people, project):
    ann = await live(people.ann)
    assert await ann.follow(project.channel) == 1
    await project.write()

    heard = await ann.hear()

    (logged,) = await project.log(after=1)
    assert heard == {"type": "event", "channel": project.channel, "id": 2, "event": logged}


async def test_who_comes_back_goes_on_after_its_cursor(live, people, project):
    await project.write(5)
    first, second = await live(people.ann), await live(people.ann)

    assert await first.follow(project.channel, after=3) == 3
    assert await second.follow(project.channel, after=0) == 0
    await project.write()

    assert [event["id"] for event in await first.events(4)] == [4, 5, 6, 7]
    assert [event["event"] for event in await second.events(7)] == await project.log()


@pytest.mark.parametrize("kept", [0, 3, 1000])
async def test_a_long_absence_is_read_from_the_log_and_from_memory_alike(live, people, project, monkeypatch, kept):
    """The log in pages, what is kept in memory, and what is written meanwhile."""
    monkeypatch.setattr(tails, "PAGE", 4)
    monkeypatch.setattr(tail, "MOST_KEPT", kept)
    present = await live(people.ann)
    await present.follow(project.channel)
    await project.write(30)
    absent = [await live(people.ann) for _ in range(5)]

    for number, client in enumerate(absent):
        await client.say(type="subscribe", channel=project.channel, after=number * 7)
        await project.write()

    for number, client in enumerate(absent):
        assert (await client.hear())["type"] == "subscribed"
        heard = [event["id"] for event in await client.events(36 - number * 7)]
        assert heard == list(range(number * 7 + 1, 37))
    assert [event["id"] for event in await present.events(35)] == list(range(2, 37))


async def test_followers_of_one_stream_share_its_reading(live, people, project):
    await project.write()
    clients = [await live(people.ann) for _ in range(8)]
    for client in clients:
        await client.follow(project.channel)

    with count_statements() as statements:
        await project.write()
        for client in clients:
            await client.events(1)

    assert len([sql for sql in statements if "accounts_users u ON u.id = e.actor_id" in sql]) == 1


async def test_two_channels_on_one_connection_and_one_unsubscribed(live, people, project, make, client_for):
    other = await make.project(people.ann, people.organization, "Other")
    ann = await live(people.ann)
    await ann.follow(project.channel)
    await ann.follow(f"project:{other.id}")

    await project.write()
    assert (await ann.hear())["channel"] == project.channel
    await client_for(people.ann).patch(f"/api/projects/{other.id}", json={"name": "Another"})
    assert (await ann.hear())["channel"] == f"project:{other.id}"

    await ann.say(type="unsubscribe", channel=project.channel)
    assert (await ann.ask(type="ping"))["type"] == "pong"
    await project.write()
    await client_for(people.ann).patch(f"/api/projects/{other.id}", json={"name": "Third"})
    assert (await ann.hear())["channel"] == f"project:{other.id}"


async def test_subscribing_again_begins_anew(live, people, project):
    await project.write(2)
    ann = await live(people.ann)
    await ann.follow(project.channel)

    assert await ann.follow(project.channel, after=2) == 2

    assert [event["id"] for event in await ann.events(1)] == [3]
    await project.write()
    assert [event["id"] for event in await ann.events(1)] == [4]


async def test_notifications_are_heard_by_whom_they_are_for(live, people, project, client_for):
    ann, bob = await live(people.ann), await live(people.bob)
    await ann.follow("notifications")
    await bob.follow("notifications")
    mention = {"type": "mention", "attrs": {"id": str(people.bob.id), "label": "Bob"}}
    content = {"type": "doc", "content": [{"type": "paragraph", "content": [mention]}]}

    subject = {"subjectType": "project", "subjectId": project.id}
    reply = await project.writer.post("/comments", json={**subject, "content": content})
    assert reply.status_code == 201, reply.text

    heard = await bob.hear()
    assert (heard["channel"], heard["event"]["name"]) == ("notifications", "notifications.notification.created")
    assert (await ann.ask(type="ping"))["type"] == "pong"


class TestAfterTooLongAnAbsence:
    @pytest.fixture
    def overrides(self):
        return {"live": {"replay_days": 5}}

    async def test_a_cursor_from_before_what_is_replayed_begins_anew(self, live, people, project):
        await project.log()
        with shifted(days=-6):
            await project.write(2)
        await project.write()
        ann = await live(people.ann)

        old = await ann.ask(type="subscribe", channel=project.channel, after=1)
        assert old == {"type": "resync", "channel": project.channel}
        assert await ann.hear() == {"type": "subscribed", "channel": project.channel, "cursor": 4}

        assert await ann.follow(project.channel, after=3) == 3
        assert [event["id"] for event in await ann.events(1)] == [4]

    async def test_who_has_everything_needs_no_resync_however_old_it_is(self, live, people, project):
        await project.log()
        with shifted(days=-6):
            await project.write(2)
        ann = await live(people.ann)
        assert await ann.follow(project.channel, after=3) == 3


async def test_a_cursor_of_another_log_begins_anew(live, people, project):
    """After a backup was restored, clients may be ahead of the log."""
    ann = await live(people.ann)
    reply = await ann.ask(type="subscribe", channel=project.channel, after=99)
    assert reply["type"] == "resync"
    assert (await ann.hear())["cursor"] == 1


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("project", "live.unknown_channel"),
        ("project:", "live.unknown_channel"),
        ("project:7", "live.unknown_channel"),
        ("notifications:" + NOBODY, "live.unknown_channel"),
        ("conversation:" + NOBODY, "live.unknown_channel"),
        ("nothing", "live.unknown_channel"),
        (f"project:{NOBODY}", "resource.not_found"),
    ],
)
async def test_what_cannot_be_followed_is_told(live, people, project, channel, code):
    ann = await live(people.ann)
    reply = await ann.ask(type="subscribe", channel=channel)
    assert (reply["type"], reply["code"]) == ("error", code)
    assert channel in reply["detail"]
    assert await ann.follow(project.channel) == 1


async def test_a_stranger_follows_nothing_of_a_project(live, people, project):
    stranger = await live(people.stranger)
    reply = await stranger.ask(type="subscribe", channel=project.channel)
    assert (reply["type"], reply["code"]) == ("error", "resource.not_found")


class TestOfAForeignModule:
    """What a built-in module can, another can: a kind of channel whose place is found by its id."""

    @pytest.fixture
    def documents(self) -> dict[UUID, UUID]:
        return {}

    @pytest.fixture
    def installed(self, documents):
        async def project_of(document_id: UUID) -> UUID | None:
            return documents.get(document_id)

        async def source(access, document_id) -> Source:
            return Source(access.project, lambda entry: entry.fields.get("featureId") == str(document_id))

        kind = ChannelKind(
            "document",
            "what happens to one document",
            needs="projects.read",
            place="project",
            source=source,
            locate=project_of,
        )
        return {**discover(), "documents": Module("documents", requires=["projects"], channels=[kind])}

    async def test_it_hears_what_its_source_picks(self, live, people, project, documents):
        await project.write(2)
        followed = UUID(project.made[0])
        documents[followed] = UUID(project.id)
        ann, stranger = await live(people.ann), await live(people.stranger)
        await ann.follow(f"document:{followed}")

        await project.writer.patch(f"/features/{project.made[1]}", json={"name": "Not this"})
        await project.writer.patch(f"/features/{followed}", json={"name": "This"})

        heard = await ann.hear()
        assert (heard["channel"], heard["id"]) == (f"document:{followed}", 5)
        assert heard["event"]["data"]["title"] == "This"
        for channel in (f"document:{followed}", f"document:{uuid7()}"):
            refused = await stranger.ask(type="subscribe", channel=channel)
            assert refused["code"] == "resource.not_found"

    async def test_a_module_that_is_not_served_has_no_channels(self, settings, installed):
        from openfactory.app import create_app

        chosen = settings.with_overrides({"modules": {"disable": ["documents"]}})
        served = create_app(chosen, installed=installed, name="without").ctx.openfactory.live.channels.kinds
        assert "document" not in served
        assert "project" in served


async def test_nothing_is_kept_of_a_client_that_has_gone(client, make, people, project, app):
    application = app.ctx.openfactory
    token = await make.token(people.ann)
    async with following(client, token) as ann:
        await ann.follow(project.channel)
        await ann.follow("notifications")
        assert (len(application.rights), len(application.connections)) == (3, 1)
        assert len(application.live.tails) == 3  # the user's, the organization's, the project's
    for _ in range(100):
        await asyncio.sleep(0.01)
    assert (len(application.rights), len(application.connections), len(application.live.tails)) == (0, 0, 0)
