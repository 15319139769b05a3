"""Signing in by another provider, through a real issuer: who becomes whom, and what is refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from openfactory.shared.accounts.models import User
from openfactory.testing.factories import PASSWORD
from openfactory.testing.issuer import approve, github, issuer


@pytest.fixture
async def acme():
    """An OpenID Connect issuer on loopback."""
    async with issuer() as server:
        yield server


@pytest.fixture
async def hub():
    """A server that looks like GitHub."""
    async with github() as server:
        yield server


@pytest.fixture
def overrides(acme, hub):
    """Both are set up, and private addresses are allowed for them alone."""
    return {
        "outgoing": {"allow_private": ["127.0.0.1"]},
        "auth": {
            "providers": {
                "acme": {
                    "issuer": acme.url,
                    "client_id": acme.grants.client_id,
                    "client_secret": acme.grants.client_secret,
                    "label": "Company account",
                }
            },
            "github_client_id": hub.grants.client_id,
            "github_client_secret": hub.grants.client_secret,
            "github_url": hub.url,
            "github_api_url": hub.api_url,
        },
    }


async def sign_in(client, provider: str = "acme", redirect_to: str = "/welcome"):
    """All that a browser does; the last answer."""
    start = await client.get(f"/api/auth/oauth/{provider}", params={"redirectTo": redirect_to})
    assert start.status_code == 302, start.text
    answer = await approve(start.headers["location"])
    return await client.get(f"/api/auth/oauth/{provider}/callback", params=answer)


async def who(client) -> dict:
    return (await client.get("/api/auth/session")).json()


async def test_a_new_person_gets_an_account_an_organization_and_a_session(client, acme):
    done = await sign_in(client)
    assert (done.status_code, done.headers["location"]) == (302, "/welcome")
    session = await who(client)
    assert (session["user"]["email"], session["user"]["name"]) == ("ann@example.com", "Ann Archer")
    assert session["role"] == "admin"


async def test_the_same_person_is_the_same_user_though_name_and_address_change(client, acme):
    await sign_in(client)
    first = (await who(client))["user"]["id"]
    client.cookies.clear()
    acme.user |= {"email": "ann.archer@example.com", "name": "Ann A."}
    await sign_in(client)
    assert (await who(client))["user"]["id"] == first
    assert await User.all().count() == 1


async def test_github_signs_in_by_its_verified_primary_address(client, hub):
    done = await sign_in(client, "github")
    assert done.status_code == 302
    assert (await who(client))["user"]["email"] == "octo@example.com"


async def test_a_verified_address_joins_the_account_that_has_it(client, acme, make):
    user = await make.user("Ann", email="ann@example.com")
    await User.filter(id=user.id).update(email_verified_at=user.created_at)
    await sign_in(client)
    assert (await who(client))["user"]["id"] == str(user.id)
    body = {"email": "ann@example.com", "password": PASSWORD}
    assert (await client.post("/api/auth/signin", json=body)).status_code == 200


async def test_whoever_made_an_account_with_an_address_that_was_not_theirs_loses_it(client, acme, make):
    user = await make.user("Mallory", email="ann@example.com")  # never verified
    mallory = make.client_for(user)
    await mallory.get("/api/auth/session")
    await sign_in(client)
    assert (await who(client))["user"]["id"] == str(user.id)
    assert (await mallory.get("/api/auth/session")).status_code == 401
    body = {"email": "ann@example.com", "password": PASSWORD}
    assert (await client.post("/api/auth/signin", json=body)).status_code == 401


async def test_an_unverified_address_joins_nobody(client, acme, make):
    await make.user("Ann", email="ann@example.com")
    acme.user["email_verified"] = False
    done = await sign_in(client)
    assert (done.status_code, done.json()["code"]) == (409, "auth.email_taken")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "evil"]
)
async def test_the_way_on_is_within_this_server(client, acme, target):
    reply = await client.get("/api/auth/oauth/acme", params={"redirectTo": target})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/query/redirectTo"


async def test_an_answer_that_was_not_asked_for_here_is_refused(client, acme):
    start = await client.get("/api/auth/oauth/acme")
    answer = await approve(start.headers["location"])
    client.cookies.clear()  # another browser
    reply = await client.get("/api/auth/oauth/acme/callback", params=answer)
    assert (reply.status_code, reply.json()["code"]) == (400, "auth.sign_in_refused")


async def test_an_answer_is_good_once(client, acme):
    start = await client.get("/api/auth/oauth/acme")
    answer = await approve(start.headers["location"])
    assert (await client.get("/api/auth/oauth/acme/callback", params=answer)).status_code == 302
    assert (await client.get("/api/auth/oauth/acme/callback", params=answer)).status_code == 400


@pytest.mark.parametrize("fault", ["nonce", "audience", "issuer", "expired", "alg none", "signature"])
async def test_a_token_that_proves_nothing_is_refused(client, acme, fault):
    acme.faults.add(fault)
    reply = await sign_in(client)
    assert (reply.status_code, reply.json()["code"]) == (400, "auth.sign_in_refused")
    assert await User.all().count() == 0


async def test_the_browser_is_sent_with_pkce_state_and_nonce_and_a_cookie_it_cannot_read(client, acme):
    start = await client.get("/api/auth/oauth/acme")
    query = urlsplit(start.headers["location"]).query
    for word in ("code_challenge=", "code_challenge_method=S256", "state=", "nonce="):
        assert word in query
    cookie = start.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/api/auth/oauth" in cookie


async def test_providers_are_listed_for_a_sign_in_page(client):
    listed = {one["name"]: one for one in (await client.get("/api/auth/oauth")).json()["providers"]}
    assert listed["acme"] == {"name": "acme", "label": "Company account", "url": "/api/auth/oauth/acme"}
    assert set(listed) == {"acme", "github"}


async def test_a_provider_that_is_not_set_up_is_404(client):
    reply = await client.get("/api/auth/oauth/google")
    assert (reply.status_code, reply.json()["code"]) == (404, "auth.unknown_provider")
