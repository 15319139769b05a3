"""What bytes are, whatever they are called."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfactory.blueprints.artifacts.content_types import DOCX, type_of

OFFICE = "application/vnd.openxmlformats-officedocument"


def archive(*names, first=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        if first:
            file.writestr(first[0], first[1])
        for name in names:
            file.writestr(name, "x" * 1000)
    return buffer.getvalue()


def found(data, name="file"):
    return type_of(io.BytesIO(data), len(data), name)


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"", "a.md", "text/markdown"),
        (b"plain", "a", "text/plain"),
        (b"plain", "a.exe", "text/plain"),
        (b"BM looks like a bitmap", "a.txt", "text/plain"),
        ("Größe".encode("utf-16"), "a.csv", "text/csv"),
        ("Größe".encode("latin-1"), "a.txt", "text/plain"),
        ("Größe".encode("latin-1"), "a", "application/octet-stream"),
        (b"a\x00b", "a.txt", "application/octet-stream"),
        ("ä".encode() * 40_000, "a.py", "text/x-python"),  # what is looked at ends within a character
        (b"x" + "ä".encode() * 40_000, "a.py", "text/x-python"),
        (b"\n<!-- a --><!-- b -->\n<HTML>", "a.txt", "text/html"),
        (b"<script>", "a.json", "text/html"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE svg PUBLIC "x"><svg>', "a.xml", "image/svg+xml"),
        (b"<svg:svg xmlns:svg='x'>", "a.txt", "image/svg+xml"),
        (b'<?xml version="1.0"?><plan/>', "a.txt", "application/xml"),
        (b"%PDF-1.7\n", "a.txt", "application/pdf"),
        (b"\x00\xff junk %PDF-1.7\n", "a", "application/pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "a.zip", DOCX),
        (archive("_rels/.rels", "word/document.xml", "[Content_Types].xml"), "a", DOCX),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "a", f"{OFFICE}.spreadsheetml.sheet"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "a", f"{OFFICE}.presentationml.presentation"),
        (archive("a.txt", "word/document.xml"), "a.docx", "application/zip"),
        (
            archive("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text")),
            "a",
            "application/vnd.oasis.opendocument.text",
        ),
        (b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + bytes(50), "a", "application/x-mach-binary"),
        (b"MZ\x90\x00" + bytes(100), "a.txt", "application/x-msdownload"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "a", "application/gzip"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20), "a.txt", "image/jpeg"),
    ],
)
def test_a_type_is_told_by_content(data, name, media_type):
    assert found(data, name) == media_type


@pytest.mark.parametrize("data", [b"<!---->" * 9_000, b"<!--" * 16_000, b"<!doctype x" * 6_000, b"<?xml" * 13_000])
def test_a_text_made_to_be_slow_is_none(data):
    assert found(data, "a.txt").startswith(("text/", "application/xml"))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_have_a_type_and_are_left_at_their_beginning(data, name):
    file = io.BytesIO(data)

    media_type = type_of(file, len(data), name)

    assert media_type.count("/") == 1
    assert media_type.isascii()
    assert file.tell() == 0
