"""The event log over HTTP: in order, from a cursor on, nothing twice and nothing missed."""

from __future__ import annotations

from openfactory.core.db.statements import count_statements


async def log(client, **query):
    """Names of the events that a query gives, and its answer."""
    reply = await client.get("/events", params=query)
    assert reply.status_code == 200, reply.text
    return [event["name"] for event in reply.json()["events"]], reply.json()


async def test_an_event_says_what_happened(ann, bob, make_feature, people):
    feature = await make_feature("Engines")

    _, reply = await log(bob)

    assert reply["cursor"] == 2
    event = reply["events"][1]
    assert event == {
        "id": event["id"],
        "seq": 2,
        "name": "projects.feature.created",
        "entityType": "feature",
        "entityId": feature["id"],
        "data": {"featureId": feature["id"], "title": "Engines", "parentId": None},
        "changes": None,
        "actor": {"id": str(people.ann.id), "name": "Ann", "avatarUrl": None, "type": "user"},
        "createdAt": event["createdAt"],
    }


async def test_a_reader_goes_on_where_it_was(ann, make_feature):
    for name in "ABCD":
        await make_feature(name)
    seen, cursor = [], 0
    for _ in range(4):
        _, reply = await log(ann, after=cursor, limit=2)
        seen += [event["seq"] for event in reply["events"]]
        cursor = reply["cursor"]

    assert seen == [1, 2, 3, 4, 5]
    assert cursor == 5
    await make_feature("E")
    assert (await log(ann, after=cursor))[1]["cursor"] == 6


async def test_types_choose_and_the_cursor_passes_what_they_leave_out(ann, make_feature):
    feature = await make_feature("A")
    await ann.patch(f"/features/{feature['id']}", json={"name": "B"})
    await make_feature("C")
    await ann.patch("/", json={"name": "Saturn"})

    made, reply = await log(ann, types="projects.feature.created")
    both, _ = await log(ann, types="projects.feature.renamed, projects.project.changed")
    none, nothing = await log(ann, types="projects.project.deleted")

    assert made == ["projects.feature.created"] * 2
    assert reply["cursor"] == nothing["cursor"] == 5
    assert both == ["projects.feature.renamed", "projects.project.changed"]
    assert none == []


async def test_a_full_page_of_a_type_leaves_the_cursor_at_its_last(ann, make_feature):
    await make_feature("A")
    await make_feature("B")

    _, reply = await log(ann, types="projects.feature.created", limit=1)

    assert reply["cursor"] == 2


async def test_what_is_no_name_of_an_event_is_refused(ann):
    for wrong in ("feature", "projects.feature.created,,", "%"):
        reply = await ann.get("/events", params={"types": wrong})
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/query/types")


async def test_reading_takes_one_statement_beside_that_for_access(ann, make_feature):
    await make_feature("A")

    with count_statements() as statements:
        await log(ann)

    assert len(statements) == 2


async def test_strangers_read_nothing(stranger):
    assert (await stranger.get("/events")).status_code == 404
    assert (await stranger.get("/activity")).status_code == 404
