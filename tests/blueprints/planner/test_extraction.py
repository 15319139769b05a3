"""Work orders are proposed by blueprints, and there is none before a person accepts."""

from __future__ import annotations

import asyncio

import pytest
from wording import titles

from openfactory.core.db.statements import count_statements

REQUIREMENTS = """# Pumps

## Requirements

- REQ-1: The system shall raise an alarm when a pump stops.
  - AC-1.1 The alarm is raised within 5 seconds.
  - AC-1.2 The alarm names the pump.
- REQ-2: The system shall list all pumps.
"""
BLUEPRINT = """# Pumps: blueprint

## Approach

As simple as can be.

## Phase 1: Storage

- [ ] Make the table of pumps
- [x] Choose a database
- [ ] List pumps (REQ-2), after Make the table of pumps

## Phase 2: Alarm

### Raising

Depends on List pumps (REQ-2). An alarm as REQ-1 says.

- [ ] write the watcher
- [x] write the queue

### Acknowledging

An alarm is acknowledged by AC-1.2; blocked by "Sirens".

## Risks and open questions

- [ ] What is a pump?
"""


@pytest.fixture
async def feature(inside):
    """What the blueprint is of."""
    return (await inside.post("/features", json={"name": "Pumps"})).json()


@pytest.fixture
async def blueprint(inside, feature):
    """Phases with tasks and sections, and requirements beside it."""
    body = {"type": "technical_requirements", "title": "Needs", "markdown": REQUIREMENTS}
    assert (await inside.post("/refinery/documents", json=body)).status_code == 201
    body = {"type": "feature_blueprint", "title": "How", "featureId": feature["id"], "markdown": BLUEPRINT}
    reply = await inside.post("/foundry/blueprints", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


@pytest.fixture
def extract(ann, blueprint):
    """`await extract(dryRun=True)`: what the blueprint proposes."""

    async def extracted(**more):
        body = {"blueprintId": blueprint["id"], "strategy": "feature_slice", **more}
        reply = await ann.post("/extract", json={name: value for name, value in body.items() if value is not None})
        assert reply.status_code == (201 if reply.json().get("id") else 200), reply.text
        return reply.json()

    return extracted


@pytest.fixture
def accept(ann):
    """`await accept(extraction, "all", edits=[…])`: what came of it."""

    async def accepted(extraction, keys="all", **more):
        reply = await ann.post(f"/extractions/{extraction['id']}/accept", json={"accept": keys, **more})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return accepted


@pytest.fixture
def rewrite(inside, blueprint, jobs):
    """`await rewrite(markdown)`: give the blueprint another text."""

    async def rewritten(markdown):
        reply = await inside.put(f"/foundry/blueprints/{blueprint['id']}/content", json={"markdown": markdown})
        assert reply.status_code == 200, reply.text
        await jobs.run()

    return rewritten


def by_title(extraction):
    return {proposal["title"]: proposal for proposal in extraction["proposals"]}


def words(document):
    """Texts of a document's paragraphs, in order."""
    if document["type"] == "text":
        return [document["text"]]
    return [text for child in document.get("content", []) for text in words(child)]


async def test_a_dry_run_says_what_would_be_proposed_and_keeps_nothing(ann, extract, blueprint, feature):
    found = await extract(dryRun=True)

    assert (found["id"], found["proposalCount"]) == (None, 4)
    assert found["blueprints"] == [{"id": blueprint["id"], "title": "How", "versionNumber": 1, "proposalCount": 4}]
    told = by_title(found)
    assert list(told) == [
        "Make the table of pumps",
        "List pumps, after Make the table of pumps",
        "Pumps: Raising",
        "Pumps: Acknowledging",
    ]
    table, listing, raising, acknowledging = told.values()
    assert [one["phase"] for one in told.values()] == ["Phase 1: Storage"] * 2 + ["Phase 2: Alarm"] * 2
    assert listing["dependsOn"] == [table["key"]]
    assert raising["dependsOn"] == [listing["key"]]
    assert acknowledging["unresolved"] == ["Sirens"]
    assert {one["featureId"] for one in told.values()} == {feature["id"]}
    assert {one["status"] for one in told.values()} == {"new"}
    assert [met["key"] for met in raising["requirements"]] == ["REQ-2", "REQ-1"]
    assert words(raising["acceptanceCriteria"]) == [
        "AC-1.1 The alarm is raised within 5 seconds.",
        "AC-1.2 The alarm names the pump.",
    ]
    assert words(acknowledging["acceptanceCriteria"]) == ["AC-1.2 The alarm names the pump."]
    assert words(raising["implementationPlan"]) == ["write the watcher"]
    assert raising["source"] == {
        "blueprintId": blueprint["id"],
        "blueprintTitle": "How",
        "versionNumber": 1,
        "headingPath": ["Phase 2: Alarm", "Raising"],
        "position": "/content/6",
    }
    assert (await ann.get("/extractions")).json()["extractions"] == []
    assert await titles(ann) == []


async def test_nothing_is_created_before_a_person_accepts(ann, inside, extract, accept, people):
    extraction = await extract()
    assert await titles(ann) == []
    assert (await ann.get("/phases")).json()["phases"] == []
    assert (await ann.get(f"/extractions/{extraction['id']}")).json() == extraction

    told = await accept(extraction)

    assert told["status"] == "accepted"
    assert {item["outcome"] for item in told["workOrders"]} == {"created"}
    phases = (await ann.get("/phases")).json()["phases"]
    assert [(phase["name"], phase["workOrderCount"]) for phase in phases] == [
        ("Phase 1: Storage", 2),
        ("Phase 2: Alarm", 2),
    ]
    assert await titles(ann) == [proposal["title"] for proposal in extraction["proposals"]]
    ids = {item["key"]: item["workOrderId"] for item in told["workOrders"]}
    for proposal in extraction["proposals"]:
        order = (await ann.get(f"/work-orders/{ids[proposal['key']]}")).json()
        assert order["description"] == proposal["description"]
        assert order["acceptanceCriteria"] == proposal["acceptanceCriteria"]
        assert order["implementationPlan"] == proposal["implementationPlan"]
        assert order["dependsOn"] == [ids[key] for key in proposal["dependsOn"]]
        assert order["feature"]["name"] == "Pumps"
        connections = [(one["entityType"], one["edgeType"]) for one in order["graphConnections"]]
        wanted = [("requirement", "derives_from")] * len(proposal["requirements"])
        assert connections == [("blueprint", "derives_from"), *wanted]
    read = (await ann.get(f"/extractions/{extraction['id']}")).json()
    assert (read["status"], read["decidedBy"]["id"]) == ("accepted", str(people.ann.id))
    assert {one["key"]: one["workOrderId"] for one in read["proposals"]} == ids
    names = [event["name"] for event in (await inside.get("/events")).json()["events"]]
    assert [name for name in names if "extraction" in name] == [
        "planner.extraction.proposed",
        "planner.extraction.accepted",
    ]


async def test_an_agent_proposes_and_does_not_accept(ann, client, client_for, people, project, blueprint):
    acme = client_for(people.ann, below=f"/api/organizations/{people.organization.id}")
    wanted = {"name": "agent", "scopes": ["project:write"], "projectId": str(project.id)}
    key = (await acme.post("/api-keys", json=wanted)).json()["key"]
    below = f"http://test/api/projects/{project.id}/planner"
    async with client.another(base_url=below, headers={"authorization": f"Bearer {key}"}) as agent:
        extraction = (await agent.post("/extract", json={"blueprintId": blueprint["id"]})).json()
        path = f"/extractions/{extraction['id']}"
        refused = [
            await agent.post(f"{path}/accept", json={"accept": "all"}),
            await agent.post(f"{path}/reject"),
        ]

    assert extraction["proposalCount"] == 4
    assert [reply.status_code for reply in refused] == [403, 403]
    assert await titles(ann) == []


async def test_some_are_accepted_and_the_others_later(ann, extract, accept):
    extraction = await extract()
    table, listing, *_ = extraction["proposals"]

    first = await accept(extraction, [listing["key"]])
    second = await accept(extraction, [table["key"], listing["key"]])

    assert [first["status"], second["status"]] == ["partially_accepted"] * 2
    assert [item["outcome"] for item in second["workOrders"]] == ["created", "existing"]
    ids = {item["key"]: item["workOrderId"] for item in second["workOrders"]}
    order = (await ann.get(f"/work-orders/{ids[listing['key']]}")).json()
    assert order["dependsOn"] == [ids[table["key"]]]


async def test_accepting_twice_and_at_once_makes_each_work_order_once(ann, bob, extract):
    one, other = await extract(), await extract()
    body = {"accept": "all"}

    replies = await asyncio.gather(
        *(
            client.post(f"/extractions/{found['id']}/accept", json=body)
            for client in (ann, bob)
            for found in (one, other)
        )
    )

    assert {reply.status_code for reply in replies} == {200}
    outcomes = [item["outcome"] for reply in replies for item in reply.json()["workOrders"]]
    assert sorted(outcomes) == ["created"] * 4 + ["existing"] * 12
    assert len(await titles(ann)) == 4
    assert len((await ann.get("/phases")).json()["phases"]) == 2


async def test_what_is_edited_is_created_as_edited(ann, extract, accept, people):
    extraction = await extract()
    table, listing = extraction["proposals"][:2]
    edit = {
        "key": listing["key"],
        "title": "List",
        "description": None,
        "phase": None,
        "featureId": None,
        "deliverableType": "code",
        "assigneeIds": [str(people.bob.id)],
        "dependsOn": [],
    }

    told = await accept(extraction, [table["key"], listing["key"]], edits=[edit])

    order = (await ann.get(f"/work-orders/{told['workOrders'][1]['workOrderId']}")).json()
    assert (order["title"], order["description"], order["phase"], order["feature"]) == ("List", None, None, None)
    assert (order["deliverableType"], order["dependsOn"]) == ("code", [])
    assert [user["id"] for user in order["assignees"]] == [str(people.bob.id)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"accept": ["nothing"]}, 404),
        ({"accept": []}, 422),
        ({"accept": "some"}, 422),
        ({"accept": "all", "edits": [{"key": "nothing"}]}, 404),
        ({"accept": "all", "edits": [{"key": None}]}, 422),
    ],
)
async def test_keys_that_are_none_are_refused_and_nothing_is_created(ann, extract, body, status):
    extraction = await extract()

    reply = await ann.post(f"/extractions/{extraction['id']}/accept", json=body)

    assert reply.status_code == status
    assert await titles(ann) == []


