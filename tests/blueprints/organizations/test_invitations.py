"""Invitations: mailed, accepted once, renewed, withdrawn."""

from __future__ import annotations

import asyncio

import pytest
from reading import member_ids, token_in

from openfactory.testing.clock import shifted

ACCEPT = "/api/organizations/invitations/{}/accept"


@pytest.fixture
async def carol(make):
    """Somebody who belongs nowhere."""
    return await make.user("Carol")


async def test_an_invitation_is_mailed_to_its_address_and_to_nobody_else(ann, carol, mails):
    reply = await ann.post("/members", json={"email": carol.email.upper(), "role": "admin"})

    assert reply.status_code == 201
    invitation = reply.json()
    assert (invitation["email"], invitation["role"]) == (carol.email, "admin")
    [mail] = await mails()
    assert mail["to"] == carol.email
    assert "Ann" in mail.get_body().get_content()
    assert token_in(mail) not in reply.text


async def test_whoever_accepts_is_a_member_in_the_invitations_role(ann, carol, client_for, mails, people):
    await ann.post("/members", json={"email": carol.email, "role": "admin"})
    [mail] = await mails()

    accepted = await client_for(carol).post(ACCEPT.format(token_in(mail)))

    assert accepted.status_code == 200
    assert accepted.json() == {
        "organization": {
            "id": str(people.organization.id),
            "name": "Acme",
            "slug": people.organization.slug,
        },
        "memberId": (await member_ids(ann))["Carol"],
        "role": "admin",
    }
    members = (await ann.get("/members")).json()["members"]
    assert [member["role"] for member in members if member["name"] == "Carol"] == ["admin"]
    assert (await ann.get("/invitations")).json()["invitations"] == []


async def test_an_invitation_works_once(make, ann, carol, client_for, mails):
    await ann.post("/members", json={"email": carol.email})
    [mail] = await mails()
    await client_for(carol).post(ACCEPT.format(token_in(mail)))

    again = await client_for(await make.user("Dave")).post(ACCEPT.format(token_in(mail)))

    assert (again.status_code, again.json()["code"]) == (404, "organizations.unknown_invitation")
    assert "Dave" not in await member_ids(ann)


async def test_of_two_who_accept_at_the_same_moment_one_joins(make, ann, carol, client_for, mails):
    await ann.post("/members", json={"email": carol.email})
    [mail] = await mails()
    clients = [client_for(carol), client_for(await make.user("Dave"))]

    replies = await asyncio.gather(*(client.post(ACCEPT.format(token_in(mail))) for client in clients))

    assert sorted(reply.status_code for reply in replies) == [200, 404]
    assert len(await member_ids(ann)) == 3


async def test_accepting_as_a_member_keeps_the_role_and_uses_it_up(ann, people, client_for, mails):
    await ann.post("/members", json={"email": "bobs.other.address@example.com", "role": "admin"})
    [mail] = await mails()

    accepted = await client_for(people.bob).post(ACCEPT.format(token_in(mail)))

    assert (accepted.status_code, accepted.json()["role"]) == (200, "member")
    assert (await ann.get("/invitations")).json()["invitations"] == []


async def test_a_member_is_not_invited(ann, people, mails):
    reply = await ann.post("/members", json={"email": people.bob.email})

    assert (reply.status_code, reply.json()["code"]) == (409, "organizations.already_member")
    assert await mails() == []


async def test_a_second_invitation_takes_the_place_of_the_first(ann, carol, client_for, mails):
    first = (await ann.post("/members", json={"email": carol.email})).json()
    second = (await ann.post("/members", json={"email": carol.email, "role": "admin"})).json()
    old, new = await mails()

    assert (await client_for(carol).post(ACCEPT.format(token_in(old)))).status_code == 404
    assert second["id"] == first["id"]
    assert (await client_for(carol).post(ACCEPT.format(token_in(new)))).json()["role"] == "admin"


async def test_an_invitation_ends_after_seven_days(ann, carol, client_for, mails, people):
    await ann.post("/members", json={"email": carol.email})
    [mail] = await mails()

    with shifted(days=7, seconds=1):
        assert (await client_for(carol).post(ACCEPT.format(token_in(mail)))).status_code == 404
        pending = await client_for(people.ann).get(f"/api/organizations/{people.organization.id}/invitations")
        assert pending.json()["invitations"] == []
    assert (await client_for(carol).post(ACCEPT.format(token_in(mail)))).status_code == 200


async def test_a_withdrawn_invitation_is_dead(ann, carol, client_for, mails):
    invitation = (await ann.post("/members", json={"email": carol.email})).json()
    [mail] = await mails()

    assert (await ann.delete(f"/invitations/{invitation['id']}")).status_code == 204

    assert (await client_for(carol).post(ACCEPT.format(token_in(mail)))).status_code == 404


async def test_pending_invitations_say_who_has_sent_them(ann, people):
    await ann.post("/members", json={"email": "carol@example.com"})
    await ann.post("/members", json={"email": "dave@example.com", "role": "admin"})

    invitations = (await ann.get("/invitations")).json()["invitations"]

    assert [(one["email"], one["role"]) for one in invitations] == [
        ("carol@example.com", "member"),
        ("dave@example.com", "admin"),
    ]
    assert invitations[0]["invitedBy"] == {"id": str(people.ann.id), "name": "Ann"}
    assert set(invitations[0]) == {"id", "email", "role", "invitedAt", "expiresAt", "invitedBy"}


@pytest.mark.parametrize("name", ["👩\N{ZERO WIDTH JOINER}💻 GmbH", "Bücher\N{SOFT HYPHEN}haus", "a" * 200])
async def test_any_name_of_an_organization_can_stand_in_a_mail(ann, mails, name):
    await ann.patch("", json={"name": name})

    reply = await ann.post("/members", json={"email": "kaethe@bücher.example"})

    assert reply.status_code == 201
    [mail] = await mails()
    assert mail["to"] == "kaethe@bücher.example"
    assert name in mail.get_body().get_content()


@pytest.mark.parametrize("email", ["käthe@b.example", "nobody", "a@b@c.example", "a@b.ex\r\nBcc: c@d.e"])
async def test_what_cannot_be_mailed_to_is_refused(ann, email):
    reply = await ann.post("/members", json={"email": email})

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/body/email")


async def test_members_neither_invite_nor_see_invitations(bob):
    assert (await bob.post("/members", json={"email": "carol@example.com"})).status_code == 403
    assert (await bob.get("/invitations")).status_code == 403


async def test_nobody_joins_without_signing_in(ann, client, mails):
    await ann.post("/members", json={"email": "carol@example.com"})
    [mail] = await mails()

    assert (await client.post(ACCEPT.format(token_in(mail)))).status_code == 401


async def test_one_address_cannot_be_flooded(ann):
    replies = [await ann.post("/members", json={"email": "carol@example.com"}) for _ in range(11)]

    assert [reply.status_code for reply in replies] == [201] * 10 + [429]
    assert int(replies[-1].headers["retry-after"]) > 0


async def test_a_repeated_invitation_with_one_key_is_one_mail(ann, mails):
    for _ in range(2):
        reply = await ann.post("/members", json={"email": "carol@example.com"}, headers={"idempotency-key": "once"})

    assert reply.status_code == 201
    assert len(await mails()) == 1
