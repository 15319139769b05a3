"""A module from elsewhere has documents of its own, with every route, from a declaration alone."""

from __future__ import annotations

import pytest
from written import content

from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover
from openfactory.shared.documents.kinds import Collection, Kind
from openfactory.shared.documents.routes import routes_of
from openfactory.shared.documents.tables import TABLES
from openfactory.testing import specimens
from openfactory.testing.document_specimens import document_maker
from openfactory.testing.factories import specimen
from openfactory.testing.tenancy import Probe

RISKS = Collection(
    "risks",
    noun="risk_list",
    plural="risk_lists",
    kinds=(
        Kind("risk_register", "Risk register", template="# Risks\n\n| Risk | Answer |\n| --- | --- |", starter=True),
        Kind("feature_risks", "Risks of a feature", of_feature=True, requirements=True),
    ),
)
MODULE = Module(
    "risks",
    summary="Risk registers",
    prefix="/api/projects/<project_id:uuid>/risks",
    requires=("projects",),
    routes=routes_of(RISKS),
    tables=(TABLES,),
    permissions=RISKS.permissions,
    events=RISKS.events,
)
specimen("risk_list")(document_maker(RISKS))


@pytest.fixture
def installed():
    """The installed modules, and this one."""
    return {**discover(), "risks": MODULE}


async def test_it_has_every_route_that_documents_have(ann):
    operations = ann.app.ctx.openfactory.operations

    def ways(module: str, plural: str, noun: str) -> set[tuple[str, str]]:
        found = [operation for operation in operations if operation.module == module]
        return {
            (operation.method, operation.path.partition(f"/{module}")[2].replace(plural, "*").replace(noun, "_"))
            for operation in found
        }

    assert ways("risks", "risk-lists", "risk_list") == ways("foundry", "blueprints", "blueprint")


async def test_its_documents_live_as_others_do(ann, bob):
    where = "/risks/risk-lists"
    started = (await ann.post("/risks/initialize", json={})).json()
    made = (await ann.post(where, json={"type": "risk_register", "title": "Fire"})).json()
    await ann.put(f"{where}/{made['id']}/content", json={"content": content("It burns.")})
    await bob.post(
        f"{where}/{made['id']}/suggestions", json={"diffs": [{"operation": "insert", "newContent": "Water."}]}
    )
    listed = (await ann.get(where)).json()

    assert started["riskListsCreated"] == 1
    assert [row["title"] for row in listed["riskLists"]] == ["Risk register", "Fire"]
    assert len((await ann.get(f"{where}/{made['id']}/versions")).json()["versions"]) == 2
    assert len((await ann.get(f"{where}/{made['id']}/suggestions")).json()["suggestions"]) == 1
    hits = (await ann.get("/search", params={"q": "burns"})).json()["results"]
    assert [(hit["entityType"], hit["entityId"]) for hit in hits] == [("risk_list", made["id"])]
    said = {"subjectType": "risk_list", "subjectId": made["id"], "content": content("Really?")}
    assert (await bob.post("/comments", json=said)).status_code == 201
    names = [event["name"] for event in (await ann.get("/events")).json()["events"]]
    assert names.count("risks.risk_list.created") == 2
    assert "risks.risk_list.edited" in names
    assert "risks.suggestion.proposed" in names


async def test_its_permissions_are_its_own(ann, bob):
    permissions = ann.app.ctx.openfactory.resolver.permissions

    assert {name for name in permissions if name.startswith("risks.")} == {"risks.read", "risks.write", "risks.suggest"}
    assert (await bob.get("/risks/risk-lists")).status_code == 200


@pytest.mark.timeout(600)
async def test_its_routes_keep_strangers_out(make, ann):
    assert specimens  # registered by their import
    operations = [operation for operation in ann.app.ctx.openfactory.operations if operation.module == "risks"]
    document = (await ann.get("http://test/openapi.json")).json()

    probe = Probe(make, operations, document)

    assert await probe.findings() == []
    assert probe.probed >= 18