async def test_what_is_rejected_is_not_accepted_any_more(ann, extract, accept):
    extraction = await extract()
    path = f"/extractions/{extraction['id']}"

    rejected = [await ann.post(f"{path}/reject") for _ in range(2)]
    late = await ann.post(f"{path}/accept", json={"accept": "all"})

    assert [reply.json()["status"] for reply in rejected] == ["rejected"] * 2
    assert (late.status_code, late.json()["code"]) == (409, "planner.extraction_decided")
    again = await extract()
    await accept(again)
    assert (await ann.post(f"/extractions/{again['id']}/reject")).json()["code"] == "planner.extraction_decided"


async def test_extracting_again_proposes_only_what_is_new_or_changed(ann, extract, accept, rewrite):
    told = await accept(await extract())
    again = await extract()
    assert (again["id"], again["proposals"]) == (None, [])
    assert [item["workOrderId"] for item in again["unchanged"]] == [item["workOrderId"] for item in told["workOrders"]]

    text = BLUEPRINT.replace("as REQ-1 says", "as REQ-1 says, with a sound") + "\n## Phase 3\n\n- [ ] Celebrate\n"
    await rewrite(text)
    changed = await extract()

    assert [(one["title"], one["status"]) for one in changed["proposals"]] == [
        ("Pumps: Raising", "changed"),
        ("Celebrate", "new"),
    ]
    accepted = await accept(changed)
    assert [item["outcome"] for item in accepted["workOrders"]] == ["updated", "created"]
    assert len(await titles(ann)) == 5
    order = (await ann.get(f"/work-orders/{accepted['workOrders'][0]['workOrderId']}")).json()
    assert "with a sound" in " ".join(words(order["description"]))
    assert (await extract())["proposals"] == []


