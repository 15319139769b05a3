"""What has expired is cleared away, and nothing else."""

from __future__ import annotations

from openfactory.blueprints.auth.models import Session
from openfactory.core.housekeeping import do
from openfactory.core.http.idempotency import sweep
from openfactory.core.http.models import StoredAnswer
from openfactory.testing.clock import shifted


async def chores(app) -> list:
    return [sweep, *(chore for scope in app.ctx.openfactory.scopes for chore in scope.module.chores)]


async def test_what_has_expired_goes(app, client, make):
    ann = make.client_for(await make.user())
    await ann.post("/api/organizations", json={"name": "Acme"}, headers={"idempotency-key": "k"})
    assert await do(await chores(app)) == 0
    with shifted(days=2):
        assert await do(await chores(app)) == 2
    assert await StoredAnswer.all().count() == 0
    assert await Session.across_tenants("test").count() == 0


async def test_a_chore_that_fails_does_not_stop_the_others():
    async def fail() -> int:
        raise RuntimeError

    async def work() -> int:
        return 3

    assert await do([fail, work]) == 3
