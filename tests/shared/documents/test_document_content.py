"""What documents say: given as JSON or Markdown, checked, and never overwritten unseen."""

from __future__ import annotations

import asyncio

import pytest
from written import content, markdown_of, paragraph


async def test_content_is_kept_in_one_form(ann, write):
    document = await write()
    sent = {
        "type": "doc",
        "content": [
            {
                "type": "heading",
                "attrs": {"level": 1, "textAlign": None},
                "content": [
                    {"type": "text", "text": "Wh", "marks": []},
                    {"type": "text", "text": "y"},
                    {"type": "text", "text": ""},
                ],
            },
            {"type": "orderedList", "attrs": {"start": 1, "type": None}, "content": [{"type": "listItem"}]},
        ],
    }

    reply = await ann.put(f"/refinery/documents/{document['id']}/content", json={"content": sent})

    assert reply.status_code == 200, reply.text
    assert reply.json()["content"] == {
        "type": "doc",
        "content": [
            {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Why"}]},
            {"type": "orderedList", "content": [{"type": "listItem", "content": [{"type": "paragraph"}]}]},
        ],
    }


async def test_markdown_goes_in_and_comes_out(ann, write):
    text = "# Why\n\n- [ ] ask\n- [x] listen\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n```mermaid\nflowchart LR\n```\n"
    document = await write(markdown=text)

    reply = await ann.get(f"/refinery/documents/{document['id']}", headers={"accept": "text/markdown"})

    assert reply.headers["content-type"] == "text/markdown; charset=utf-8"
    assert reply.text == text
    assert [block["type"] for block in document["content"]["content"]] == ["heading", "taskList", "table", "codeBlock"]
    assert "accept" in reply.headers["vary"].lower()


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ({"type": "paragraph"}, "/body/content"),
        (content({"type": "blink"}), "/body/content/content/0/type"),
        (content({"type": "heading", "attrs": {"level": 9}}), "/body/content/content/0/attrs/level"),
        (content({"type": "text", "text": "loose"}), "/body/content/content/0"),
        (content({"type": "paragraph", "content": "text"}), "/body/content/content/0/content"),
        (content({"type": "paragraph", "content": [{"type": "text"}]}), "/body/content/content/0/content/0/text"),
        (
            content(paragraph({"type": "image", "attrs": {"src": "file:///etc/passwd"}})),
            "/body/content/content/0/content/0/attrs/src",
        ),
        (
            content(
                paragraph(
                    {
                        "type": "text",
                        "text": "x",
                        "marks": [{"type": "link", "attrs": {"href": "java\nscript:alert(1)"}}],
                    }
                )
            ),
            "/body/content/content/0/content/0/marks/0/attrs/href",
        ),
    ],
)
async def test_what_is_wrong_with_a_content_is_said_and_nothing_is_lost(ann, write, bad, pointer):
    document = await write(markdown="Why?")

    reply = await ann.put(f"/refinery/documents/{document['id']}/content", json={"content": bad})

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    assert await markdown_of(ann, document) == "Why?\n"


async def test_content_nested_too_deeply_is_refused(ann, write):
    document = await write()
    block = paragraph("deep")
    for _ in range(70):
        block = {"type": "blockquote", "content": [block]}

    reply = await ann.put(f"/refinery/documents/{document['id']}/content", json={"content": content(block)})

    assert reply.status_code == 422
    assert "nested" in reply.json()["errors"][0]["message"]


async def test_two_people_with_if_match_never_overwrite_each_other_unseen(ann, bob, write):
    document = await write(markdown="Line 0")
    where = f"/refinery/documents/{document['id']}"

    async def add(client, line: str) -> int:
        """Add a line to what is there, again and again until nobody has come between; how often that was."""
        attempts = 0
        while True:
            read = await client.get(where, headers={"accept": "text/markdown"})
            body = {"markdown": f"{read.text}\n{line}"}
            reply = await client.put(f"{where}/content", json=body, headers={"if-match": read.headers["etag"]})
            attempts += 1
            if reply.status_code == 200:
                return attempts
            assert (reply.status_code, reply.json()["code"]) == (412, "resource.stale")

    writers = [add(client, f"{name} {number}") for name, client in (("A", ann), ("B", bob)) for number in range(10)]
    attempts = await asyncio.gather(*writers)

    lines = (await markdown_of(ann, document)).split()
    assert {f"{name}{number}" for name in "AB" for number in range(10)} == {
        lines[place] + lines[place + 1] for place in range(2, len(lines), 2)
    }
    assert sum(attempts) > 20
    versions = (await ann.get(f"{where}/versions", params={"limit": 100})).json()["versions"]
    assert [version["versionNumber"] for version in versions] == list(range(21, 0, -1))


async def test_a_stale_name_is_refused_as_well(ann, write):
    document = await write()
    where = f"/refinery/documents/{document['id']}"
    tag = (await ann.get(where)).headers["etag"]
    await ann.put(f"{where}/content", json={"markdown": "Because."})

    replies = [
        await ann.patch(where, json={"title": "X"}, headers={"if-match": tag}),
        await ann.delete(where, headers={"if-match": tag}),
    ]

    assert [reply.status_code for reply in replies] == [412, 412]


async def test_a_reader_who_has_it_already_gets_no_body(ann, write):
    document = await write()
    where = f"/refinery/documents/{document['id']}"
    tag = (await ann.get(where)).headers["etag"]

    reply = await ann.get(where, headers={"if-none-match": tag})

    assert (reply.status_code, reply.content) == (304, b"")


async def test_the_same_text_again_is_no_new_version(ann, write):
    document = await write(markdown="Why?")
    where = f"/refinery/documents/{document['id']}"

    reply = await ann.put(f"{where}/content", json={"content": content("Why?")})

    assert reply.json() == document


async def test_only_the_agents_that_may_write_write(project, write, key):
    document = await write()
    where = f"/refinery/documents/{document['id']}"
    reader, agent = await key(project, "mcp:read"), await key(project, "mcp:read", "mcp:write")
    writer = await key(project, "project:write")
    body = {"markdown": "Because."}

    replies = [await client.put(f"{where}/content", json=body) for client in (reader, agent, writer)]

    assert [reply.status_code for reply in replies] == [403, 403, 200]
    assert (await reader.get(where)).status_code == 200
    for client in (reader, agent, writer):
        await client.aclose()
