"""The inbox: listed, filtered, ordered, counted, read and changed."""

from __future__ import annotations

from itertools import product

import pytest

from openfactory.core.db.statements import count_statements
from openfactory.core.http.pages import write_cursor

ID = "01890000-0000-7000-8000-000000000000"


async def descriptions(client, **query):
    reply = await client.get("/feedback", params=query)
    assert reply.status_code == 200, reply.text
    return [item["description"] for item in reply.json()["feedbackItems"]]


@pytest.fixture
async def inbox(send, change):
    """Six items of every kind; their ids by letter."""
    ids = {
        "A": await send("Alpha pump fails", tags=["pump", "north"]),
        "B": await send("Beta pump is slow", tags=["pump"]),
        "C": await send("Gamma", title="Pumping crème-brûlée"),
        "D": await send("Delta"),
        "E": await send("Epsilon", tags=["north"]),
        "F": await send("Zeta"),
    }
    await change(ids["A"], category="bug", priorityScore=0.9, status="triaged")
    await change(ids["B"], category="performance", priorityScore=0.5, status="in_progress")
    await change(ids["C"], category="bug", priorityScore=0.5)
    await change(ids["E"], status="dismissed", priorityScore=0)
    await change(ids["F"], duplicateOf=ids["D"])
    return ids


FILTERS = {
    "all": ({}, "FEDCBA"),
    "oldest": ({"sortOrder": "asc"}, "ABCDEF"),
    "urgent": ({"sortBy": "priorityScore"}, "ACBEFD"),
    "least": ({"sortBy": "priorityScore", "sortOrder": "asc"}, "DFEBCA"),
    "status": ({"status": "new"}, "FDC"),
    "statuses": ({"status": "triaged,dismissed,in_progress"}, "EBA"),
    "statuses by priority": ({"status": "triaged,dismissed", "sortBy": "priorityScore"}, "AE"),
    "category": ({"category": "bug"}, "CA"),
    "categories": ({"category": "bug,performance", "sortBy": "priorityScore"}, "ACB"),
    "tag": ({"tags": "pump"}, "BA"),
    "tags": ({"tags": "Pump,north"}, "A"),
    "no such tag": ({"tags": "nope"}, ""),
    "priority": ({"minPriority": 0.5}, "CBA"),
    "any priority": ({"minPriority": 0}, "ECBA"),
    "originals": ({"duplicateOf": "none"}, "EDCBA"),
    "duplicates": ({"duplicateOf": "{D}"}, "F"),
    "everything": (
        {"status": "triaged", "category": "bug", "tags": "pump", "minPriority": 0.1, "duplicateOf": "none"},
        "A",
    ),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_each_filter_finds_what_fits_page_by_page(ann, inbox, name):
    query, letters = FILTERS[name]
    query = {key: value.format(**inbox) if isinstance(value, str) else value for key, value in query.items()}
    expected = [inbox[letter] for letter in letters]

    found, cursor = [], {}
    while True:
        reply = (await ann.get("/feedback", params={**query, **cursor, "limit": 2})).json()
        assert reply["totalCount"] == len(expected)
        assert len(reply["feedbackItems"]) <= 2
        found += [item["id"] for item in reply["feedbackItems"]]
        if reply["nextCursor"] is None:
            break
        cursor = {"cursor": reply["nextCursor"]}

    assert found == expected


@pytest.mark.parametrize(
    ("text", "letters"),
    [("pump", "CBA"), ("PUMP slow", "B"), ("creme", "C"), ("gam", "C"), ("nothing of it", ""), ("?!", "")],
)
async def test_words_are_searched_once_it_is_triaged(ann, inbox, jobs, text, letters):
    await jobs.run()

    reply = (await ann.get("/feedback", params={"search": text})).json()
    assert [item["id"] for item in reply["feedbackItems"]] == [inbox[letter] for letter in letters]
    assert reply["totalCount"] == len(letters)
    narrowed = {"search": text, "status": "in_progress", "tags": "pump", "sortBy": "priorityScore"}
    found = await descriptions(ann, **narrowed)
    assert found == (["Beta pump is slow"] if "B" in letters else [])


async def test_every_combination_of_filters_runs(ann, inbox):
    some = {
        "search": "pump",
        "tags": "pump",
        "status": "new",
        "category": "bug",
        "minPriority": 0.1,
        "duplicateOf": "none",
    }
    for given in product([False, True], repeat=len(some)):
        query = {name: value for (name, value), there in zip(some.items(), given, strict=True) if there}
        assert (await ann.get("/feedback", params=query)).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"status": "new,triaged"},
        {"search": "pump", "tags": "pump,north"},
        {"duplicateOf": "none", "minPriority": 0.2},
    ],
)
async def test_a_list_takes_one_statement_beside_that_for_access(ann, inbox, query):
    await ann.get("/feedback", params=query)
    with count_statements() as statements:
        assert (await ann.get("/feedback", params=query)).status_code == 200
    assert len(statements) == 2


