"""A right that is gone ends what it was for: checked when the log says so, and when a credential ends by itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from openfactory.core.http.endpoint import socket as declare_socket
from openfactory.core.http.routes import Routes
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.shared.accounts.models import Membership
from openfactory.testing.clock import shifted


@pytest.fixture
def organization(people, client_for):
    return client_for(people.ann, below=f"/api/organizations/{people.organization.id}")


async def member_id(people, user) -> str:
    found = Membership.across_tenants("the test asks").filter(organization_id=people.organization.id, user_id=user.id)
    return str((await found.get()).id)


async def api_key(organization, **more) -> dict:
    wanted = {"name": "Key", "scopes": ["project:read"], **more}
    reply = await organization.post("/api-keys", json=wanted)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_a_removed_member_is_cut_off_and_others_are_not(live, people, project, organization):
    bob, ann = await live(people.bob), await live(people.ann)
    await bob.follow(project.channel)
    await ann.follow(project.channel)

    reply = await organization.delete(f"/members/{await member_id(people, people.bob)}")
    assert reply.status_code == 204

    assert await bob.ended(2) == 4403
    await project.write()
    assert [event["id"] for event in await ann.events(1)] == [2]


async def test_who_keeps_a_role_that_suffices_stays(live, people, project, organization):
    bob = await live(people.bob)
    await bob.follow(project.channel)

    reply = await organization.patch(f"/members/{await member_id(people, people.bob)}", json={"role": "admin"})
    assert reply.status_code == 200
    await project.write()

    assert [event["id"] for event in await bob.events(1)] == [2]


async def test_signing_out_ends_that_session_alone(live, people, project, make, client):
    token = await make.token(people.bob)
    ended, other = await live(token), await live(people.bob)
    await ended.follow(project.channel)
    await other.follow(project.channel)

    reply = await client.post("/api/auth/signout", headers={"authorization": f"Bearer {token}"})
    assert reply.status_code == 204

    assert await ended.ended(2) == 4401
    await project.write()
    assert [event["id"] for event in await other.events(1)] == [2]


async def test_a_connection_that_follows_nothing_ends_with_its_session_as_well(live, people, make, client):
    token = await make.token(people.bob)
    idle = await live(token)
    await client.post("/api/auth/signout", headers={"authorization": f"Bearer {token}"})
    assert await idle.ended(2) == 4401


async def test_another_password_ends_all_other_sessions(live, people, make, client_for):
    from openfactory.testing.factories import PASSWORD

    other = await live(people.bob)
    reply = await client_for(people.bob).post(
        "/api/auth/me/password", json={"current": PASSWORD, "new": "another correct horse battery"}
    )
    assert reply.status_code == 204, reply.text
    assert await other.ended(2) == 4401


async def test_a_revoked_key_ends(live, people, project, organization):
    key = await api_key(organization)
    agent = await live(key["key"])
    await agent.follow(project.channel)

    assert (await organization.delete(f"/api-keys/{key['id']}")).status_code == 204

    assert await agent.ended(2) == 4401


async def test_a_rotated_key_ends_when_its_overlap_is_over(live, people, project, organization):
    key = await api_key(organization)
    agent = await live(key["key"])
    await agent.follow(project.channel)

    reply = await organization.post(f"/api-keys/{key['id']}/rotate", json={"overlapSeconds": 60})
    assert reply.status_code == 200, reply.text
    await project.write()
    assert [event["id"] for event in await agent.events(1)] == [2]

    with shifted(seconds=61):
        assert await agent.ended(3) == 4401


async def test_a_key_that_expires_ends(live, people, project, organization):
    from openfactory.core import clock

    until = clock.now() + timedelta(hours=1)
    key = await api_key(organization, expiresAt=until.isoformat().replace("+00:00", "Z"))
    agent = await live(key["key"])
    with shifted(minutes=59):
        await agent.follow(project.channel)  # near enough for the exact moment to be watched
        with shifted(minutes=2):
            assert await agent.ended(3) == 4401


async def test_a_key_without_the_scope_follows_nothing(live, people, project, organization):
    agent = await live((await api_key(organization, scopes=["validator:write"]))["key"])
    reply = await agent.ask(type="subscribe", channel=project.channel)
    assert (reply["type"], reply["code"]) == ("error", "access.denied")
    reply = await agent.ask(type="subscribe", channel="notifications")
    assert (reply["type"], reply["code"]) == ("error", "access.denied")


async def test_a_deleted_project_is_gone(live, people, project):
    bob = await live(people.bob)
    await bob.follow(project.channel)
    assert (await project.writer.delete("/")).status_code == 204
    assert await bob.ended(2) == 4404


async def test_a_deleted_organization_takes_its_projects_along(live, people, project, organization):
    bob = await live(people.bob)
    await bob.follow(project.channel)
    reply = await organization.delete("/")
    assert reply.status_code == 204, reply.text
    assert await bob.ended(2) == 4403


async def test_an_archived_project_can_still_be_followed_as_it_can_be_read(live, people, project):
    bob = await live(people.bob)
    await bob.follow(project.channel)
    await project.writer.post("/archive")
    await project.writer.post("/unarchive")
    assert [event["event"]["name"] for event in await bob.events(2)] == [
        "projects.project.archived",
        "projects.project.unarchived",
    ]


async def test_a_right_that_goes_without_a_word_is_missed_at_the_next_check(live, people, project, app):
    """Somebody has changed the database by hand."""
    bob = await live(people.bob)
    await bob.follow(project.channel)
    await Membership.across_tenants("by hand").filter(user_id=people.bob.id).delete()
    rights = app.ctx.openfactory.rights
    for grant in rights._wheel.all():  # a minute has passed
        rights._doubt(grant, None)
    assert await bob.ended(2) == 4403


async def test_checks_do_not_prolong_a_session(live, people, app, make):
    """An open page that nobody looks at must not keep its session alive."""
    from openfactory.blueprints.auth.models import Session

    token = await make.token(people.bob)
    idle = await live(token)
    rights, (session,) = app.ctx.openfactory.rights, await Session.across_tenants("the test").filter(user=people.bob)
    with shifted(hours=1):
        for grant in rights._wheel.all():
            rights._doubt(grant, None)
        while rights._doubted:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert (await idle.ask(type="ping"))["type"] == "pong"
    assert (await Session.across_tenants("the test").get(id=session.id)).expires_at == session.expires_at


class TestOfEventStreams:
    async def test_they_end_with_the_reason(self, client, make, people, project, organization):
        async with stream(client, await make.token(people.bob), project) as lines:
            await lines.until("subscribed")
            await organization.delete(f"/members/{await member_id(people, people.bob)}")
            assert "access.denied" in await lines.until("error")
            assert await lines.rest() == ""

    async def test_strangers_get_none(self, client, make, people, project):
        headers = {"authorization": f"Bearer {await make.token(people.stranger)}", "accept": "text/event-stream"}
        assert (await client.get(f"/api/projects/{project.id}/events", headers=headers)).status_code == 404
        assert (await client.get(f"/api/projects/{project.id}/events", headers={"accept": "*/*"})).status_code == 401


class Lines:
    def __init__(self, response: httpx.Response) -> None:
        self.response, self._lines = response, response.aiter_lines()

    async def until(self, event: str) -> str:
        """The data of the next event of this name."""
        async with asyncio.timeout(5):
            async for line in self._lines:
                if line == f"event: {event}":
                    break
            async for line in self._lines:
                if line.startswith("data:"):
                    return line
        raise AssertionError("the stream has ended")

    async def rest(self) -> str:
        async with asyncio.timeout(5):
            return "".join([line async for line in self._lines])


class stream:  # noqa: N801
    def __init__(self, client, token, project) -> None:
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        self._context = client.stream("GET", f"/api/projects/{project.id}/events", headers=headers)

    async def __aenter__(self) -> Lines:
        response = await self._context.__aenter__()
        assert response.status_code == 200
        return Lines(response)

    async def __aexit__(self, *error) -> None:
        await self._context.__aexit__(*error)


class TestOfAForeignSocket:
    """Every websocket route is watched over, not only live events."""

    @pytest.fixture
    def installed(self):
        routes = Routes("/<project_id:uuid>")

        @routes.websocket("/echo")
        @declare_socket(needs="projects.write")
        async def echo(socket) -> None:
            """Say it again."""
            async for message in socket:
                socket.send(message)

        return {**discover(), "echo": Module("echo", prefix="/api/echo", requires=["projects"], routes=[routes])}

    async def test_it_ends_with_the_right(self, client, make, people, project, organization):
        headers = {"authorization": f"Bearer {await make.token(people.bob)}"}
        async with client.websocket(f"/api/echo/{project.id}/echo", additional_headers=headers) as ws:
            await ws.send("a")
            assert await ws.recv() == "a"
            await organization.delete(f"/members/{await member_id(people, people.bob)}")
            await asyncio.wait_for(ws.wait_closed(), 2)
            assert ws.close_code == 4403

    async def test_who_has_not_the_right_is_refused_before_it_opens(self, client, make, people, project, organization):
        key = await api_key(organization, scopes=["project:read"])
        upgrade = {"connection": "upgrade", "upgrade": "websocket"}
        replies = [
            await client.get(f"/api/echo/{project.id}/echo", headers={**upgrade, "authorization": f"Bearer {token}"})
            for token in (key["key"], await make.token(people.stranger), "nobody's")
        ]
        assert [reply.status_code for reply in replies] == [403, 404, 401]
