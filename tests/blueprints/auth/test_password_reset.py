"""A forgotten password: a mailed token, good for an hour and for once."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser

import pytest

from openfactory.testing.clock import shifted
from openfactory.testing.factories import PASSWORD

NEW = "another good password"


@pytest.fixture
async def ann(make):
    return await make.user("Ann", email="ann@example.com")


@pytest.fixture
def ask(client, settings, jobs):
    """Ask for a mail; gives the mailed token, if a mail came."""

    async def ask(email: str = "ann@example.com", **headers: str) -> str | None:
        reply = await client.post("/api/auth/forgot-password", json={"email": email}, headers=headers)
        assert reply.status_code == 200
        await jobs.run()
        mails = sorted((settings.data / "mail").glob("*.eml"))
        if not mails:
            return None
        body = BytesParser(policy=policy.default).parsebytes(mails[-1].read_bytes()).get_body(("plain",))
        return re.search(r"token=([\w-]+)", body.get_content())[1]

    return ask


async def reset(client, token: str, password: str = NEW):
    return await client.post("/api/auth/reset-password", json={"token": token, "newPassword": password})


async def sign_in(client, password: str) -> int:
    body = {"email": "ann@example.com", "password": password}
    return (await client.post("/api/auth/signin", json=body)).status_code


async def test_the_mailed_token_sets_a_password_and_ends_all_sessions(client, ask, ann, make):
    signed_in = make.client_for(ann)
    await signed_in.get("/api/auth/session")

    reply = await reset(client, await ask())

    assert reply.status_code == 200
    assert (await signed_in.get("/api/auth/session")).status_code == 401
    assert (await sign_in(client, PASSWORD), await sign_in(client, NEW)) == (401, 200)


async def test_a_token_works_once(client, ask, ann):
    token = await ask()
    await reset(client, token)
    again = await reset(client, token, "yet another password")
    assert (again.status_code, again.json()["code"]) == (400, "auth.bad_reset_token")


async def test_a_token_works_for_an_hour(client, ask, ann):
    token = await ask()
    with shifted(minutes=61):
        assert (await reset(client, token)).status_code == 400
    with shifted(minutes=59):
        assert (await reset(client, token)).status_code == 200


async def test_a_second_mail_kills_the_first_token(client, ask, ann):
    first = await ask()
    second = await ask()
    assert (await reset(client, first)).status_code == 400
    assert (await reset(client, second)).status_code == 200


async def test_a_token_survives_a_password_that_is_refused(client, ask, ann):
    token = await ask()
    assert (await reset(client, token, "password123")).status_code == 422
    assert (await reset(client, token)).status_code == 200


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, ask, ann):
    assert await ask("nobody@example.com") is None


async def test_a_repeated_request_with_one_key_mails_once(client, settings, ask, ann):
    token = await ask("ann@example.com", **{"idempotency-key": "once"})
    assert await ask("ann@example.com", **{"idempotency-key": "once"}) == token
    assert len(list((settings.data / "mail").glob("*.eml"))) == 1
    assert (await reset(client, token)).status_code == 200


async def test_no_token_is_left_in_the_queue(jobs, ask, ann):
    token = await ask()
    assert [job["status"] for job in await jobs.all()] == ["succeeded", "succeeded"]
    assert not any(token in job["arguments"] or "ann@" in job["arguments"] for job in await jobs.all())


async def test_an_invented_token_is_refused(client, ann):
    assert (await reset(client, "invented")).status_code == 400