async def test_reading_one_takes_one_statement_beside_that_for_access(ann, inbox):
    await ann.get(f"/feedback/{inbox['A']}")
    with count_statements() as statements:
        await ann.get(f"/feedback/{inbox['A']}")
    assert len(statements) == 2


async def test_what_devices_and_sessions_say_is_in_no_list(ann, send):
    await send(browserInfo={"name": "Fox"}, deviceInfo={"secret": 1}, sessionData={"secret": 1})

    reply = await ann.get("/feedback")
    assert "secret" not in reply.text
    (listed,) = reply.json()["feedbackItems"]
    assert listed["browserInfo"] == {"name": "Fox"}
    assert set(listed) == {
        *("id", "title", "description", "category", "priorityScore", "status", "tags", "browserInfo", "externalUserId"),
        *("votes", "duplicateOf", "workOrderId", "generatedIssueUrl", "trust", "createdAt", "updatedAt"),
    }


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"status": "open"}, "/query/status"),
        ({"category": "bug,nope"}, "/query/category"),
        ({"tags": "a,,b"}, "/query/tags"),
        ({"tags": "a,b,c,d,e,f"}, "/query/tags"),
        ({"minPriority": "2"}, "/query/minPriority"),
        ({"minPriority": "nan"}, "/query/minPriority"),
        ({"limit": "101"}, "/query/limit"),
        ({"cursor": "x"}, "/query/cursor"),
        ({"sortBy": "priorityScore", "cursor": write_cursor(ID)}, "/query/cursor"),
        ({"sortBy": "priorityScore", "cursor": write_cursor(10**30, ID)}, "/query/cursor"),
        ({"sortBy": "votes"}, "/query/sortBy"),
    ],
)
async def test_wrong_queries_are_refused_by_name(ann, query, pointer):
    reply = await ann.get("/feedback", params=query)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"].startswith(pointer)) == (422, True)


class TestChanging:
    """Status by its steps, everything else freely, and nothing without being read first where one says so."""

    async def test_what_is_not_given_stays(self, send, change):
        feedback_id = await send(tags=["a"])
        await change(feedback_id, priorityScore=0.5, category="bug")
        reply = await change(feedback_id, tags=["b", "B", "c"])

        assert reply.status_code == 200
        found = reply.json()
        assert (found["priorityScore"], found["category"], found["tags"]) == (0.5, "bug", ["b", "c"])
        assert found["status"] == "new"

    async def test_a_null_clears(self, send, change):
        feedback_id = await send(category="bug")
        await change(feedback_id, priorityScore=0.5)
        found = (await change(feedback_id, priorityScore=None, category=None, status=None, tags=None)).json()

        assert (found["priorityScore"], found["category"], found["status"]) == (None, None, "new")

    @pytest.mark.parametrize(
        ("way", "allowed"),
        [
            (["triaged", "new"], ["in_progress", "resolved", "dismissed"]),
            (["in_progress", "new"], ["triaged", "resolved", "dismissed"]),
            (["resolved", "dismissed"], ["triaged", "in_progress"]),
            (["dismissed", "resolved"], ["triaged"]),
        ],
    )
    async def test_a_step_that_there_is_not_is_refused(self, send, change, way, allowed):
        feedback_id = await send()
        for status in way[:-1]:
            assert (await change(feedback_id, status=status)).status_code == 200
        reply = await change(feedback_id, status=way[-1])

        assert (reply.status_code, reply.json()["code"]) == (409, "validator.status_not_allowed")
        assert reply.json()["allowed"] == allowed
        assert (await change(feedback_id, status=way[-2])).status_code == 200

    async def test_what_another_one_has_changed_is_not_overwritten(self, ann, send, change):
        feedback_id = await send()
        tag = (await ann.get(f"/feedback/{feedback_id}")).headers["etag"]
        await change(feedback_id, status="triaged")

        late = await ann.patch(f"/feedback/{feedback_id}", json={"tags": ["x"]}, headers={"if-match": tag})
        assert late.status_code == 412
        assert (await ann.delete(f"/feedback/{feedback_id}", headers={"if-match": tag})).status_code == 412

    @pytest.mark.parametrize("body", [{"priorityScore": 1.1}, {"status": "open"}, {"duplicateOf": "x"}, {"votes": 3}])
    async def test_wrong_values_are_refused(self, ann, send, body):
        assert (await ann.patch(f"/feedback/{await send()}", json=body)).status_code == 422

    async def test_the_log_says_what_has_changed(self, inside, send, change):
        feedback_id = await send()
        await change(feedback_id, status="triaged", category="bug", priorityScore=0.25)

        event = (await inside.get("/events")).json()["events"][-1]
        assert event["name"] == "validator.feedback.changed"
        assert event["changes"] == {
            "status": {"old": "new", "new": "triaged"},
            "category": {"old": None, "new": "bug"},
            "priorityScore": {"old": None, "new": 0.25},
        }

    async def test_members_change_and_admins_erase(self, bob, send):
        feedback_id = await send()
        assert (await bob.patch(f"/feedback/{feedback_id}", json={"status": "triaged"})).status_code == 200
        assert (await bob.delete(f"/feedback/{feedback_id}")).status_code == 403

    async def test_nothing_changes_in_an_archived_project(self, ann, inside, send, change):
        feedback_id = await send()
        await inside.post("/archive")

        replies = [
            await change(feedback_id, status="triaged"),
            await ann.delete(f"/feedback/{feedback_id}"),
            await ann.post(f"/feedback/{feedback_id}/work-order", json={}),
        ]
        assert {reply.json()["code"] for reply in replies} == {"projects.archived"}
        assert (await ann.get("/feedback")).status_code == 200


