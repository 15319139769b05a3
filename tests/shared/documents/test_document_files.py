"""Documents out as files and in from files, over HTTP."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from written import content, markdown_of, paragraph

TEXT = """# Pumps

1. First
2. Second
   - deep

| a | b |
| --- | ---: |
| 1 | **2** |

```sql
SELECT 1;
```
"""
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
    "ErkJggg=="
)


async def exported(client, document, kind: str, where: str = "/refinery/documents"):
    reply = await client.get(f"{where}/{document['id']}/export", params={"format": kind}, timeout=60)
    assert reply.status_code == 200, reply.text
    return reply


async def imported(client, document, name: str, data: bytes, where: str = "/refinery/documents", **more):
    return await client.post(f"{where}/{document['id']}/import", files={"file": (name, data)}, timeout=60, **more)


async def test_markdown(ann, write):
    document = await write("Pumps & motors, größer", TEXT)

    reply = await exported(ann, document, "md")

    assert reply.text == TEXT
    assert reply.headers["content-type"] == "text/markdown; charset=utf-8"
    assert reply.headers["content-disposition"] == (
        "attachment; filename=\"pumps-motors-groer.md\"; filename*=UTF-8''pumps-motors-groer.md"
    )
    assert reply.headers["x-content-type-options"] == "nosniff"


async def test_word_goes_out_and_comes_back(ann, write):
    document = await write("Pumps", TEXT)
    file = (await exported(ann, document, "docx")).content
    other = await write("Other", "Nothing.")

    reply = await imported(ann, other, "pumps.docx", file)

    assert reply.json() == {"versionNumber": 2, "message": "Imported from pumps.docx."}
    assert await markdown_of(ann, other) == TEXT
    again = await imported(ann, other, "pumps.docx", file)
    assert again.json() == {"versionNumber": 2, "message": "The file says what the document says already."}


async def test_pdf(ann, write):
    document = await write("Pumps", TEXT)

    first, second = [(await exported(ann, document, "pdf")).content for _ in range(2)]

    assert first.startswith(b"%PDF-")
    assert first == second


async def test_all_of_a_project_as_one_file(ann, write):
    await write("Pumps", TEXT)
    await write("Valves", "# Valves\n\nText.")

    markdown = await ann.get("/refinery/documents/export")
    word = await ann.get("/refinery/documents/export", params={"format": "docx"}, timeout=60)
    pdf = await ann.get("/refinery/documents/export", params={"format": "pdf"}, timeout=60)
    none = await ann.get("/foundry/blueprints/export", params={"format": "pdf"})

    assert markdown.text.startswith("# Rocket\n\n## Pumps\n\n### Pumps\n\n1. First\n")
    assert "\n## Valves\n\n### Valves\n\nText.\n" in markdown.text
    assert "word/document.xml" in ZipFile(BytesIO(word.content)).namelist()
    assert pdf.content.startswith(b"%PDF-")
    assert none.status_code == 409


async def test_an_import_is_a_version_and_keeps_what_was_there(ann, write):
    document = await write("Pumps", "Before.")

    reply = await imported(ann, document, "new.md", "\ufeff# After\r\n\r\nText.\r\n".encode())

    assert reply.json() == {"versionNumber": 2, "message": "Imported from new.md."}
    assert await markdown_of(ann, document) == "# After\n\nText.\n"
    versions = (await ann.get(f"/refinery/documents/{document['id']}/versions")).json()["versions"]
    assert [version["changeSummary"] for version in versions] == ["Imported from new.md", None]


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("new.exe", b"MZ", 415, "request.unsupported_media_type"),
        ("new.doc", b"\xd0\xcf\x11\xe0", 415, "request.unsupported_media_type"),
        ("new.md", b"\xff\xfe\x00", 422, "documents.file_not_readable"),
        ("new.docx", b"no zip", 422, "documents.file_not_readable"),
        ("new.docx", b"PK\x05\x06" + b"\0" * 18, 422, "documents.file_not_readable"),
        ("new.md", b"x" * 5_000_001, 413, "documents.too_long"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_and_nothing_changes(ann, write, name, data, status, code):
    document = await write("Pumps", "Before.")

    reply = await imported(ann, document, name, data)

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert "/" not in reply.json()["detail"].replace("and/or", "")
    assert await markdown_of(ann, document) == "Before.\n"


async def test_a_stale_import_is_refused(ann, write):
    document = await write("Pumps", "Before.")
    tag = (await ann.get(f"/refinery/documents/{document['id']}")).headers["etag"]
    await ann.put(f"/refinery/documents/{document['id']}/content", json={"markdown": "Meanwhile."})

    reply = await imported(ann, document, "new.md", b"After.", headers={"if-match": tag})

    assert reply.status_code == 412
    assert await markdown_of(ann, document) == "Meanwhile.\n"


async def test_nothing_in_a_document_reaches_out_or_runs(ann, write):
    """Links that are refused elsewhere stay text; pictures from elsewhere are named, not fetched."""
    markdown = "![a cat](http://127.0.0.1:9/cat.png)\n\n[click](javascript:alert(1)) <script>alert(1)</script>"
    document = await write("Pumps", markdown)

    for kind in ("md", "docx", "pdf"):
        assert (await exported(ann, document, kind)).content
    word = ZipFile(BytesIO((await exported(ann, document, "docx")).content))
    targets = "".join(word.read(name).decode() for name in word.namelist() if name.endswith(".rels"))
    assert "javascript" not in targets
    marks = [
        mark for block in document["content"]["content"] for node in block["content"] for mark in node.get("marks", [])
    ]
    assert marks == []


async def test_a_diagram_is_at_the_beginning_of_every_file(ann):
    body = {
        "type": "system_diagram",
        "title": "Parts",
        "diagramSource": "flowchart TD\n  a --> b\n",
        "markdown": "Read.",
    }
    made = (await ann.post("/foundry/blueprints", json=body)).json()

    markdown = (await exported(ann, made, "md", "/foundry/blueprints")).text
    word = await exported(ann, made, "docx", "/foundry/blueprints")

    assert markdown == "```mermaid\nflowchart TD\n  a --> b\n```\n\nRead.\n"
    text = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert "flowchart TD" in text


async def test_pictures_in_a_document_travel_with_it(ann, write):
    picture = content(paragraph("See ", {"type": "image", "attrs": {"src": DOT, "alt": "a dot"}}))
    document = await write("Dots", None, content=picture)
    file = (await exported(ann, document, "docx")).content

    other = await write("Other", "Nothing.")
    await imported(ann, other, "dots.docx", file)

    assert (await ann.get(f"/refinery/documents/{other['id']}")).json()["content"] == document["content"]
