"""The documents of a whole product go in as Markdown, out as Word and PDF, and come back as they were."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from openfactory.shared.documents.content.markdown import read_markdown
from openfactory.testing.factories import Factory, People
from openfactory.testing.harness import Client

SET = Path(__file__).parent / "data" / "product"
INDEX: list[Any] = json.loads((SET / "index.json").read_text("utf-8"))
REFINERY = ("product_overview", "feature_requirements", "technical_requirements")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
async def ann(make: Factory, people: People, client_for: Any) -> Client:
    """The admin, in a project of Acme's."""
    project = await make.project(people.ann, people.organization, "Sluice")
    client: Client = client_for(people.ann, below=f"/api/projects/{project.id}")
    client.timeout = 120
    return client


def where(entry: Any) -> str:
    return "/refinery/documents" if entry["type"] in REFINERY else "/foundry/blueprints"


async def sent(client: Client, path: str, name: str, data: bytes) -> Any:
    reply = await client.post(f"{path}/import", files={"file": (name, data)})
    assert reply.status_code == 200, reply.text
    return reply.json()


async def made(client: Client, entry: Any, features: dict[str, str]) -> str:
    """The path of a new document of the set, with nothing in it."""
    body = {"type": entry["type"], "title": entry["title"], "content": {"type": "doc"}}
    if (name := entry["feature"]) is not None:
        if name not in features:
            features[name] = (await client.post("/features", json={"name": name})).json()["id"]
        body["featureId"] = features[name]
    reply = await client.post(where(entry), json=body)
    assert reply.status_code == 201, reply.text
    return f"{where(entry)}/{reply.json()['id']}"


@pytest.fixture
async def documents(ann: Client) -> dict[str, str]:
    """Paths by file name: the whole set, imported."""
    features: dict[str, str] = {}
    paths = {}
    for entry in INDEX:
        path = paths[entry["file"]] = await made(ann, entry, features)
        await sent(ann, path, entry["file"], (SET / entry["file"]).read_bytes())
    return paths


async def test_the_set_comes_back_as_it_was(ann, documents):
    assert len(documents) == 30
    for file, path in documents.items():
        original = read_markdown((SET / file).read_text("utf-8"))
        document = (await ann.get(path)).json()
        assert document["content"] == original, file

        markdown = (await ann.get(f"{path}/export", params={"format": "md"})).text
        if document["diagramSource"] is None:
            assert read_markdown(markdown) == original, file

    files = {"refinery": "/refinery/documents/export", "foundry": "/foundry/blueprints/export"}
    for name, path in files.items():
        whole = await ann.get(path, params={"format": "md"})
        assert whole.text.startswith("# Sluice\n")
        assert (
            f'filename="sluice-{"documents" if name == "refinery" else "blueprints"}.md"'
            in whole.headers["content-disposition"]
        )


async def test_word_files_lose_nothing_that_matters(ann, documents):
    for file, path in documents.items():
        before = (await ann.get(path)).json()["content"]
        word = await ann.get(f"{path}/export", params={"format": "docx"})
        assert word.status_code == 200, word.text
        empty = {"type": "product_overview", "title": f"Copy of {file}", "content": {"type": "doc"}}
        copy = await ann.post("/refinery/documents", json=empty)
        again = f"/refinery/documents/{copy.json()['id']}"
        await sent(ann, again, "copy.docx", word.content)
        assert (await ann.get(again)).json()["content"] == before, file


async def test_pdf_files_hold_every_word(ann, documents):
    reply = await ann.get("/refinery/documents/export", params={"format": "pdf"})

    assert reply.headers["content-type"] == "application/pdf"
    pdf = PdfReader(BytesIO(reply.content))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert len(pdf.pages) > 50
    for entry in INDEX:
        if entry["type"] in REFINERY:
            assert entry["title"] in text
    assert f"{len(pdf.pages)} of {len(pdf.pages)}" in " ".join(text.split())


async def test_requirements_of_the_set_are_found(ann, documents):
    found: list[Any] = []
    cursor = None
    while True:
        page = (
            await ann.get("/refinery/requirements", params={"limit": 100, **({"cursor": cursor} if cursor else {})})
        ).json()
        found += page["requirements"]
        if (cursor := page["nextCursor"]) is None:
            break

    keys = [row["key"] for row in found]
    assert len(keys) == len(set(keys))
    written = {word for file in documents for word in _keys_written(file)}
    assert written <= set(keys)


def _keys_written(file: str) -> set[str]:
    import re

    if not file.startswith(("requirements", "technical", "product")):
        return set()
    text = (SET / file).read_text("utf-8")
    return set(re.findall(r"^(?:#{2,4} |- \*\*|\| )(REQ-\d+)", text, re.MULTILINE))


async def test_the_set_is_reviewed_and_searched(ann, documents):
    reply = await ann.post(f"{documents['requirements-work-orders.md']}/review")

    assert reply.status_code == 200, reply.text
    findings = reply.json()["findings"]
    assert len(findings) > 3
    assert {"rule", "severity", "pointer", "excerpt", "question", "reference"} <= set(findings[0])
    hits = (await ann.get("/search", params={"q": "Skoda"})).json()["results"]
    assert hits
