"""The caller's own profile, password and sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openfactory.blueprints.auth.models import Session
from openfactory.core import background
from openfactory.testing.clock import shifted
from openfactory.testing.factories import PASSWORD


@pytest.fixture
async def ann(make):
    return make.client_for(await make.user("Ann", email="ann@example.com"))


async def test_a_profile_is_changed_in_part(ann):
    reply = await ann.patch("/api/auth/me", json={"name": "Anna"})
    assert (reply.status_code, reply.json()["name"], reply.json()["avatarUrl"]) == (200, "Anna", None)
    reply = await ann.patch("/api/auth/me", json={"avatarUrl": "https://example.com/a.png"})
    assert (reply.json()["name"], reply.json()["avatarUrl"]) == ("Anna", "https://example.com/a.png")
    reply = await ann.patch("/api/auth/me", json={"avatarUrl": None})
    assert reply.json()["avatarUrl"] is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a/b", "https://user:pass@example.com/", "picture.png"])
async def test_a_picture_is_a_plain_web_address(ann, url):
    assert (await ann.patch("/api/auth/me", json={"avatarUrl": url})).status_code == 422


async def test_a_password_is_changed_and_other_devices_are_signed_out(ann, client):
    other = await client.post("/api/auth/signin", json={"email": "ann@example.com", "password": PASSWORD})
    client.cookies.clear()
    token = {"authorization": f"Bearer {other.json()['session']['token']}"}

    reply = await ann.post("/api/auth/me/password", json={"current": PASSWORD, "new": "a far better password"})

    assert reply.status_code == 204
    assert (await ann.get("/api/auth/session")).status_code == 200
    assert (await client.get("/api/auth/session", headers=token)).status_code == 401
    assert (
        await client.post("/api/auth/signin", json={"email": "ann@example.com", "password": PASSWORD})
    ).status_code == 401


async def test_the_present_password_is_needed(ann):
    reply = await ann.post("/api/auth/me/password", json={"current": "wrong wrong", "new": "a far better password"})
    assert (reply.status_code, reply.json()["code"]) == (422, "auth.wrong_password")


async def test_sessions_are_listed_and_ended(ann, make):
    from openfactory.shared.accounts.models import User

    user = await User.get(email="ann@example.com")
    token = {"authorization": f"Bearer {await make.token(user)}"}
    sessions = (await ann.get("/api/auth/sessions")).json()["sessions"]
    assert sorted(session["current"] for session in sessions) == [False, True]

    other = next(session["id"] for session in sessions if not session["current"])
    assert (await ann.delete(f"/api/auth/sessions/{other}")).status_code == 204
    assert (await make.client.get("/api/auth/session", headers=token)).status_code == 401
    assert (await ann.delete(f"/api/auth/sessions/{other}")).status_code == 404


async def test_all_others_are_ended_at_once(ann, make):
    from openfactory.shared.accounts.models import User

    user = await User.get(email="ann@example.com")
    for _ in range(3):
        await make.token(user)
    assert (await ann.delete("/api/auth/sessions")).status_code == 204
    assert len((await ann.get("/api/auth/sessions")).json()["sessions"]) == 1


async def test_a_session_in_use_lives_on_and_one_that_is_not_ends(make):
    used, unused = make.client_for(await make.user()), make.client_for(await make.user())
    await used.get("/api/auth/session")
    await unused.get("/api/auth/session")
    with shifted(hours=20):
        assert (await used.get("/api/auth/session")).status_code == 200
        await background.drain()
    with shifted(hours=30):
        assert (await used.get("/api/auth/session")).status_code == 200
        assert (await unused.get("/api/auth/session")).status_code == 401


async def test_a_session_is_noted_seldom(ann):
    await ann.get("/api/auth/session")
    before = await Session.across_tenants("test").first()
    with shifted(minutes=1):
        await ann.get("/api/auth/session")
        await background.drain()
    assert (await Session.across_tenants("test").first()).last_seen_at == before.last_seen_at
    with shifted(minutes=6):
        await ann.get("/api/auth/session")
        await background.drain()
    later = await Session.across_tenants("test").first()
    assert later.last_seen_at - before.last_seen_at >= timedelta(minutes=5)
