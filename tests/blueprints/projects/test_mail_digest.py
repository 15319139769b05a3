"""The digest: what stays unread is mailed, many notifications in one mail and none of them twice."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

import pytest
from spoken import mention, saying

from openfactory.core.access import Access
from openfactory.core.db.statements import count_statements
from openfactory.core.db.transactions import transaction
from openfactory.shared.accounts.models import User
from openfactory.shared.notifications.jobs import mail_digests
from openfactory.testing.clock import shifted


@pytest.fixture
def say(ann, about):
    """`await say(client, *pieces, threadId=…)`: the new comment."""

    async def said(client, *pieces, **more):
        reply = await client.post("/comments", json={**about, "content": saying(*pieces), **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return said


@pytest.fixture
def mails(jobs, settings):
    """`await mails(minutes)`: all mails there are after a digest so many minutes from now, as (to, subject, text)."""

    async def sent(minutes):
        with shifted(minutes=minutes):
            async with transaction(Access.system()) as tx:
                await tx.enqueue(mail_digests())
            await jobs.run()
        files = sorted((settings.data / "mail").glob("*.eml"))
        found = [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]
        return [
            (mail["to"], mail["subject"], mail.get_body(("plain",)).get_content().replace("\r\n", "\n"))
            for mail in found
        ]

    return sent


async def test_several_notifications_are_one_mail_and_none_is_mailed_twice(ann, bob, people, say, mails, settings):
    thread = await say(bob, "Why?")
    await say(ann, "Look, ", mention(people.bob))
    await say(ann, "Because.", threadId=thread["id"])

    [(to, subject, text)] = await mails(11)

    assert (to, subject) == (people.bob.email, "You have 2 new notifications")
    assert "* Ann mentioned you in Engines\n  Look, @Bob\n" in text
    assert "* Ann replied in Engines\n  Because.\n" in text
    assert f"{settings.public_url}/notifications" in text
    assert len(await mails(30)) == 1
    await say(ann, "Again, ", mention(people.bob))
    later = await mails(31)
    assert len(later) == 2
    assert "Because." not in later[1][2]
    assert later[1][1] == "You have 1 new notification"


async def test_each_user_gets_their_own(ann, bob, people, say, mails):
    await say(ann, mention(people.bob))
    await say(bob, mention(people.ann))

    assert sorted(to for to, _, _ in await mails(11)) == sorted([people.ann.email, people.bob.email])


async def test_what_is_read_or_new_is_not_mailed(ann, people, say, mails, client_for):
    await say(ann, mention(people.bob))
    assert await mails(9) == []
    await client_for(people.bob).post("/api/notifications/read", json={"all": True})
    assert await mails(11) == []


async def test_what_is_long_past_is_not_mailed(ann, people, say, mails):
    await say(ann, mention(people.bob))

    assert await mails(60 * 49) == []


async def test_whoever_wants_no_mail_gets_none(ann, people, say, mails, client_for):
    bob = client_for(people.bob)
    first = await bob.get("/api/notifications/settings")
    off = await bob.put("/api/notifications/settings", json={"notificationMail": "off"})
    await say(ann, mention(people.bob))
    none = await mails(11)
    await bob.put("/api/notifications/settings", json={"notificationMail": "digest"})

    assert first.json() == {"notificationMail": "digest"}
    assert off.json() == {"notificationMail": "off"}
    assert none == []
    assert len(await mails(12)) == 1
    assert (await client_for(people.ann).get("/api/notifications/settings")).json() == {"notificationMail": "digest"}


@pytest.mark.parametrize("body", [{}, {"notificationMail": "hourly"}, {"notificationMail": None}, {"mail": "off"}])
async def test_other_settings_are_refused(people, client_for, body):
    assert (await client_for(people.bob).put("/api/notifications/settings", json=body)).status_code == 422


async def test_whoever_has_left_is_told_nothing(ann, acme, people, say, mails):
    await say(ann, mention(people.bob))
    members = (await acme.get("/members")).json()["members"]
    await acme.delete(f"/members/{next(member['id'] for member in members if member['name'] == 'Bob')}")

    assert await mails(11) == []


async def test_a_long_list_is_cut(ann, people, say, mails):
    for number in range(22):
        await say(ann, f"Number {number}. ", mention(people.bob))

    [(_, subject, text)] = await mails(11)

    assert subject == "You have 22 new notifications"
    assert text.count("\n* Ann mentioned you in Engines") == 20
    assert "… and 2 more." in text


async def test_an_address_that_cannot_be_mailed_to_holds_up_nobody(ann, bob, people, say, mails):
    await say(ann, mention(people.bob))
    await say(bob, mention(people.ann))
    first, second = sorted((people.ann, people.bob), key=lambda user: user.id)
    await User.filter(id=first.id).update(email="no address")

    assert [to for to, _, _ in await mails(11)] == [second.email]


async def test_a_digest_without_news_is_one_statement(people, jobs):
    async with transaction(Access.system()) as tx:
        await tx.enqueue(mail_digests())
    with count_statements() as counted:
        await jobs.run()

    assert len([text for text in counted if "notifications_notifications" in str(text)]) == 1
