"""Slack: connected by an incoming webhook that is never shown again, and posted to in the background."""

from __future__ import annotations

import pytest
from receiving import receiving

from openfactory.core.access import Access
from openfactory.shared.integrations.api import notify_slack
from openfactory.testing.clock import shifted

URL = "https://hooks.slack.com/services/T0/B0/treasure"


@pytest.fixture
async def receiver():
    async with receiving() as found:
        yield found


class TestAtSlackItself:
    """Without settings that allow anything else."""

    async def test_it_is_connected_read_and_removed_without_showing_the_url(self, ann):
        made = await ann.put("/integrations/slack", json={"url": URL})
        read = await ann.get("/integrations/slack")
        again = await ann.put("/integrations/slack", json={"url": URL + "2"})
        stale = await ann.put("/integrations/slack", json={"url": URL}, headers={"if-match": made.headers["etag"]})
        gone = await ann.delete("/integrations/slack")

        assert [reply.status_code for reply in (made, read, again, stale, gone)] == [200, 200, 200, 412, 204]
        assert made.json() == read.json()
        assert (made.json()["kind"], made.json()["settings"]) == ("slack", {})
        assert again.json()["id"] == made.json()["id"]
        events = await ann.get("/events")
        assert "treasure" not in made.text + read.text + again.text + stale.text + events.text
        assert [event["name"] for event in events.json()["events"]][-3:] == [
            "integrations.integration.connected",
            "integrations.integration.connected",
            "integrations.integration.removed",
        ]
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/test")):
            assert (await ann.request(method, f"/integrations/slack{path}")).status_code == 404

    @pytest.mark.parametrize(
        "url",
        [
            "http://hooks.slack.com/services/treasure",
            "https://hooks.slack.com.example.org/treasure",
            "https://me@hooks.slack.com/treasure",
            "https://hooks.slack.com:8443/treasure",
            "https://example.org/treasure",
            "https://[/treasure",
            "treasure",
            7,
            None,
        ],
    )
    async def test_another_url_is_refused_and_not_repeated(self, ann, url):
        reply = await ann.put("/integrations/slack", json={"url": url})

        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/body/url")
        assert "treasure" not in reply.text

    async def test_what_slack_does_not_take_is_refused(self, ann):
        assert (await ann.put("/integrations/slack", json={})).status_code == 422
        assert (await ann.put("/integrations/slack", json={"url": URL, "chanel": "x"})).status_code == 422
        assert (await ann.put("/integrations/slack", json=[])).status_code == 422

    async def test_other_kinds_are_not_there(self, ann):
        assert (await ann.put("/integrations/pigeon", json={"url": URL})).status_code == 404

    async def test_members_and_strangers_have_nothing_to_do_with_it(self, ann, bob, stranger):
        await ann.put("/integrations/slack", json={"url": URL})

        assert (await bob.get("/integrations/slack")).status_code == 403
        assert (await bob.put("/integrations/slack", json={"url": URL})).status_code == 403
        assert (await stranger.get("/integrations/slack")).status_code == 404

    async def test_in_an_archived_project_nothing_is_changed(self, ann):
        await ann.put("/integrations/slack", json={"url": URL})
        await ann.post("/archive")

        assert (await ann.put("/integrations/slack", json={"url": URL})).json()["code"] == "projects.archived"
        assert (await ann.delete("/integrations/slack")).json()["code"] == "projects.archived"


class TestPosting:
    """To a receiver on loopback, which the settings allow."""

    @pytest.fixture
    def overrides(self, receiver):
        origin = f"http://127.0.0.1:{receiver.port}"
        return {"outgoing": {"allow_private": ["127.0.0.1"]}, "projects": {"slack_origins": [origin]}}

    @pytest.fixture
    async def access(self, ann, people, project, receiver):
        """The server's own access to the project, which is connected."""
        reply = await ann.put("/integrations/slack", json={"url": f"{receiver.url}/treasure"})
        assert reply.status_code == 200, reply.text
        return Access.system(organization_id=people.organization.id, project_id=project.id)

    async def test_a_message_is_posted_once_the_change_is_committed(self, access, receiver, jobs):
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]
        await notify_slack(access, "Hello", blocks)
        await notify_slack(access, "Bye")
        assert receiver.requests == []
        await jobs.run()

        assert [got.message for got in receiver.requests] == [{"text": "Hello", "blocks": blocks}, {"text": "Bye"}]
        assert {row["arguments"] for row in await jobs.all()} == {"{}"}

    async def test_nothing_is_posted_where_slack_is_not_connected(self, ann, access, receiver, jobs):
        await notify_slack(access, "Too late")
        await ann.delete("/integrations/slack")

        assert await notify_slack(access, "Nobody hears") is None
        await jobs.run()
        assert receiver.requests == []
        assert [row["status"] for row in await jobs.all()] == ["succeeded"]

    async def test_what_fails_for_now_is_tried_again(self, ann, access, receiver, jobs):
        receiver.answer(503, body="busy")
        job_id = await notify_slack(access, "Hello")
        await jobs.run()
        waiting = (await ann.get(f"/jobs/{job_id}")).json()
        with shifted(minutes=1):
            await jobs.run()

        assert (waiting["status"], waiting["error"]) == ("queued", "Slack answered with 503: busy")
        assert (await ann.get(f"/jobs/{job_id}")).json()["status"] == "succeeded"
        assert len(receiver.requests) == 2

    async def test_what_slack_refuses_is_not_tried_again_and_says_why(self, ann, access, receiver, jobs, caplog):
        receiver.answer(403, body="action_prohibited for /hooks/treasure")
        job_id = await notify_slack(access, "Hello")
        await jobs.run()

        job = (await ann.get(f"/jobs/{job_id}")).json()
        assert (job["status"], job["attempt"]) == ("failed", 1)
        assert job["error"] == "Slack answered with 403: action_prohibited for …"
        assert "treasure" not in caplog.text + str(await jobs.all())

    async def test_a_redirect_is_not_followed(self, ann, access, receiver):
        async with receiving() as elsewhere:
            receiver.answer(302, f"Location: {elsewhere.url}")
            tested = (await ann.post("/integrations/slack/test")).json()

            assert tested == {"delivered": False, "error": "Slack answered with 302"}
            assert elsewhere.requests == []

    async def test_a_test_says_what_came_of_it(self, ann, access, receiver):
        good = (await ann.post("/integrations/slack/test")).json()
        receiver.answer(404, body="no_service")
        bad = (await ann.post("/integrations/slack/test")).json()

        assert good == {"delivered": True, "error": None}
        assert bad == {"delivered": False, "error": "Slack answered with 404: no_service"}
        assert receiver.requests[0].message == {"text": "openfactory can post here."}
