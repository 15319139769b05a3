"""A forgotten password: a mailed token, good for an hour and for once."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser

import pytest

from openfactory.core import background
from openfactory.testing.clock import shifted
from openfactory.testing.factories import PASSWORD

NEW = "another good password"


@pytest.fixture
async def ann(make):
    return await make.user("Ann", email="ann@example.com")


async def ask(client, settings, email: str = "ann@example.com") -> str | None:
    """The mailed token, if a mail came."""
    reply = await client.post("/api/auth/forgot-password", json={"email": email})
    assert reply.status_code == 200
    await background.drain()
    await background.drain()  # the mail itself goes after the commit
    mails = sorted((settings.data / "mail").glob("*.eml"))
    if not mails:
        return None
    body = BytesParser(policy=policy.default).parsebytes(mails[-1].read_bytes()).get_body(("plain",))
    return re.search(r"token=([\w-]+)", body.get_content())[1]


async def reset(client, token: str, password: str = NEW):
    return await client.post("/api/auth/reset-password", json={"token": token, "newPassword": password})


async def sign_in(client, password: str) -> int:
    body = {"email": "ann@example.com", "password": password}
    return (await client.post("/api/auth/signin", json=body)).status_code


async def test_the_mailed_token_sets_a_password_and_ends_all_sessions(client, settings, ann, make):
    signed_in = make.client_for(ann)
    await signed_in.get("/api/auth/session")

    reply = await reset(client, await ask(client, settings))

    assert reply.status_code == 200
    assert (await signed_in.get("/api/auth/session")).status_code == 401
    assert (await sign_in(client, PASSWORD), await sign_in(client, NEW)) == (401, 200)


async def test_a_token_works_once(client, settings, ann):
    token = await ask(client, settings)
    await reset(client, token)
    again = await reset(client, token, "yet another password")
    assert (again.status_code, again.json()["code"]) == (400, "auth.bad_reset_token")


async def test_a_token_works_for_an_hour(client, settings, ann):
    token = await ask(client, settings)
    with shifted(minutes=61):
        assert (await reset(client, token)).status_code == 400
    with shifted(minutes=59):
        assert (await reset(client, token)).status_code == 200


async def test_a_second_mail_kills_the_first_token(client, settings, ann):
    first = await ask(client, settings)
    second = await ask(client, settings)
    assert (await reset(client, first)).status_code == 400
    assert (await reset(client, second)).status_code == 200


async def test_a_token_survives_a_password_that_is_refused(client, settings, ann):
    token = await ask(client, settings)
    assert (await reset(client, token, "password123")).status_code == 422
    assert (await reset(client, token)).status_code == 200


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, settings, ann):
    assert await ask(client, settings, "nobody@example.com") is None


async def test_an_invented_token_is_refused(client, ann):
    assert (await reset(client, "invented")).status_code == 400
