"""What a comment can say: a document within bounds."""

from __future__ import annotations

import pytest
from spoken import saying


def nested(depth: int) -> dict:
    """A document so many nodes deep."""
    node: dict = {"type": "text", "text": "x"}
    for _ in range(depth - 2):
        node = {"type": "blockquote", "content": [node]}
    return {"type": "doc", "content": [node]}


@pytest.fixture
def say(ann, project):
    """`await say(content)`: the answer."""

    async def said(content):
        body = {"subjectType": "project", "subjectId": str(project.id), "content": content}
        return await ann.post("/comments", json=body)

    return said


@pytest.mark.parametrize(
    "content",
    [
        {"type": "doc"},
        {"type": "doc", "content": []},
        nested(40),
        saying("x" * 60_000),
        {"type": "doc", "content": [{"type": "image", "attrs": {"src": "https://example.com/a.png"}}]},
        {"type": "doc", "content": [{"type": "mention", "attrs": {"id": "nobody"}}, {"type": "mention"}]},
        {"type": "doc", "content": [{"type": "mention", "attrs": "Bob"}, {"type": "mention", "attrs": ["Bob"]}]},
    ],
    ids=["bare", "empty", "deep", "long", "picture", "mentions of nobody", "attributes that are none"],
)
async def test_documents_are_kept_as_they_come(say, content):
    reply = await say(content)

    assert reply.status_code == 201
    assert reply.json()["content"] == content


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"type": "paragraph"},
        {"type": "doc", "content": "text"},
        {"type": "doc", "content": ["text"]},
        {"type": "doc", "content": [{"text": "x"}]},
        {"type": "doc", "content": [{"type": "text", "text": 1}]},
        {"type": "doc", "content": [{"type": "text"}]},
        {"type": "doc", "content": [{"type": "p", "attrs": {"n": 2**70}}]},
        nested(41),
        saying("x" * 66_000),
        saying(*({"type": "mention", "attrs": {"id": f"{number:032x}"}} for number in range(51))),
    ],
    ids=[
        "nothing",
        "no document",
        "no list",
        "no node",
        "no type",
        "number for text",
        "no text",
        "endless number",
        "too deep",
        "too long",
        "too many people",
    ],
)
async def test_what_is_no_document_is_refused(say, content):
    reply = await say(content)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/body/content"


async def test_a_large_anchor_is_refused(ann, project):
    body = {"subjectType": "project", "subjectId": str(project.id), "content": saying("x")}

    reply = await ann.post("/comments", json={**body, "anchor": {"quote": "x" * 5000}})

    assert reply.json()["errors"][0]["pointer"] == "/body/anchor"


async def test_an_excerpt_is_one_line_of_the_text(ann, say):
    paragraph = saying("Two  ", {"type": "mention", "attrs": {"id": "x", "label": "Bob"}}, "!")["content"][0]
    heading = {"type": "heading", "content": [{"type": "text", "text": "One"}]}
    await say({"type": "doc", "content": [heading, paragraph]})

    event = (await ann.get("/events")).json()["events"][-1]

    assert event["data"]["excerpt"] == "One Two @Bob!"


async def test_a_long_text_is_cut_in_its_excerpt(ann, say):
    await say(saying("word " * 100))

    excerpt = (await ann.get("/events")).json()["events"][-1]["data"]["excerpt"]

    assert len(excerpt) <= 200
    assert excerpt.endswith("word…")
