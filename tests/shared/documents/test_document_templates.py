"""What new documents begin with: the organization's template, the project's, or the built-in one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from written import content, markdown_of


@pytest.fixture
def make_template(people, client_for) -> Callable[..., Awaitable[Any]]:
    """`await make_template(type, content)`: the id of a new template."""
    acme = client_for(people.ann, below=f"/api/organizations/{people.organization.id}")

    async def make(kind: str, template: Any, **more: Any) -> str:
        body = {"type": kind, "name": "Ours", "content": template, **more}
        reply = await acme.post("/templates", json=body)
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    return make


async def begun(ann, **more: Any) -> Any:
    body = {"type": "product_overview", "title": "Product", **more}
    reply = await ann.post("/refinery/documents", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_without_any_the_built_in_one(ann):
    assert (await markdown_of(ann, await begun(ann))).startswith("# Product overview\n\n## Problem\n")


async def test_the_organizations_default_comes_before_the_built_in_one(ann, make_template):
    await make_template("refinery", {"documents": [{"type": "product_overview", "title": "T", "markdown": "# Ours"}]})

    assert await markdown_of(ann, await begun(ann)) == "# Ours\n"
    other = await begun(ann, type="technical_requirements")
    assert (await markdown_of(ann, other)).startswith("# Technical requirements\n")


async def test_a_template_may_be_one_text_for_all(ann, make_template):
    await make_template("refinery", content("Begin here."))

    assert await markdown_of(ann, await begun(ann)) == "Begin here.\n"


async def test_the_one_that_is_named_comes_first(ann, make_template):
    await make_template("refinery", content("Default."))
    named = await make_template("refinery", content("Named."))
    listed = (await ann.get("/refinery/templates")).json()["templates"]

    assert await markdown_of(ann, await begun(ann, templateId=named)) == "Named.\n"
    built_in = await begun(ann, templateId=listed[0]["id"])
    assert (await markdown_of(ann, built_in)).startswith("# Product overview")


async def test_the_projects_own_comes_before_the_default(people, client_for, make_template):
    await make_template("refinery", content("Default."))
    chosen = await make_template("refinery", content("Project's."))
    acme = client_for(people.ann, below=f"/api/organizations/{people.organization.id}")
    project = (await acme.post("/projects", json={"name": "P", "templateId": chosen})).json()
    inside = client_for(people.ann, below=f"/api/projects/{project['id']}")

    assert await markdown_of(inside, await begun(inside)) == "Project's.\n"


async def test_a_text_that_is_given_needs_no_template(ann, make_template):
    await make_template("refinery", content("Default."))

    assert await markdown_of(ann, await begun(ann, markdown="Mine.")) == "Mine.\n"


async def test_a_template_that_does_not_fit_is_refused_with_a_reason(ann, make_template):
    wrong = await make_template("foundry", content("X"))
    broken = await make_template("refinery", {"documents": [{"type": "product_overview"}]})
    foreign = await make_template("refinery", {"documents": [{"type": "novel", "title": "N"}]})
    neither = await make_template("refinery", {"sections": []})

    replies = [
        await ann.post(
            "/refinery/documents", json={"type": "product_overview", "title": "P", "templateId": template_id}
        )
        for template_id in (wrong, broken, foreign, neither)
    ]

    assert [reply.status_code for reply in replies] == [422] * 4
    assert {reply.json()["errors"][0]["pointer"] for reply in replies} == {"/body/templateId"}


async def test_a_foundry_is_set_up_at_once(ann):
    reply = await ann.post("/foundry/initialize", json={})

    made = reply.json()
    assert reply.status_code == 201
    assert made["blueprintsCreated"] == 2
    assert [row["type"] for row in made["blueprints"]] == ["foundation_blueprint", "system_diagram"]
    diagram = (await ann.get(f"/foundry/blueprints/{made['blueprints'][1]['id']}")).json()
    assert diagram["diagramSource"].startswith("flowchart LR")
    markdown = await markdown_of(ann, made["blueprints"][1], "/foundry/blueprints")
    assert markdown.startswith("```mermaid\nflowchart LR\n")


async def test_a_foundry_is_set_up_after_the_organizations_template(ann, make_template):
    documents = [
        {"type": "foundation_blueprint", "title": "Ground", "markdown": "# Ground"},
        {"type": "foundation_blueprint", "title": "Data", "content": content("Tables.")},
        {"type": "feature_blueprint", "title": "Left out: it needs a feature"},
        {"type": "system_diagram", "title": "Parts", "diagramSource": "flowchart TD"},
    ]
    template_id = await make_template("foundry", {"documents": documents})

    made = (await ann.post("/foundry/initialize", json={"templateId": template_id})).json()

    assert [row["title"] for row in made["blueprints"]] == ["Ground", "Data", "Parts"]
    assert await markdown_of(ann, made["blueprints"][1], "/foundry/blueprints") == "Tables.\n"


async def test_setting_up_makes_all_or_nothing(ann, make_template):
    documents = [
        {"type": "foundation_blueprint", "title": "Ground", "markdown": "# Ground"},
        {"type": "foundation_blueprint", "title": "Bad", "content": content({"type": "blink"})},
    ]
    template_id = await make_template("foundry", {"documents": documents})

    reply = await ann.post("/foundry/initialize", json={"templateId": template_id})

    assert reply.status_code == 422
    assert (await ann.get("/foundry/blueprints")).json()["blueprints"] == []