async def test_a_tick_and_another_place_are_no_change(extract, accept, rewrite):
    await accept(await extract())

    ticked = BLUEPRINT.replace("- [ ] write the watcher", "- [x] write the watcher")
    await rewrite(ticked.replace("## Phase 2", "Text.\n\n## Phase 2"))

    assert (await extract())["proposals"] == []


async def test_what_is_renamed_or_reworded_is_the_same_work_order(ann, extract, accept, rewrite):
    told = await accept(await extract())
    ids = [item["workOrderId"] for item in told["workOrders"]]

    await rewrite(
        BLUEPRINT.replace("### Acknowledging", "### Confirming").replace(
            "- [ ] Make the table of pumps", "- [ ] Make the tables of pumps"
        )
    )
    changed = await extract()

    assert [(one["title"], one["status"], one["workOrderId"]) for one in changed["proposals"]] == [
        ("Make the tables of pumps", "changed", ids[0]),
        ("Pumps: Confirming", "changed", ids[3]),
    ]


async def test_a_reworded_criterion_changes_its_proposals(inside, extract, accept):
    await accept(await extract())
    (document,) = (await inside.get("/refinery/documents")).json()["documents"]

    text = REQUIREMENTS.replace("5 seconds", "9 seconds")
    await inside.put(f"/refinery/documents/{document['id']}/content", json={"markdown": text})

    assert [one["title"] for one in (await extract())["proposals"]] == ["Pumps: Raising"]


