"""The list of an organization's projects."""

from __future__ import annotations

from openfactory.core.db.statements import count_statements


async def names(client, **query):
    """Names of the projects that a query gives, and its answer."""
    reply = await client.get("/projects", params=query)
    assert reply.status_code == 200, reply.text
    return [project["name"] for project in reply.json()["projects"]], reply.json()


async def test_a_list_says_what_the_contract_says(acme, make_feature, project):
    await make_feature("Engines")

    _, reply = await names(acme)

    (listed,) = reply["projects"]
    assert reply["nextCursor"] is None
    assert listed == {
        "id": str(project.id),
        "name": "Rocket",
        "slug": "rocket",
        "description": None,
        "archivedAt": None,
        "featureCount": 1,
        "documentCount": 0,
        "workOrderCount": 0,
        "createdAt": listed["createdAt"],
        "updatedAt": listed["updatedAt"],
    }
    assert listed["createdAt"].endswith("Z")


async def test_a_list_has_the_times_that_the_project_itself_has(acme, ann):
    await ann.patch("/", json={"name": "Saturn"})
    _, reply = await names(acme)
    single = (await ann.get("/")).json()

    for moment in ("createdAt", "updatedAt"):
        assert reply["projects"][0][moment] == single[moment]


async def test_a_list_takes_one_statement_beside_that_for_access(acme, project):
    await names(acme)

    with count_statements() as statements:
        await names(acme)

    assert len(statements) == 2


async def test_reading_one_takes_one_statement_beside_that_for_access(ann):
    await ann.get("/")

    with count_statements() as statements:
        await ann.get("/")

    assert len(statements) == 2


async def test_pages_miss_nothing_while_projects_are_made(acme):
    for number in range(5):
        await acme.post("/projects", json={"name": f"P{number}"})
    first, reply = await names(acme, limit=2)
    await acme.post("/projects", json={"name": "Late"})
    second, reply = await names(acme, limit=2, cursor=reply["nextCursor"])
    third, reply = await names(acme, limit=2, cursor=reply["nextCursor"])

    assert (first, second, third) == (["P4", "P3"], ["P2", "P1"], ["P0"])
    assert reply["nextCursor"] is None


async def test_archived_projects_are_listed_when_asked_for(acme, ann, project):
    await acme.post("/projects", json={"name": "Open"})
    await ann.post("/archive")

    assert (await names(acme))[0] == ["Open"]
    everything, reply = await names(acme, includeArchived="true")
    assert everything == ["Open", "Rocket"]
    assert reply["projects"][1]["archivedAt"].endswith("Z")


async def test_a_cursor_of_another_kind_is_refused(acme):
    reply = await acme.get("/projects", params={"cursor": "bm9uc2Vuc2U"})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/query/cursor"


async def test_nobody_sees_projects_of_other_organizations(acme, project, make, people):
    await make.project(people.stranger, people.elsewhere, "Secret")

    assert (await names(acme))[0] == ["Rocket"]
