"""Work orders out of the blueprints of a whole product; what is proposed was read and judged by people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SET = HERE.parents[1] / "data" / "product"
INDEX: list[Any] = json.loads((SET / "index.json").read_text("utf-8"))
REFINERY = ("product_overview", "feature_requirements", "technical_requirements")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
async def product(inside):
    """The set, imported."""
    inside.timeout = 120
    features: dict[str, str] = {}
    for entry in INDEX:
        body = {
            "type": entry["type"],
            "title": entry["title"],
            "markdown": (SET / entry["file"]).read_text("utf-8"),
        }
        if (name := entry["feature"]) is not None:
            if name not in features:
                features[name] = (await inside.post("/features", json={"name": name})).json()["id"]
            body["featureId"] = features[name]
        where = "/refinery/documents" if entry["type"] in REFINERY else "/foundry/blueprints"
        reply = await inside.post(where, json=body)
        assert reply.status_code == 201, reply.text


def words(document: Any) -> list[str]:
    """Texts of paragraphs and headings, in order."""
    if document is None:
        return []
    if document["type"] in ("paragraph", "heading", "codeBlock"):
        return ["".join(child.get("text", "") for child in document.get("content", []))]
    return [text for child in document.get("content", []) for text in words(child)]


def told(found: Any) -> str:
    """The proposals as a text that people can judge."""
    titles = {one["key"]: one["title"] for one in found["proposals"]}
    lines = [f"# By {found['strategy']}"]
    for blueprint in found["blueprints"]:
        lines += ["", f"## {blueprint['title']}: {blueprint['proposalCount']}"]
        for one in found["proposals"]:
            if one["source"]["blueprintId"] == blueprint["id"]:
                lines += ["", f"### {one['title']}", "", f"From {' › '.join(one['source']['headingPath'])}"]
                lines += [f"Kind: {one['deliverableType']}"] * bool(one["deliverableType"])
                lines += [f"After: {titles[key]}" for key in one["dependsOn"]]
                lines += [f"After something unknown: {name}" for name in one["unresolved"]]
                lines += [f"Meets: {', '.join(met['key'] for met in one['requirements'])}"] * bool(one["requirements"])
                lines += [f"Criterion: {text[:100]}" for text in words(one["acceptanceCriteria"])]
                lines += [f"Step: {text[:100]}" for text in words(one["implementationPlan"])]
                lines += [f"Says: {text[:100]!r}" for text in words(one["description"])[:3]]
    return "\n".join(lines) + "\n"


async def test_a_product_is_cut_as_people_would(ann, product):
    ann.timeout = 120
    for strategy in ("feature_slice", "specialist"):
        reply = await ann.post("/extract", json={"all": True, "strategy": strategy, "dryRun": True})
        assert reply.status_code == 200, reply.text

        assert told(reply.json()) == (HERE / "expected" / f"{strategy}.md").read_text("utf-8")


async def test_all_of_a_product_is_accepted_at_once(ann, product):
    ann.timeout = 120
    extraction = (await ann.post("/extract", json={"all": True, "strategy": "feature_slice"})).json()

    reply = await ann.post(f"/extractions/{extraction['id']}/accept", json={"accept": "all"})

    assert reply.status_code == 200, reply.text
    assert len(reply.json()["workOrders"]) == extraction["proposalCount"] == 44
    again = (await ann.post("/extract", json={"all": True, "strategy": "feature_slice"})).json()
    assert (again["proposals"], len(again["unchanged"])) == ([], 44)
    assert (await ann.get("/sync-alerts")).json()["alerts"] == []