async def test_what_people_have_written_since_stays(ann, extract, accept, rewrite, change):
    told = await accept(await extract())
    raising = told["workOrders"][2]["workOrderId"]
    own = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Ours."}]}]}
    await change({"id": raising}, description=own)

    await rewrite(BLUEPRINT.replace("as REQ-1 says", "as REQ-1 says, with a sound").replace("the watcher", "a watcher"))
    (item,) = (await accept(await extract()))["workOrders"]

    assert (item["outcome"], item["kept"]) == ("updated", ["description"])
    order = (await ann.get(f"/work-orders/{raising}")).json()
    assert order["description"] == own
    assert words(order["implementationPlan"]) == ["write a watcher"]


async def test_what_has_changed_is_edited_as_well(ann, extract, accept, rewrite, people):
    told = await accept(await extract())
    ids = {item["title"]: item["workOrderId"] for item in told["workOrders"]}
    await rewrite(BLUEPRINT.replace("as REQ-1 says", "as REQ-1 says, with a sound"))
    changed = await extract()
    (proposal,) = changed["proposals"]
    assert proposal["dependsOn"] == [told["workOrders"][1]["key"]]

    edit = {"title": "Ring", "phase": "Bells", "deliverableType": "code", "assigneeIds": [str(people.bob.id)]}
    await accept(changed, edits=[{"key": proposal["key"], **edit}])

    order = (await ann.get(f"/work-orders/{ids['Pumps: Raising']}")).json()
    assert (order["title"], order["phase"]["name"], order["deliverableType"]) == ("Ring", "Bells", "code")
    assert [user["id"] for user in order["assignees"]] == [str(people.bob.id)]
    assert order["dependsOn"] == [told["workOrders"][1]["workOrderId"]]


async def test_an_older_extraction_does_not_undo_a_later_one(ann, extract, accept, rewrite):
    old = await extract()
    await rewrite(BLUEPRINT.replace("as REQ-1 says", "as REQ-1 says, with a sound"))
    new = await extract()
    await accept(new)

    told = await accept(old)

    assert {item["outcome"] for item in told["workOrders"]} == {"existing"}
    order = (await ann.get(f"/work-orders/{told['workOrders'][2]['workOrderId']}")).json()
    assert "with a sound" in " ".join(words(order["description"]))


async def test_a_deleted_work_order_can_be_proposed_again(ann, extract, accept):
    told = await accept(await extract())
    await ann.delete(f"/work-orders/{told['workOrders'][0]['workOrderId']}")

    again = await extract()
    assert [(one["title"], one["status"]) for one in again["proposals"]] == [("Make the table of pumps", "new")]
    (item,) = (await accept(again))["workOrders"]

    assert item["outcome"] == "created"
    assert len(await titles(ann)) == 4


