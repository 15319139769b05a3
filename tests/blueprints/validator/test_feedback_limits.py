"""A key in a page is known to everybody: there are limits for each key and for each address."""

from __future__ import annotations

import pytest


class TestByKey:
    """All pages with a key share an amount."""

    @pytest.fixture
    def overrides(self):
        return {"validator": {"key_per_minute": 2, "address_per_minute": 100}}

    async def test_what_is_too_much_is_refused_with_a_time(self, site, make_key):
        key = await make_key(allowedOrigins=["https://a.example"])
        page = {"origin": "https://a.example"}
        replies = [await site(key, page) for _ in range(3)]

        assert [reply.status_code for reply in replies] == [201, 201, 429]
        assert 1 <= int(replies[2].headers["retry-after"]) <= 60
        assert replies[2].headers["access-control-allow-origin"] == "https://a.example"
        assert replies[0].headers["ratelimit-policy"] == '"feedback-key";q=2;w=60'
        assert (await site(await make_key(name="Another"))).status_code == 201


class TestByAddress:
    """One flooding address does not use up what the others share."""

    @pytest.fixture
    def overrides(self):
        return {"validator": {"key_per_minute": 100, "address_per_minute": 2}}

    async def test_keys_of_one_address_share_it(self, site, make_key):
        keys = [await make_key(name=f"Site {number}") for number in range(3)]
        replies = [await site(key) for key in keys]

        assert [reply.status_code for reply in replies] == [201, 201, 429]
        assert replies[2].headers["ratelimit-policy"] == '"feedback-address";q=2;w=60'
