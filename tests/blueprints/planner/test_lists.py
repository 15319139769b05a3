"""Work orders are listed, filtered, ordered and counted."""

from __future__ import annotations

import pytest
from wording import titles, walk

from openfactory.core.db.statements import count_statements
from openfactory.core.http.pages import write_cursor

ID = "01890000-0000-7000-8000-000000000000"


async def test_a_listed_work_order_says_what_the_contract_says(ann, make_order, make_phase, people):
    phase = await make_phase("Lift-off")
    both = [str(people.ann.id), str(people.bob.id)]
    order = await make_order(phaseId=phase["id"], assigneeIds=both, deliverableType="code")

    reply = (await ann.get("/work-orders")).json()

    only_when_read = {
        "description",
        "acceptanceCriteria",
        "outOfScope",
        "implementationPlan",
        "graphConnections",
        "dependsOn",
        "blockedBy",
        "claim",
        "createdBy",
    }
    listed = {name: value for name, value in order.items() if name not in only_when_read}
    assert reply == {"workOrders": [listed], "nextCursor": None, "totalCount": 1}
    assert [assignee["name"] for assignee in order["assignees"]] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"status": "backlog,ready", "phaseId": "none"},
        {"search": "tanks", "sortBy": "updatedAt", "deliverableType": "code"},
        {"sortBy": "createdAt", "limit": 1},
    ],
)
async def test_a_list_takes_one_statement_beside_that_for_access(ann, make_order, people, query):
    for title in ("Tanks", "More tanks"):
        await make_order(title, assigneeIds=[str(people.bob.id)], deliverableType="code")
    await ann.get("/work-orders", params=query)

    with count_statements() as statements:
        reply = await ann.get("/work-orders", params=query)

    assert len(statements) == 2
    assert reply.json()["totalCount"] == 2


@pytest.fixture
async def plan(ann, inside, make_phase, make_order, people):
    """Six work orders of every kind; the ids they are filtered by."""
    phase = await make_phase("Lift-off")
    feature = (await inside.post("/features", json={"name": "Engines"})).json()
    bob = str(people.bob.id)
    orders = [
        await make_order("Alpha pump"),
        await make_order("Beta pump", status="ready", phaseId=phase["id"]),
        await make_order("Gamma", status="ready", featureId=feature["id"], assigneeIds=[bob]),
        await make_order("Delta", assigneeIds=[bob], deliverableType="code", phaseId=phase["id"]),
        await make_order("Epsilon", deliverableType="code", featureId=feature["id"]),
        await make_order("Zeta crème-brûlée", deliverableType="text"),
    ]
    await walk(ann, orders[1], "in_progress")
    return {"phase": phase["id"], "feature": feature["id"], "bob": bob}


FILTERS = {
    "all": ({}, "BDAGEZ"),
    "status": ({"status": "ready"}, "G"),
    "statuses": ({"status": "in_progress,backlog"}, "BDAEZ"),
    "phase": ({"phaseId": "{phase}"}, "BD"),
    "no phase": ({"phaseId": "none"}, "AGEZ"),
    "feature": ({"featureId": "{feature}"}, "GE"),
    "assignee": ({"assigneeId": "{bob}"}, "DG"),
    "type": ({"deliverableType": "code"}, "DE"),
    "search": ({"search": "PUM"}, "BA"),
    "search of two words": ({"search": "pump al"}, "A"),
    "search without accents": ({"search": "creme brulee"}, "Z"),
    "search for a key": ({"search": "wo-3"}, "G"),
    "search for a number": ({"search": "4"}, "D"),
    "search for what nothing has": ({"search": "omega"}, ""),
    "search for no word": ({"search": "%"}, ""),
    "status and phase": ({"status": "in_progress,ready", "phaseId": "{phase}"}, "B"),
    "assignee and type": ({"assigneeId": "{bob}", "deliverableType": "code"}, "D"),
    "search, status and no phase": ({"search": "pump", "status": "backlog", "phaseId": "none"}, "A"),
    "feature and status": ({"featureId": "{feature}", "status": "backlog"}, "E"),
    "everything": (
        {
            "status": "backlog",
            "phaseId": "{phase}",
            "featureId": "{feature}",
            "assigneeId": "{bob}",
            "deliverableType": "code",
            "search": "d",
        },
        "",
    ),
}


SORTS = ["sortOrder", "createdAt", "updatedAt"]


