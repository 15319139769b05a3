"""Making an account, signing in and out."""

from __future__ import annotations

import asyncio

import pytest

from openfactory.core.db.statements import count_statements
from openfactory.testing.factories import PASSWORD

ANN = {"email": "Ann@Example.com", "password": PASSWORD, "name": "Ann", "organizationName": "Acme Inc."}


async def sign_up(client, **changes):
    return await client.post("/api/auth/signup", json={**ANN, **changes})


def bearer(reply) -> dict[str, str]:
    return {"authorization": f"Bearer {reply.json()['session']['token']}"}


async def test_signing_up_makes_a_user_an_organization_and_a_session(client):
    reply = await sign_up(client)
    assert reply.status_code == 201
    assert reply.json()["user"]["email"] == "ann@example.com"
    assert reply.json()["organization"]["slug"] == "acme-inc"

    client.cookies.clear()
    session = (await client.get("/api/auth/session", headers=bearer(reply))).json()
    assert session["user"]["name"] == "Ann"
    assert session["organizationId"] == reply.json()["organization"]["id"]
    assert (session["role"], session["scopes"]) == ("admin", ["*"])


async def test_an_address_is_taken_once_whatever_its_case(client):
    await sign_up(client)
    reply = await sign_up(client, email="aNN@example.COM")
    assert (reply.status_code, reply.json()["code"]) == (409, "auth.email_taken")


async def test_of_many_signing_up_with_one_address_at_once_one_gets_it(client):
    replies = await asyncio.gather(*(sign_up(client) for _ in range(6)))
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 5


async def test_organizations_of_one_name_get_slugs_of_their_own(client):
    replies = await asyncio.gather(*(sign_up(client, email=f"a{n}@example.com") for n in range(5)))
    assert len({reply.json()["organization"]["slug"] for reply in replies}) == 5


@pytest.mark.parametrize(
    ("password", "pointer"),
    [("zq7", "/body/password"), ("password123", "/body/password"), ("ann@example.com", "/body/password")],
)
async def test_an_unsafe_password_is_refused_and_the_reason_told(client, password, pointer):
    reply = await sign_up(client, password=password)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert password not in reply.text or password == "ann@example.com"


@pytest.mark.parametrize(
    "email", ["ann", "ann@", "a b@example.com", "ann@example.com\r\nbcc: x@y.z", "x" * 400 + "@a.com"]
)
async def test_a_bad_address_is_refused(client, email):
    reply = await sign_up(client, email=email)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/body/email"


async def test_signing_in_starts_another_session(client):
    first = await sign_up(client)
    second = await client.post("/api/auth/signin", json={"email": "ann@example.com", "password": PASSWORD})
    assert second.status_code == 200
    assert second.json()["session"]["token"] != first.json()["session"]["token"]


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    await sign_up(client)
    wrong = await client.post("/api/auth/signin", json={"email": "ann@example.com", "password": "wrong wrong"})
    unknown = await client.post("/api/auth/signin", json={"email": "nobody@example.com", "password": "wrong wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"]
    assert "www-authenticate" in wrong.headers


async def test_signing_in_is_throttled_by_account(client):
    await sign_up(client)
    attempts = [
        await client.post("/api/auth/signin", json={"email": "ann@example.com", "password": "wrong wrong"})
        for _ in range(11)
    ]
    assert [reply.status_code for reply in attempts] == [401] * 10 + [429]
    assert int(attempts[-1].headers["retry-after"]) >= 1
    assert attempts[-1].headers["ratelimit"].startswith('"sign-in-account";r=0;t=')
    other = await client.post("/api/auth/signin", json={"email": "bob@example.com", "password": "wrong wrong"})
    assert other.status_code == 401


async def test_after_signing_out_the_token_is_dead(client):
    token = bearer(await sign_up(client))
    client.cookies.clear()
    assert (await client.post("/api/auth/signout", headers=token)).status_code == 204
    assert (await client.get("/api/auth/session", headers=token)).status_code == 401


async def test_the_session_route_runs_one_statement(client):
    token = bearer(await sign_up(client))
    client.cookies.clear()
    with count_statements() as statements:
        await client.get("/api/auth/session", headers=token)
    assert len(statements) == 1


async def test_the_cookie_is_a_credential_for_its_own_site_alone(client):
    reply = await sign_up(client)
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert (await client.get("/api/auth/session")).status_code == 200

    change = {"name": "Anna"}
    crossing = await client.patch("/api/auth/me", json=change, headers={"origin": "https://evil.example"})
    assert (crossing.status_code, crossing.json()["code"]) == (403, "auth.cross_site_request")
    silent = await client.patch("/api/auth/me", json=change)
    assert silent.status_code == 403
    own = await client.patch("/api/auth/me", json=change, headers={"origin": "http://test"})
    assert own.status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Basic YTpi", "Bearer nonsense", "Bearer of-key-nonsense"])
async def test_a_bad_credential_is_401_with_a_challenge(client, header):
    reply = await client.get("/api/auth/session", headers={"authorization": header})
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"].startswith("Bearer")


class TestClosed:
    """`auth.allow_signup = false`."""

    @pytest.fixture
    def overrides(self):
        return {"auth": {"allow_signup": False}}

    async def test_sign_up_is_refused(self, client):
        assert (await sign_up(client)).status_code == 403
