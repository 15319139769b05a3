"""What is no Word file, or a harmful one, is refused in one sentence; what is only damaged never makes us fail."""

from __future__ import annotations

import io
import random
import re
import zipfile

import pytest
from filed import NAMESPACES, cell, p, picture_address, read, table, ul, volume, word_file, wp, zipped

from openfactory.shared.documents.content.schema import check
from openfactory.shared.documents.files.docx_reading import archive, read_docx
from openfactory.shared.documents.files.docx_writing import write_docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MEGABYTE = 1024 * 1024


def refusal(data: bytes) -> str:
    with pytest.raises(ValueError, match=r"^The .*\.$") as seen:
        read_docx(data)
    return str(seen.value)


def document(xml: str) -> bytes:
    return word_file("", files={"word/document.xml": xml})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLE, "old version of Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"{\\rtf1\\ansi Hello}", "Rich Text"),
        (b"%PDF-1.7\n", "PDF"),
        (b"", "not a Word file"),
        (b"Hello", "not a Word file"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped({"a.txt": "Hello"}), "ZIP archive"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}), "another Office program"),
        (word_file(wp("x"))[:-200], "damaged"),
        (document("no xml"), "damaged"),
        (document(f"<w:document {NAMESPACES}/>"), "no text"),
        (document('<?xml version="1.0" encoding="klingon"?><x/>'), "encoding"),
        (word_file("", files={"word/styles.xml": "<"}), "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files(data, reason):
    assert reason in refusal(data)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_and_external_files(doctype):
    body = f"<w:document {NAMESPACES}><w:body>{wp('x')}</w:body></w:document>"

    assert "document type" in refusal(document(doctype + body))


def test_a_part_that_unpacks_to_more_than_it_may():
    bomb = document(" " * (archive.LARGEST_PART + 1))
    assert len(bomb) < MEGABYTE

    assert "too large" in refusal(bomb)


def test_parts_that_are_too_large_together():
    space = f"<w:styles {NAMESPACES}>{' ' * (archive.LARGEST_PART - 2000)}</w:styles>"
    parts = {f"word/{name}.xml": space for name in ("styles", "numbering", "footnotes")}
    data = word_file(wp("x"), relations={"f": ("footnotes", "footnotes.xml", False)}, files=parts)

    assert "too large" in refusal(data)


def test_a_size_that_is_not_true():
    """What an entry says of its size is not believed."""
    data = bytearray(document("<a>" + "x" * 5000 + "</a>"))
    at = data.rfind(b"PK\x01\x02", 0, data.find(b"word/document.xml", data.find(b"PK\x01\x02")))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")

    assert "damaged" in refusal(bytes(data))


def test_too_many_parts():
    assert "too many parts" in refusal(zipped({f"{number}": "" for number in range(archive.MOST_ENTRIES + 1)}))


def test_too_many_elements():
    assert "too many elements" in refusal(word_file("<w:p/>" * 1_000_001))


def test_nested_too_deeply():
    assert "nested" in refusal(word_file("<w:sdt>" * 300 + "</w:sdt>" * 300))
    cell = "<w:tbl><w:tr><w:tc>"
    assert "nested" in refusal(word_file(cell * 30 + wp("x") + "</w:tc></w:tr></w:tbl>" * 30))


def test_an_encrypted_part():
    data = bytearray(word_file(wp("x")))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1

    assert "encrypted" in refusal(bytes(data))


def test_another_compression():
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(wp("x")))) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as to:
        for name in source.namelist():
            to.writestr(name, source.read(name))

    assert "compressed" in refusal(made.getvalue())


def test_names_do_not_lead_out_of_the_file():
    relations = {"rId1": ("image", "../../../../../etc/hostname", False)}
    body = '<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>'

    assert read(body, relations=relations)[0]["content"][0]["text"] == "[image: hostname]"


def mutated(data: bytes, number: int) -> bytes:
    """The file with some of its XML changed at random: the same for the same number."""
    chance = random.Random(number)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts: dict[str, bytes | str] = {name: source.read(name) for name in source.namelist()}
    for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml", "word/_rels/document.xml.rels"):
        xml = parts[name]
        assert isinstance(xml, bytes)
        text = xml.decode()
        for _ in range(chance.randint(1, 6)):
            tags = list(re.finditer(r'<[^>]*/>|="[^"]*"', text))
            found = chance.choice(tags)
            instead = "" if found[0].startswith("<") else f'="{chance.choice(["", "-1", "999999999999", "x", "ä"])}"'
            text = text[: found.start()] + instead + text[found.end() :]
        parts[name] = text.encode()
    return zipped(parts)


def test_damaged_properties_are_read_or_refused():
    image = {"type": "image", "attrs": {"src": picture_address()}}
    blocks = [ul([p("a", image), ul("b")]), table(["a", "b"], [cell(ul("c")), "d"]), p("e")]
    data = write_docx(volume(*blocks))
    refusals = set()

    for number in range(60):
        try:
            check(read_docx(mutated(data, number)))
        except ValueError as refused:
            refusals.add(str(refused))

    assert all(re.fullmatch(r"The .*\.", reason) for reason in refusals)