async def test_what_comes_of_a_section_is_alerted_by_that_section_alone(ann, extract, accept, rewrite):
    told = await accept(await extract())

    await rewrite(BLUEPRINT.replace("as REQ-1 says", "as REQ-1 says, with a sound").replace("Approach", "Idea"))

    (alert,) = (await ann.get("/sync-alerts")).json()["alerts"]
    assert alert["workOrderId"] == told["workOrders"][2]["workOrderId"]
    assert (alert["changeType"], alert["changed"]) == ("content_changed", ["Phase 2: Alarm › Raising"])
    await accept(await extract())
    assert (await ann.get("/sync-alerts")).json()["alerts"] == []


@pytest.mark.parametrize(
    ("old", "new", "place", "kind"),
    [
        ("### Acknowledging", "### Confirming", 3, "renamed"),
        ("- [ ] Make the table of pumps\n", "", 0, "section_removed"),
        ("- [ ] Make the table", "- [ ] Make the tables", 0, "content_changed"),
    ],
)
async def test_each_part_tells_its_own_change(ann, extract, accept, rewrite, old, new, place, kind):
    told = await accept(await extract())

    await rewrite(BLUEPRINT.replace(old, new, 1))

    (alert,) = (await ann.get("/sync-alerts")).json()["alerts"]
    assert (alert["workOrderId"], alert["changeType"]) == (told["workOrders"][place]["workOrderId"], kind)


async def test_what_changed_between_proposal_and_acceptance_is_alerted(ann, extract, accept, rewrite):
    extraction = await extract()
    await rewrite(BLUEPRINT.replace("as REQ-1 says", "as REQ-1 says, with a sound"))
    assert (await ann.get("/sync-alerts")).json()["alerts"] == []

    told = await accept(extraction)

    (alert,) = (await ann.get("/sync-alerts")).json()["alerts"]
    assert alert["workOrderId"] == told["workOrders"][2]["workOrderId"]


async def test_specialists_get_one_work_order_for_each_kind_of_work(ann, inside, extract, feature):
    text = "# B\n\n## Table\n\nText.\n\n## Endpoints\n\nText.\n\n### Screen\n\nA form.\n\n## Tests\n\n- [ ] all of it\n"
    (blueprint,) = (await inside.get("/foundry/blueprints")).json()["blueprints"]
    await inside.put(f"/foundry/blueprints/{blueprint['id']}/content", json={"markdown": text})

    found = await extract(strategy="specialist", dryRun=True)

    told = by_title(found)
    assert list(told) == ["Pumps: database", "Pumps: API", "Pumps: UI", "Pumps: tests"]
    keys = [one["key"] for one in told.values()]
    assert [one["dependsOn"] for one in told.values()] == [[], keys[:1], keys[:2], keys[:3]]
    assert [one["deliverableType"] for one in told.values()] == ["database", "api", "ui", "tests"]


async def test_a_template_says_how(ann, extract, client_for, people):
    acme = client_for(people.ann, below=f"/api/organizations/{people.organization.id}")
    before = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Read this."}]}]}
    content = {
        "strategy": "feature_slice",
        "skip": ["Phase 1: Storage"],
        "title": "[{feature}] {section}",
        "deliverableType": "code",
        "before": before,
    }
    made = [
        await acme.post("/templates", json={"type": kind, "name": "Ours", "content": what})
        for kind, what in (
            ("planner_extraction", content),
            ("planner_extraction", {"strategy": "magic"}),
            ("refinery", {"type": "doc"}),
        )
    ]
    ours, wrong, other = (reply.json()["id"] for reply in made)

    found = await extract(strategy=None, templateId=ours, dryRun=True)
    default = await extract(strategy=None, dryRun=True)

    assert list(by_title(found)) == ["[Pumps] Raising", "[Pumps] Acknowledging"]
    assert {one["deliverableType"] for one in found["proposals"]} == {"code"}
    assert words(found["proposals"][0]["description"])[0] == "Read this."
    assert default["proposals"] == found["proposals"]
    for template in (wrong, other):
        body = {"blueprintId": found["blueprintId"], "templateId": template}
        reply = await ann.post("/extract", json=body)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/body/templateId")


@pytest.mark.parametrize(
    "body", [{}, {"all": True, "blueprintId": "01890000-0000-7000-8000-000000000000"}, {"all": True, "strategy": "x"}]
)
async def test_what_is_to_be_read_and_how_is_said_once(ann, body):
    assert (await ann.post("/extract", json=body)).status_code == 422


