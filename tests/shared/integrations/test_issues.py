"""Issues at GitHub and Jira: what is sent, what comes back, and how refusals are told."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from openfactory.testing.trackers.server import HTML, refused


async def test_an_issue_is_made_once_and_told_to_all_who_ask(tracked, thing, ann):
    first = await tracked.ask(thing, title="Cart\nis empty", body="One\n\nTwo\nThree", labels=["needs triage"])
    again = await tracked.ask(thing, title="Something else")
    other = await tracked.ask(uuid4())

    assert [reply.status_code for reply in (first, again, other)] == [201, 201, 201]
    assert first.json() == again.json()
    assert tracked.issues() == [first.json()["id"], other.json()["id"]]
    events = (await ann.get("/events", params={"types": "integrations.issue.created"})).json()["events"]
    assert next((event["data"]["subjectId"], event["data"]["url"]) for event in events) == (
        str(thing),
        first.json()["url"],
    )
    assert len(events) == 2


async def test_many_who_ask_at_once_get_the_same_issue(tracked, thing):
    replies = await asyncio.gather(*(tracked.ask(thing) for _ in range(8)))

    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.text for reply in replies}) == 1
    assert len(tracked.issues()) == len(tracked.server.made_by()) == 1


async def test_what_is_sent_is_what_was_asked_for(tracked, thing):
    await tracked.ask(thing, title=" Cart\tis  empty ", body="One\r\n\r\nTwo\nThree", labels=["needs triage", "bug"])

    (asked,) = tracked.server.made_by()
    (issue,) = tracked.server.issues
    if tracked.kind == "github_issues":
        assert (issue["title"], issue["labels"]) == ("Cart is empty", [{"name": "needs triage"}, {"name": "bug"}])
        mark, _, body = issue["body"].partition("\n\n")
        assert mark.startswith("<!-- openfactory:")
        assert body == "One\r\n\r\nTwo\nThree"
    else:
        fields = asked.json["fields"]
        assert (fields["summary"], fields["labels"]) == ("Cart is empty", ["needs-triage", "bug"])
        text = fields["description"]
        if tracked.server.cloud:
            one, two, mark = text["content"]
            assert one["content"] == [{"type": "text", "text": "One"}]
            assert [node["type"] for node in two["content"]] == ["text", "hardBreak", "text"]
            text = mark["content"][0]["text"]
        assert "openfactory:" in text


async def test_an_empty_body_and_an_emoji_are_fine(tracked, thing):
    assert (await tracked.ask(thing, title="😀" * 127, body="")).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"title": "x" * 256}, "/body/title"),
        ({"title": "😀" * 128}, "/body/title"),
        ({"title": " \n "}, "/body/title"),
        ({"body": "x" * 30_001}, "/body/body"),
        ({"labels": ["x" * 51]}, "/body/labels/0"),
        ({"labels": ["a", " "]}, "/body/labels/1"),
        ({"labels": ["x"] * 21}, "/body/labels"),
        ({"integration": "slack"}, "/body/integration"),
    ],
)
async def test_what_no_tracker_takes_is_refused_by_field(ann, thing, wrong, pointer):
    reply = await ann.post(f"/probe/{thing}/issue", json={"integration": "jira", **wrong})

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("kind", ["github_issues", "jira"])
async def test_without_a_connection_it_is_refused_and_may_be_asked_again(ann, thing, kind):
    for _ in range(2):
        reply = await ann.post(f"/probe/{thing}/issue", json={"integration": kind})
        assert (reply.status_code, reply.json()["code"]) == (400, "integrations.not_connected")


async def test_in_an_archived_project_none_is_made(tracked, thing, ann):
    await ann.post("/archive")

    assert (await tracked.ask(thing)).json()["code"] == "projects.archived"
    assert tracked.server.asked == []


async def test_an_idempotency_key_changes_nothing(tracked, thing, ann):
    replies = [
        await ann.post(
            f"/probe/{thing}/issue", json={"integration": tracked.kind}, headers={"idempotency-key": "the-key"}
        )
        for _ in range(2)
    ]

    assert [reply.status_code for reply in replies] == [201, 201]
    assert len(tracked.issues()) == 1


REFUSALS = [
    (401, {"message": "Bad credentials"}, {}, "integrations.refused", None),
    (403, {"message": "Resource not accessible by personal access token"}, {}, "integrations.refused", None),
    (403, {"message": "API rate limit exceeded"}, {"x_ratelimit_remaining": "0"}, "integrations.failed", "1"),
    (403, {"message": "You have exceeded a secondary rate limit"}, {}, "integrations.failed", "60"),
    (404, {"message": "Not Found"}, {}, "integrations.refused", None),
    (410, {"message": "Issues has been disabled in this repository."}, {}, "integrations.refused", None),
    (422, {"message": "Validation Failed", "errors": [{"field": "title"}]}, {}, "integrations.refused", None),
    (429, {"errorMessages": ["Rate limit exceeded."]}, {"retry_after": "17"}, "integrations.failed", "17"),
    (400, {"errorMessages": [], "errors": {"labels": "no labels here"}}, {}, "integrations.refused", None),
    (403, HTML, {}, "integrations.refused", None),
]


@pytest.mark.parametrize(("status", "body", "headers", "code", "retry_after"), REFUSALS)
async def test_a_refusal_is_told_and_the_next_call_makes_it(tracked, thing, status, body, headers, code, retry_after):
    if headers.get("x_ratelimit_remaining"):
        headers = {**headers, "x_ratelimit_reset": "1000000000"}
    tracked.server.faults.append(refused(status, body, **headers))

    bad = await tracked.ask(thing)
    good = await tracked.ask(thing)

    assert (bad.status_code, bad.json()["code"]) == (502, code)
    assert f"answered with {status}" in bad.json()["detail"]
    assert bad.headers.get("retry-after") == retry_after
    for text in (body.get("message"), *(body.get("errorMessages") or [])) if isinstance(body, dict) else ("",):
        assert (text or "") in bad.json()["detail"]
    assert good.status_code == 201
    assert len(tracked.issues()) == 1


async def test_the_trackers_words_never_repeat_the_token(tracked, thing, caplog):
    token = tracked.server.token
    tracked.server.faults.append(refused(400, {"message": f"strange header Bearer {token} and {token}"}))

    reply = await tracked.ask(thing)

    assert reply.status_code == 502
    assert token not in reply.text + caplog.text


async def test_a_server_that_is_not_there_is_told_and_frees_the_issue(tracked, thing, ann):
    name = "baseUrl" if tracked.kind == "github_issues" else "siteUrl"
    await tracked.connect(**{name: "http://127.0.0.1:9"})
    bad = await tracked.ask(thing)
    await tracked.connect()

    assert (bad.status_code, bad.json()["code"]) == (502, "integrations.failed")
    assert (await tracked.ask(thing)).status_code == 201