class TestErasing:
    """Nothing of it is left."""

    async def test_it_is_gone_with_all_that_came_with_it(self, ann, inside, send, jobs):
        from openfactory.blueprints.validator.models import Band, Details, Tag

        feedback_id = await send("Unforgettable sentence of words", sessionData={"a": 1}, tags=["x"])
        await jobs.run()
        assert (await inside.get("/search?q=unforgettable")).json()["results"]

        assert (await ann.delete(f"/feedback/{feedback_id}")).status_code == 204

        assert (await ann.get(f"/feedback/{feedback_id}")).status_code == 404
        assert (await inside.get("/search?q=unforgettable")).json()["results"] == []
        assert [await model.all().count() for model in (Details, Tag, Band)] == [0, 0, 0]
        assert (await ann.get("/stats")).json()["totalCount"] == 0
        assert (await ann.get("/stats")).json()["topTags"] == []

    async def test_details_are_kept_for_a_while_only(self, send, read):
        from openfactory.blueprints.validator.service.forgetting import forget_old_details
        from openfactory.testing.clock import shifted

        feedback_id = await send(sessionData={"a": 1})
        assert await forget_old_details(90) == 0
        with shifted(days=91):
            assert await forget_old_details(90) == 1
        assert (await read(feedback_id))["sessionData"] is None


class TestFigures:
    """They are kept in the transaction of each change."""

    async def test_they_say_how_it_is(self, ann, inbox):
        found = (await ann.get("/stats")).json()

        assert found["totalCount"] == 6
        assert found["byStatus"] == {"new": 3, "triaged": 1, "in_progress": 1, "resolved": 0, "dismissed": 1}
        assert found["byCategory"] == {
            "bug": 2,
            "performance": 1,
            "feature_request": 0,
            "other": 0,
            "uncategorized": 3,
        }
        assert found["averagePriorityScore"] == 0.475
        assert found["topTags"] == [{"tag": "north", "count": 2}, {"tag": "pump", "count": 2}]
        assert [day["count"] for day in found["timeline"]] == [6]

    async def test_they_are_right_whatever_was_done(self, ann, inbox, change, jobs):
        await jobs.run()
        await change(inbox["C"], tags=["pump"], status="resolved")
        await ann.delete(f"/feedback/{inbox['D']}")
        items = (await ann.get("/feedback?limit=100")).json()["feedbackItems"]
        found = (await ann.get("/stats")).json()

        assert found["totalCount"] == len(items) == 5
        for name, field in (("byStatus", "status"), ("byCategory", "category")):
            assert {key: count for key, count in found[name].items() if count} == {
                value: sum(item[field] == value for item in items) for value in {item[field] for item in items}
            }
        scores = [item["priorityScore"] for item in items if item["priorityScore"] is not None]
        assert found["averagePriorityScore"] == round(sum(scores) / len(scores), 3)
        assert found["topTags"][0] == {"tag": "pump", "count": 3}

    async def test_they_begin_where_they_are_asked_to(self, ann, send):
        from openfactory.testing.clock import shifted

        await ann.get("/stats")  # the session begins now
        with shifted(days=-40):
            await send("Earlier", tags=["earlier"])
        await send("Later", tags=["later"])
        days = [day["date"] for day in (await ann.get("/stats")).json()["timeline"]]
        since = (await ann.get("/stats", params={"since": days[1]})).json()

        assert len(days) == 2
        assert since["totalCount"] == 1
        assert since["topTags"] == [{"tag": "later", "count": 1}]
        for wrong in ("yesterday", "0", "20300131", "2030-02-30", "2030-01-31T00:00:00Z", ""):
            assert (await ann.get("/stats", params={"since": wrong})).status_code == 422

    async def test_they_take_three_statements_beside_that_for_access(self, ann, inbox):
        await ann.get("/stats")
        with count_statements() as statements:
            await ann.get("/stats")
        assert len(statements) == 4