@pytest.mark.parametrize("sort", SORTS)
async def test_filters(ann, plan, sort):
    for name, (query, expected) in FILTERS.items():
        given = {key: value.format(**plan) for key, value in query.items()}

        reply = (await ann.get("/work-orders", params={**given, "sortBy": sort})).json()

        found = "".join(order["title"][0] for order in reply["workOrders"])
        latest_first = sorted(reply["workOrders"], key=lambda order: order.get(sort), reverse=True)
        assert sorted(found) == sorted(expected), name
        assert reply["totalCount"] == len(expected), name
        assert found == expected if sort == "sortOrder" else reply["workOrders"] == latest_first, name


async def every_page(client, **query):
    """Titles of all pages, and the totals that they give."""
    found, totals, cursor = [], set(), {}
    while True:
        reply = (await client.get("/work-orders", params={**query, **cursor})).json()
        found += [order["title"] for order in reply["workOrders"]]
        totals.add(reply["totalCount"])
        if reply["nextCursor"] is None:
            return found, totals
        cursor = {"cursor": reply["nextCursor"]}


async def test_pages_give_each_work_order_once(ann, plan):
    for sort in SORTS:
        for query in ({}, {"status": "backlog,ready,in_progress"}, {"search": "a"}):
            whole = await titles(ann, **query, sortBy=sort)

            assert await every_page(ann, **query, sortBy=sort, limit=2) == (whole, {len(whole)})


async def test_a_page_stays_whole_with_many_assignees(ann, make, people, make_order):
    members = [str((await make.member(people.organization)).id) for _ in range(5)]
    for title in "ABC":
        await make_order(title, assigneeIds=members)

    reply = (await ann.get("/work-orders", params={"limit": 2})).json()

    assert [[assignee["id"] for assignee in order["assignees"]] for order in reply["workOrders"]] == [members] * 2
    assert await titles(ann, cursor=reply["nextCursor"]) == ["C"]


async def test_pages_miss_nothing_while_work_orders_are_made(ann, make_order):
    for title in "ABCD":
        await make_order(title)
    first = (await ann.get("/work-orders", params={"limit": 2})).json()
    await make_order("Late")

    assert await titles(ann, cursor=first["nextCursor"]) == ["C", "D", "Late"]


async def test_a_changed_title_is_found_by_its_new_words_alone(ann, make_order, change):
    order = await make_order("Old words")
    await change(order, title="New words")

    assert await titles(ann, search="old") == []
    assert await titles(ann, search="new words") == ["New words"]


async def test_totals_follow_what_happens(ann, make_phase, make_order, change):
    phase = await make_phase("A")
    orders = [await make_order(title, phaseId=phase["id"]) for title in "ABC"]
    await walk(ann, orders[0], "ready", "in_progress")
    await change(orders[1], phaseId=None)
    await ann.delete(f"/work-orders/{orders[2]['id']}")

    async def total(**query):
        return (await ann.get("/work-orders", params=query)).json()["totalCount"]

    assert await total() == 2
    assert await total(status="in_progress") == 1
    assert await total(status="backlog") == 1
    assert await total(phaseId=phase["id"]) == 1
    assert await total(phaseId=phase["id"], status="backlog") == 0
    assert await total(phaseId="none", status="backlog,in_progress") == 1


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"status": "open"}, "/query/status"),
        ({"sortBy": "title"}, "/query/sortBy"),
        ({"limit": 201}, "/query/limit"),
        ({"cursor": "bm9uc2Vuc2U"}, "/query/cursor"),
        ({"search": " "}, "/query/search"),
    ],
)
async def test_what_no_list_has_is_refused(ann, query, pointer):
    reply = await ann.get("/work-orders", params=query)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"].startswith(pointer)


@pytest.mark.parametrize(
    ("sort", "place"),
    [
        ("sortOrder", (2**40, 1)),
        ("sortOrder", (1, 2**64)),
        ("createdAt", (1,)),
        ("updatedAt", ("2026-01-01T00:00:00", ID)),
        ("updatedAt", ("0001-01-01T00:00:00+23:00", ID)),
        ("updatedAt", ("9999-12-31T23:59:59-23:00", ID)),
    ],
)
async def test_a_made_up_cursor_is_refused(ann, sort, place):
    reply = await ann.get("/work-orders", params={"sortBy": sort, "cursor": write_cursor(*place)})

    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (422, "bad_cursor")


async def test_a_feature_that_is_deleted_is_none(ann, inside, make_order):
    feature = (await inside.post("/features", json={"name": "Engines"})).json()
    order = await make_order(featureId=feature["id"])
    await inside.delete(f"/features/{feature['id']}")

    assert (await ann.get("/work-orders")).json()["workOrders"][0]["feature"] is None
    assert (await ann.get(f"/work-orders/{order['id']}")).json()["feature"] is None
    assert (await ann.get("/work-orders", params={"featureId": feature["id"]})).status_code == 404