async def test_from_all_blueprints(ann, inside, extract, accept):
    body = {"type": "foundation_blueprint", "title": "Ground", "markdown": "# Ground\n\n## Next steps\n\n- [ ] Dig\n"}
    await inside.post("/foundry/blueprints", json=body)

    found = await extract(blueprintId=None, all=True)

    assert [(one["title"], one["proposalCount"]) for one in found["blueprints"]] == [("How", 4), ("Ground", 1)]
    assert len((await accept(found))["workOrders"]) == 5


async def test_too_many_are_refused_with_the_bound(ann, rewrite, blueprint):
    await rewrite("# B\n\n## Tasks\n\n" + "\n".join(f"- [ ] Task {number}" for number in range(301)))

    reply = await ann.post("/extract", json={"blueprintId": blueprint["id"]})

    assert (reply.status_code, reply.json()["code"]) == (409, "planner.extraction_too_large")
    assert "300" in reply.json()["detail"]


async def test_statements_do_not_grow_with_what_is_proposed(ann, extract, rewrite):
    await extract(dryRun=True)
    counted = []
    for count in (3, 40):
        await rewrite("# B\n\n## Tasks\n\n" + "\n".join(f"- [ ] Task {number}" for number in range(count)))
        with count_statements() as statements:
            found = await extract(dryRun=True)
        counted.append(len(statements))
        assert len(found["proposals"]) == count
    extraction = await extract()
    with count_statements() as statements:
        await ann.get("/extractions")
    counted.append(len(statements))
    with count_statements() as statements:
        await ann.get(f"/extractions/{extraction['id']}")
    counted.append(len(statements))

    assert counted == [5, 5, 2, 4]


async def test_one_work_order_is_read_with_few_statements_whatever_it_is_to_meet(ann, extract, accept):
    counted = []
    for item in (await accept(await extract()))["workOrders"][:3]:
        with count_statements() as statements:
            order = (await ann.get(f"/work-orders/{item['workOrderId']}")).json()
        counted.append((len(order["graphConnections"]), len(statements)))

    assert counted == [(1, 5), (2, 5), (3, 5)]


async def test_a_long_blueprint_is_read(inside, ann, blueprint):
    section = "\n\n".join(["It is so, as REQ-1 says. " * 20] * 20)
    text = "# Long\n\n" + "\n\n".join(f"## Part {number}\n\n{section}" for number in range(60))
    inside.timeout = ann.timeout = 60
    path = f"/foundry/blueprints/{blueprint['id']}/content"
    assert (await inside.put(path, json={"markdown": text})).status_code == 200
    assert len(text) > 500_000  # two hundred pages

    found = (await ann.post("/extract", json={"blueprintId": blueprint["id"], "dryRun": True})).json()

    assert found["proposalCount"] == 60
    assert {tuple(met["key"] for met in one["requirements"]) for one in found["proposals"]} == {("REQ-1",)}


async def test_extractions_are_listed_the_latest_first(ann, extract):
    made = [await extract() for _ in range(3)]
    await ann.post(f"/extractions/{made[0]['id']}/reject")

    first = (await ann.get("/extractions", params={"limit": 2})).json()
    rest = (await ann.get("/extractions", params={"limit": 2, "cursor": first["nextCursor"]})).json()
    rejected = (await ann.get("/extractions", params={"status": "rejected"})).json()["extractions"]

    ids = [one["id"] for one in [*first["extractions"], *rest["extractions"]]]
    assert ids == [one["id"] for one in made[::-1]]
    assert [one["id"] for one in rejected] == [made[0]["id"]]


async def test_an_archived_project_is_looked_at_and_not_changed(ann, inside, extract):
    extraction = await extract()
    await inside.post("/archive")
    path = f"/extractions/{extraction['id']}"

    assert (await extract(dryRun=True))["proposalCount"] == 4
    for reply in (
        await ann.post("/extract", json={"all": True}),
        await ann.post(f"{path}/accept", json={"accept": "all"}),
        await ann.post(f"{path}/reject"),
    ):
        assert reply.json()["code"] == "projects.archived"
