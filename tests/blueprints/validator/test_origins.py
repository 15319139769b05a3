"""A key may stand in web pages of the origins that it names, and of no others."""

from __future__ import annotations

import pytest

PAGE = "https://www.customer.example"
ALLOW = "access-control-allow-origin"
ASKED = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}


async def preflight(client, project, origin, **more):
    path = f"/api/projects/{project.id}/validator/feedback"
    return await client.options(path, headers={"origin": origin, **ASKED, **more})


class TestPreflight:
    """It carries no key: everybody may ask, without cookies, and the request itself is judged."""

    async def test_any_page_may_ask(self, client, project):
        reply = await preflight(client, project, "https://anybody.example")

        assert reply.status_code == 204
        assert reply.headers[ALLOW] == "https://anybody.example"
        assert reply.headers["access-control-allow-methods"] == "POST"
        allowed = set(reply.headers["access-control-allow-headers"].split(","))
        assert allowed == {"authorization", "content-type", "idempotency-key"}
        assert "access-control-allow-credentials" not in reply.headers
        assert "origin" in reply.headers["vary"]
        assert set(reply.headers["allow"].split(",")) == {"GET", "HEAD", "OPTIONS", "POST"}

    async def test_no_statement_is_run_for_it(self, client, project):
        from openfactory.core.db.statements import count_statements

        with count_statements() as statements:
            await preflight(client, project, PAGE)
        assert statements == []

    async def test_other_paths_answer_pages_of_other_sites_as_before(self, client, project):
        reply = await client.options(f"/api/projects/{project.id}/validator/stats", headers={"origin": PAGE, **ASKED})

        assert reply.status_code == 204
        assert ALLOW not in reply.headers


class TestSending:
    """The key decides."""

    async def test_a_page_of_a_named_origin_sends_and_reads_the_answer(self, site, make_key):
        reply = await site(await make_key(allowedOrigins=[PAGE, "http://localhost:3000"]), {"origin": PAGE})

        assert reply.status_code == 201
        assert reply.headers[ALLOW] == PAGE
        assert "access-control-allow-credentials" not in reply.headers
        assert "retry-after" in reply.headers["access-control-expose-headers"]
        assert "origin" in reply.headers["vary"]

    async def test_it_reads_why_it_was_refused(self, site, make_key):
        reply = await site(await make_key(allowedOrigins=[PAGE]), {"origin": PAGE}, description="")

        assert (reply.status_code, reply.headers[ALLOW]) == (422, PAGE)

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "http://www.customer.example",
            "https://www.customer.example:8443",
            "https://customer.example",
            "https://www.customer.example.evil.example",
            "HTTPS://WWW.CUSTOMER.EXAMPLE",
            "null",
            "",
        ],
    )
    async def test_a_page_of_another_origin_is_refused(self, site, make_key, ann, origin):
        reply = await site(await make_key(allowedOrigins=[PAGE]), {"origin": origin})

        assert (reply.status_code, reply.json()["code"]) == (403, "auth.origin_not_allowed")
        assert ALLOW not in reply.headers
        assert (await ann.get("/feedback")).json()["totalCount"] == 0

    async def test_a_key_without_origins_is_for_servers(self, site, make_key):
        key = await make_key()

        assert (await site(key, {"origin": PAGE})).json()["code"] == "auth.origin_not_allowed"
        assert (await site(key)).status_code == 201

    async def test_the_servers_own_pages_may_use_any(self, site, make_key):
        reply = await site(await make_key(), {"origin": "http://test"})

        assert reply.status_code == 201
        assert ALLOW not in reply.headers

    async def test_an_unknown_key_gets_no_headers(self, site):
        reply = await site({"authorization": "Bearer of-key-none"}, {"origin": PAGE})

        assert reply.status_code == 401
        assert ALLOW not in reply.headers

    async def test_a_key_is_no_way_around_the_cookie_rule(self, client, make, people, project):
        """A page of another site that has a member's cookie sent along is refused as everywhere."""
        reply = await client.post(
            f"/api/projects/{project.id}/validator/feedback",
            json={"description": "Hello"},
            headers={"origin": PAGE, "cookie": f"openfactory_session={await make.token(people.ann)}"},
        )

        assert reply.json()["code"] == "auth.cross_site_request"
        assert ALLOW not in reply.headers


class TestWithServersOwnOrigins:
    """`server.cors_origins` may do everything, with credentials."""

    @pytest.fixture
    def overrides(self):
        return {"server": {"cors_origins": ["https://app.example"]}}

    async def test_they_are_told_so(self, client, project):
        reply = await preflight(client, project, "https://app.example")

        assert reply.headers[ALLOW] == "https://app.example"
        assert reply.headers["access-control-allow-credentials"] == "true"
        assert "GET" in reply.headers["access-control-allow-methods"]

    async def test_others_are_told_as_without(self, client, project, site, make_key):
        reply = await preflight(client, project, PAGE)
        sent = await site(await make_key(allowedOrigins=[PAGE]), {"origin": PAGE})

        assert (reply.headers[ALLOW], sent.headers[ALLOW]) == (PAGE, PAGE)
        assert "access-control-allow-credentials" not in {*reply.headers, *sent.headers}

    async def test_their_pages_may_send_any_key(self, site, make_key):
        assert (await site(await make_key(), {"origin": "https://app.example"})).status_code == 201


class TestKeys:
    """What stands in a page is known to everybody."""

    async def test_it_can_have_no_other_scope(self, client_for, people):
        path = f"/api/organizations/{people.organization.id}/api-keys"
        wanted = {"name": "Site", "scopes": ["validator:write", "project:read"], "allowedOrigins": [PAGE]}

        reply = await client_for(people.ann).post(path, json=wanted)

        assert reply.status_code == 422
        assert reply.json()["errors"][0]["pointer"] == "/body/scopes"

    @pytest.mark.parametrize(
        "origin",
        ["*", "null", "customer.example", f"{PAGE}/", f"{PAGE}/page", "https://*.example", "https://A.example",
         "https://a.example:443", "file://", "ftp://a.example", "https://", "x" * 301],
    )  # fmt: skip
    async def test_origins_are_written_as_browsers_do(self, client_for, people, origin):
        path = f"/api/organizations/{people.organization.id}/api-keys"
        wanted = {"name": "Site", "scopes": ["validator:write"], "allowedOrigins": [origin]}

        reply = await client_for(people.ann).post(path, json=wanted)

        assert reply.status_code == 422
        assert reply.json()["errors"][0]["pointer"].startswith("/body/allowedOrigins")

    async def test_they_are_listed_and_outlive_a_rotation(self, client_for, people, make_key):
        await make_key(allowedOrigins=[PAGE])
        ann = client_for(people.ann, below=f"/api/organizations/{people.organization.id}/api-keys")
        [key] = (await ann.get("/")).json()["apiKeys"]
        rotated = (await ann.post(f"/{key['id']}/rotate", json={})).json()

        assert key["allowedOrigins"] == rotated["allowedOrigins"] == [PAGE]
