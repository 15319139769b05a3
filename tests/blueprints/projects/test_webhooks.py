"""Webhooks: what happens in a project is sent, signed, to whoever an admin has named."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from receiving import receiving
from standardwebhooks import WebhookVerificationError

from openfactory.core.db.statements import count_statements
from openfactory.testing.clock import shifted


@pytest.fixture
def overrides():
    return {"outgoing": {"allow_private": ["127.0.0.1"]}}


@pytest.fixture
async def receiver():
    async with receiving() as found:
        yield found


@pytest.fixture
def hook(ann, receiver):
    """`await hook(eventTypes=…)`: a new webhook to the receiver, with its secret."""

    async def made(**wanted):
        reply = await ann.post("/webhooks", json={"url": receiver.url, **wanted})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return made


async def test_an_event_is_sent_as_the_log_has_it_and_the_library_verifies_it(ann, receiver, hook, make_feature, jobs):
    secret = (await hook())["secret"]
    await make_feature("Engines")

    await jobs.run()

    [got] = receiver.requests
    [event] = (await ann.get("/events", params={"types": "projects.feature.created"})).json()["events"]
    assert got.verified(secret) == {
        "type": "projects.feature.created",
        "timestamp": event["createdAt"],
        "data": event,
    }
    assert got.headers["webhook-id"] == event["id"]
    assert got.headers["content-type"] == "application/json"
    assert got.path == "/hooks"


async def test_a_body_that_was_changed_is_not_verified(receiver, hook, make_feature, jobs):
    secret = (await hook())["secret"]
    await make_feature("Engines")
    await jobs.run()
    [got] = receiver.requests

    got.body = got.body.replace(b"Engines", b"Engines2")

    with pytest.raises(WebhookVerificationError):
        got.verified(secret)


@pytest.mark.parametrize(
    ("wanted", "heard"),
    [
        ([], ["projects.feature.created", "projects.feature.renamed", "projects.project.changed"]),
        (["projects.*"], ["projects.feature.created", "projects.feature.renamed", "projects.project.changed"]),
        (["projects.feature.*"], ["projects.feature.created", "projects.feature.renamed"]),
        (["projects.project.changed", "comments.*"], ["projects.project.changed"]),
        (["comments.*"], []),
    ],
)
async def test_a_webhook_hears_what_it_was_made_for(ann, receiver, hook, make_feature, jobs, wanted, heard):
    await hook(eventTypes=wanted)
    feature = await make_feature("Engines")
    await ann.patch(f"/features/{feature['id']}", json={"name": "Motors"})
    await ann.patch("/", json={"description": "Goes up."})

    await jobs.run()

    assert sorted(receiver.types) == heard


@pytest.mark.parametrize("wanted", [["projects.feature.craeted"], ["feature"], ["*"], ["nothing.*"], ["projects*"]])
async def test_a_type_that_fits_no_event_is_refused(ann, wanted):
    reply = await ann.post("/webhooks", json={"url": "https://93.184.215.14/", "eventTypes": wanted})

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/body/eventTypes/0")


async def test_only_what_happens_from_now_on_is_sent(ann, receiver, hook, make_feature, jobs):
    await make_feature("Before")
    first = await hook(eventTypes=["projects.feature.*"])
    await make_feature("Between")
    second = await hook(eventTypes=["projects.feature.*"])
    await make_feature("After")
    await jobs.run()

    sent = {}
    for made in (first, second):
        deliveries = (await ann.get(f"/webhooks/{made['id']}/deliveries")).json()["deliveries"]
        sent[made["id"]] = len(deliveries)
    assert sent == {first["id"]: 2, second["id"]: 1}
    assert sorted(got.message["data"]["data"]["title"] for got in receiver.requests) == ["After", "After", "Between"]


async def test_switched_off_it_hears_nothing_of_what_happens_meanwhile(ann, receiver, hook, make_feature, jobs):
    made = await hook(eventTypes=["projects.feature.*"])
    off = (await ann.patch(f"/webhooks/{made['id']}", json={"enabled": False})).json()
    await make_feature("Meanwhile")
    await jobs.run()
    on = (await ann.patch(f"/webhooks/{made['id']}", json={"enabled": True})).json()
    await make_feature("Later")
    await jobs.run()

    assert (off["enabled"], off["disabledReason"]) == (False, "manual")
    assert (on["enabled"], on["disabledReason"], on["disabledAt"]) == (True, None, None)
    assert [got.message["data"]["data"]["title"] for got in receiver.requests] == ["Later"]


async def test_while_a_secret_is_rotated_both_are_good(ann, receiver, hook, make_feature, jobs):
    made = await hook(eventTypes=["projects.feature.*"])
    rotated = (await ann.post(f"/webhooks/{made['id']}/rotate-secret", json={"overlapSeconds": 60})).json()
    await make_feature("Engines")
    await jobs.run()

    [got] = receiver.requests
    assert made["secret"] != rotated["secret"]
    assert len(got.headers["webhook-signature"].split(" ")) == 2
    assert got.verified(made["secret"]) == got.verified(rotated["secret"]) == got.message


async def test_after_the_overlap_the_old_secret_is_good_no_more(ann, receiver, hook, make_feature, jobs):
    made = await hook(eventTypes=["projects.feature.*"])
    rotated = (await ann.post(f"/webhooks/{made['id']}/rotate-secret", json={"overlapSeconds": 60})).json()
    with shifted(seconds=61):
        await make_feature("Engines")
        await jobs.run()

    [got] = receiver.requests
    assert got.verified(rotated["secret"])
    with pytest.raises(WebhookVerificationError):
        got.verified(made["secret"])


async def test_a_day_is_what_both_are_good_for_where_nothing_is_said(ann, hook):
    made = await hook()
    rotated = (await ann.post(f"/webhooks/{made['id']}/rotate-secret", json={})).json()

    until = datetime.fromisoformat(rotated["previousUntil"]) - datetime.now(UTC)
    assert 86_000 < until.total_seconds() <= 86_400


async def test_a_secret_is_shown_once_and_stored_sealed(ann, receiver, hook, make_feature, jobs, caplog):
    caplog.set_level("DEBUG", logger="openfactory")
    made = await hook()
    receiver.answer(500, body=f"I know {made['secret']}")
    await make_feature("Engines")
    await jobs.run()
    tested = await ann.post(f"/webhooks/{made['id']}/test")

    hooks = await ann.get("/webhooks")
    changed = await ann.patch(f"/webhooks/{made['id']}", json={"description": "x"})
    deliveries = await ann.get(f"/webhooks/{made['id']}/deliveries")
    events = await ann.get("/events")
    rows = await jobs.all()
    secret = made["secret"].removeprefix("whsec_")
    for text in (hooks, changed, deliveries, events, tested):
        assert text.status_code == 200
        assert secret not in text.text
    assert secret not in str(rows) + caplog.text
    assert "I know ********" in deliveries.text
    assert "secret" not in hooks.json()["webhooks"][0]


PRIVATE = [
    "http://10.0.0.1/",
    "http://127.0.0.2/",
    "http://[::1]/",
    "http://169.254.169.254/latest",
    "http://2130706434/",
]


@pytest.mark.parametrize("url", PRIVATE)
async def test_a_private_target_is_refused_when_it_is_entered(ann, hook, url):
    made = await hook()

    for reply in (
        await ann.post("/webhooks", json={"url": url}),
        await ann.patch(f"/webhooks/{made['id']}", json={"url": url}),
    ):
        [fault] = reply.json()["errors"]
        assert (reply.status_code, fault["pointer"], fault["code"]) == (422, "/body/url", "outgoing.refused")


@pytest.mark.parametrize("url", ["ftp://example.com/", "https://user:pass@example.com/", "example.com", ""])
async def test_what_is_no_web_url_is_refused(ann, url):
    reply = await ann.post("/webhooks", json={"url": url})

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/body/url")


@pytest.fixture
def resolved(monkeypatch):
    """`resolved[name] = address`: what the name server says."""
    known, asked = {}, socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        return asked(known.get(host, host), port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.2", "169.254.169.254"])
async def test_a_name_that_becomes_private_is_refused_at_delivery(ann, resolved, make_feature, jobs, address):
    resolved["hooks.example.org"] = "93.184.215.14"
    made = (await ann.post("/webhooks", json={"url": "http://hooks.example.org/"})).json()
    resolved["hooks.example.org"] = address
    await make_feature("Engines")
    await jobs.run()

    [delivery] = (await ann.get(f"/webhooks/{made['id']}/deliveries")).json()["deliveries"]
    tested = (await ann.post(f"/webhooks/{made['id']}/test")).json()
    for error in (delivery["error"], tested["error"]):
        assert "not on the public internet" in error
        assert address not in error


async def test_a_redirect_is_a_failure_and_is_not_followed(ann, receiver, hook, make_feature, jobs):
    async with receiving() as inside:
        made = await hook()
        receiver.answer(307, f"Location: {inside.url}")
        await make_feature("Engines")
        await jobs.run()

        assert len(receiver.requests) == 1
        assert inside.requests == []
    [delivery] = (await ann.get(f"/webhooks/{made['id']}/deliveries")).json()["deliveries"]
    assert (delivery["status"], delivery["responseStatus"]) == ("pending", 307)


async def test_a_test_is_sent_at_once_and_its_result_is_told(ann, receiver, hook):
    made = await hook(enabled=False)
    receiver.answer(500, body="no" * 2000)

    failed = (await ann.post(f"/webhooks/{made['id']}/test")).json()
    passed = (await ann.post(f"/webhooks/{made['id']}/test")).json()

    assert receiver.types == ["webhooks.test", "webhooks.test"]
    assert receiver.requests[0].verified(made["secret"])["data"]["webhookId"] == made["id"]
    assert (failed["delivered"], failed["responseStatus"], failed["error"]) == (
        False,
        500,
        "the receiver answered with 500",
    )
    assert failed["responseExcerpt"] == "no" * 512
    assert (passed["delivered"], passed["responseStatus"], passed["error"]) == (True, 204, None)
    assert (await ann.get(f"/webhooks/{made['id']}/deliveries")).json()["deliveries"] == []


async def test_webhooks_are_changed_listed_and_deleted(ann, hook):
    one, two = await hook(), await hook(description="Two", eventTypes=["projects.*"])
    changed = await ann.patch(f"/webhooks/{one['id']}", json={"description": "One", "eventTypes": ["comments.*"]})

    page = (await ann.get("/webhooks", params={"limit": 1})).json()
    rest = (await ann.get("/webhooks", params={"cursor": page["nextCursor"]})).json()
    gone = await ann.delete(f"/webhooks/{two['id']}")

    two.pop("secret")
    assert page["webhooks"] == [two]
    assert rest["webhooks"] == [changed.json()]
    assert changed.headers["etag"]
    assert gone.status_code == 204
    assert [found["id"] for found in (await ann.get("/webhooks")).json()["webhooks"]] == [one["id"]]
    assert (await ann.patch(f"/webhooks/{two['id']}", json={})).status_code == 404


async def test_the_log_tells_of_webhooks_and_not_where_they_lead(ann, receiver, hook):
    made = await hook()
    url = receiver.url + "?key=treasure"
    await ann.patch(f"/webhooks/{made['id']}", json={"url": url, "enabled": False})
    await ann.post(f"/webhooks/{made['id']}/rotate-secret", json={})
    await ann.delete(f"/webhooks/{made['id']}")

    reply = await ann.get("/events")
    names = [event["name"] for event in reply.json()["events"]]
    assert names[-4:] == [f"webhooks.webhook.{what}" for what in ("created", "changed", "secret_rotated", "deleted")]
    assert "treasure" not in reply.text


async def test_members_have_nothing_to_do_with_webhooks(bob, hook):
    made = await hook()

    for method, path in (("GET", ""), ("POST", ""), ("PATCH", f"/{made['id']}"), ("GET", f"/{made['id']}/deliveries")):
        reply = await bob.request(method, f"/webhooks{path}", json={"url": "https://93.184.215.14/"})
        assert reply.status_code == 403


async def test_in_an_archived_project_nothing_is_changed(ann, hook):
    made = await hook()
    await ann.post("/archive")

    for method, path in (("POST", ""), ("PATCH", f"/{made['id']}"), ("DELETE", f"/{made['id']}")):
        body = {} if method == "DELETE" else {"json": {"url": "https://93.184.215.14/"}}
        assert (await ann.request(method, f"/webhooks{path}", **body)).json()["code"] == "projects.archived"


async def test_a_project_has_a_bounded_number_of_webhooks(ann, hook, monkeypatch):
    monkeypatch.setattr("openfactory.shared.webhooks.service.MOST", 2)
    await hook()
    await hook()

    reply = await ann.post("/webhooks", json={"url": "https://93.184.215.14/"})

    assert (reply.status_code, reply.json()["code"]) == (409, "webhooks.limit")


async def test_lists_take_as_many_statements_whatever_their_length(ann, hook, make_feature, jobs):
    made = await hook()

    async def statements(path):
        with count_statements() as counted:
            assert (await ann.get(path)).status_code == 200
        return len(counted)

    paths = ("/webhooks", f"/webhooks/{made['id']}/deliveries")
    few = [await statements(path) for path in paths]
    for number in range(8):
        await hook()
        await make_feature(f"Feature {number}")
    await jobs.run()

    assert [await statements(path) for path in paths] == few == [2, 3]


async def test_a_log_that_nobody_listens_to_is_not_read(make_feature, jobs):
    await make_feature("Engines")
    await jobs.run()
    with count_statements() as counted:
        await make_feature("Motors")
        await jobs.run()

    assert [text for text in counted if "webhooks_deliveries" in str(text)] == []
