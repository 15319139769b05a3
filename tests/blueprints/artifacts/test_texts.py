"""The text of files is read in the background; what is hostile fails with a reason, and hurts nobody."""

from __future__ import annotations

import io
import json
import zipfile
import zlib

import pytest
from docx import Document
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from openfactory.blueprints.artifacts.extraction.pdf import MOST_PAGES


@pytest.fixture
def limits():
    """Small, so that what is bounded is seen to be."""
    return {"text_characters": 5_000, "text_seconds": 10, "text_memory_bytes": 512 * 1024 * 1024}


@pytest.fixture
def read(ann, upload, jobs):
    """`await read(content, file_name)`: the artifact once its text has been read."""

    async def done(content, file_name):
        made = await upload(content, file_name)
        await jobs.run()
        return (await ann.get(f"/{made['id']}")).json()

    return done


def a_pdf(*pages, repeat=1):
    """A PDF file with a page for each text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for text in pages * repeat:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def a_docx(*paragraphs):
    """A Word file."""
    buffer, document = io.BytesIO(), Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def a_zip(parts):
    """An archive that says it is a Word file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": "<Types/>", **parts}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HTML = (
    b"<!doctype html><title>Engine</title><style>p{color:red}</style><script>var a='no'</script>"
    b"<h1>Th<b>ru</b>st</h1><p>1 &lt; 2&nbsp;kN"
)


@pytest.mark.parametrize(
    ("content", "file_name", "media_type", "text"),
    [
        (b"Thrust\n", "a.txt", "text/plain", "Thrust\n"),
        ("Größe".encode("utf-16"), "a.txt", "text/plain", "Größe"),
        (b"\xef\xbb\xbf# Title", "a.md", "text/markdown", "# Title"),
        (b"a,b\n1,2", "a.csv", "text/csv", "a,b\n1,2"),
        (b'{"a": 1}', "a.json", "application/json", '{"a": 1}'),
        (b"def thrust(): ...", "a.py", "text/x-python", "def thrust(): ..."),
        (HTML, "a.html", "text/html", "Engine\nThrust\n1 < 2 kN"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><text>Nozzle</text></svg>",
            "a.svg",
            "image/svg+xml",
            "Nozzle",
        ),
        (a_pdf("Engine one", "Engine two"), "a.pdf", "application/pdf", "Engine one\n\nEngine two"),
        (
            a_docx("Engine", "burns"),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Engine\nburns",
        ),
    ],
)
async def test_a_text_is_read(read, content, file_name, media_type, text):
    found = await read(content, file_name)

    assert found["mimeType"] == media_type
    assert (found["processingStatus"], found["processingError"]) == ("completed", None)
    assert (found["extractedText"], found["extractedTextTruncated"]) == (text, False)


async def test_a_file_without_a_text_is_completed_and_has_none(read):
    found = await read(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100), "a.png")

    assert (found["processingStatus"], found["extractedText"]) == ("completed", None)


@pytest.mark.parametrize(
    ("content", "file_name"),
    [
        ("ä".encode() * 4_000_000, "a.txt"),
        (b"<!doctype html><p>" + b"long " * 4_000_000, "a.html"),
        (a_pdf("Engine " * 10, repeat=200), "a.pdf"),
        (a_docx(*["Engine " * 100] * 50), "a.docx"),
        (b'{"a":' * 1_000_000, "deep.json"),
        (b"<!doctype html>" + b"<p>" * 1_000_000 + b"text " * 2_000, "deep.html"),
    ],
)
async def test_of_a_long_one_the_beginning_is_kept_and_said_to_be(read, content, file_name):
    found = await read(content, file_name)

    assert (found["processingStatus"], found["processingError"]) == ("completed", None)
    assert len(found["extractedText"]) <= 5_000
    assert found["extractedTextTruncated"]


def an_encrypted_pdf():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def a_pdf_of_ten_thousand_pages():
    writer = PdfWriter()
    for _ in range(10_000):
        writer.add_blank_page(100, 100)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def a_pdf_bomb():
    """A page whose content unpacks to 4 GB, packed three times over."""
    data = bytes(1 << 20)
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(data) for _ in range(4096)) + packer.flush()
    twice = zlib.compress(once, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (len(twice), twice),
    ]
    body, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n"
    return body + head + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{ENTITIES}]><d>&a9;</d>'


@pytest.mark.parametrize(
    ("content", "file_name", "reason"),
    [
        (b"Gr\xf6\xdfe und Ma\xdf", "latin.txt", "not UTF-8"),
        (b"a" * 100_000 + b"\xff", "late.txt", None),  # behind what is read
        ("abc".encode("utf-16") + b"\x00", "odd.txt", None),
        (an_encrypted_pdf(), "locked.pdf", "encrypted"),
        (a_pdf_of_ten_thousand_pages(), "long.pdf", str(MOST_PAGES)),
        (b"%PDF-1.7\n" + b"\x00garbage" * 100, "damaged.pdf", "damaged"),
        (a_pdf_bomb(), "bomb.pdf", None),  # its reader unpacks no more than it should
        (a_zip({"word/document.xml": BILLION_LAUGHS}), "laughs.docx", ""),
        (a_zip({"word/document.xml": bytes(200_000_000)}), "bomb.docx", "too large"),
        (
            a_zip({"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>' + "<w:p>" * 100_000}),
            "deep.docx",
            "",
        ),
        (a_zip({"word/document.xml": "<w:p/>"})[:-30] + b"word/document", "cut.docx", ""),
    ],
)
async def test_what_is_hostile_or_broken_fails_with_a_reason(read, ann, content, file_name, reason):
    found = await read(content, file_name)

    if reason is None:
        assert found["processingStatus"] in ("completed", "failed")
    else:
        assert found["processingStatus"] == "failed", json.dumps(found)[:500]
        assert reason in found["processingError"]
        assert "/" not in found["processingError"]
        assert found["extractedText"] is None
    assert (await ann.get(f"/{found['id']}/download")).content == content
    assert (await read(b"Still there", "after.txt"))["extractedText"] == "Still there"


async def test_a_text_is_found_by_search_under_its_present_name(ann, inside, upload, jobs):
    made = await upload(b"Burns kerosene", "engine.txt")
    await jobs.run()
    await ann.patch(f"/{made['id']}", json={"name": "Motor"})

    async def hits(text):
        found = (await inside.get("/search", params={"q": text})).json()
        return [(hit["entityType"], hit["entityId"], hit["title"]) for hit in found["results"]]

    assert await hits("kerosene") == [("artifact", made["id"], "Motor")]
    assert await hits("motor") == [("artifact", made["id"], "Motor")]
    await ann.delete(f"/{made['id']}")
    assert await hits("kerosene") == []


async def test_reading_a_text_is_no_change_of_the_artifact(ann, upload, jobs):
    reply = await ann.post("", files={"file": ("a.txt", b"x")})
    await jobs.run()

    renamed = await ann.patch(f"/{reply.json()['id']}", json={"name": "B"}, headers={"if-match": reply.headers["etag"]})

    assert renamed.status_code == 200


async def test_a_deleted_file_is_not_read(ann, upload, jobs):
    made = await upload()
    await ann.delete(f"/{made['id']}")

    await jobs.run()

    assert {job["status"] for job in await jobs.all()} == {"succeeded"}
