"""Exported Word files use what Word has: its styles, lists, fields, links; another program reads them the same."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from filed import bomb_address, cell, code, doc, h, image, link, ol, p, picture_address, table, tasks, text, ul, volume

from openfactory.shared.documents.files.docx_writing import write_docx
from openfactory.shared.documents.files.printed import Cover, Printed, Volume


def opened(*blocks, **given) -> docx.document.Document:
    return docx.Document(io.BytesIO(write_docx(volume(*blocks, **given))))


def xml(data: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def bound() -> bytes:
    documents = [Printed("Pumps", doc(h(2, "Why"), p("x")), ("v1",)), Printed("Valves", doc(h(2, "What")), ("v2",))]
    return write_docx(Volume(documents, Cover("Sluice", ("All documents",)), language="de-DE"))


def test_styles_are_words_own():
    seen = opened(h(1, "Heading"), p("text"), ul("a"), ol("b"), tasks((True, "c")), code("x", "python"))

    assert [(paragraph.style.name, paragraph.text) for paragraph in seen.paragraphs] == [
        ("Document Title", "Pumps"),
        ("Document Details", "Requirements · Version 3"),
        ("Heading 1", "Heading"),
        ("Normal", "text"),
        ("List Bullet", "a"),
        ("List Number", "b"),
        ("List Task", "\tc"),  # the box is a control that this library does not read
        ("Code: python", "x"),
    ]
    assert seen.styles["Code: python"].base_style.name == "Code"


def test_each_ordered_list_has_a_numbering_with_its_own_start():
    data = write_docx(volume(ol("a"), ol("b", start=5), ul([p("c"), ol("d", start=3)])))

    numbers = re.findall(r'<w:ilvl w:val="(\d)"/><w:numId w:val="(\d)"/>', xml(data))
    assert numbers == [("0", "1"), ("0", "2"), ("0", "3"), ("1", "4")]
    begun = r'<w:num w:numId="(\d)"><w:abstractNumId w:val="2"/>.*?startOverride w:val="(\d)"'
    starts = re.findall(begun, xml(data, "word/numbering.xml"))
    assert starts == [("1", "1"), ("2", "5"), ("4", "3")]


def test_links_are_links():
    seen = opened(
        p(text("web", link("https://example.com/a b?c=d&e=f")), " and ", text("here", link("#why"))), h(2, "Why")
    )

    links = seen.paragraphs[2].hyperlinks
    assert [(found.text, found.address, found.fragment) for found in links] == [
        ("web", "https://example.com/a%20b?c=d&e=f", ""),
        ("here", "", "why"),
    ]
    assert 'w:name="why"' in seen.paragraphs[3]._p.xml


def test_headers_of_tables_are_repeated():
    seen = opened(table(["a", "b"], [cell("1", align="right"), cell("2")])).tables[0]

    assert seen.style.name == "Document Table"
    assert ["tblHeader" in row._tr.xml for row in seen.rows] == [True, False]
    assert [[found.text for found in row.cells] for row in seen.rows] == [["a", "b"], ["1", "2"]]
    assert str(seen.cell(1, 0).paragraphs[0].alignment) == "RIGHT (2)"


def test_images_are_in_the_file_no_wider_than_the_page():
    (shape,) = opened(p(image(picture_address(3000, 30), alt="wide"))).inline_shapes

    assert (shape.width.mm, round(shape.height.mm, 2)) == (pytest.approx(162, abs=1), 1.62)


def test_nothing_is_fetched_and_bad_images_are_named():
    seen = opened(p(image("https://127.0.0.1:9/a.png", alt="remote")), p(image(bomb_address(), alt="bomb")))

    assert [paragraph.text for paragraph in seen.paragraphs[2:]] == ["[image: remote]", "[image: bomb]"]
    assert seen.paragraphs[2].hyperlinks[0].address == "https://127.0.0.1:9/a.png"


def test_many_documents_have_a_cover_contents_and_pages_of_their_own():
    data = bound()
    seen = docx.Document(io.BytesIO(data))

    assert [(paragraph.style.name, paragraph.text) for paragraph in seen.paragraphs] == [
        ("Cover Title", "Sluice"),
        ("Cover Details", "All documents"),
        ("TOC Heading", "Contents"),
        ("toc 1", "Pumps"),
        ("toc 2", "Why"),
        ("toc 1", "Valves"),
        ("toc 2", "What"),
        ("Document Title", "Pumps"),
        ("Document Details", "v1"),
        ("Heading 2", "Why"),
        ("Normal", "x"),
        ("Document Title", "Valves"),
        ("Document Details", "v2"),
        ("Heading 2", "What"),
    ]
    titles = [paragraph for paragraph in seen.paragraphs if paragraph.style.name == "Document Title"]
    assert all(title.paragraph_format.page_break_before for title in titles)
    assert 'TOC \\h \\z \\t "Document Title,1,Heading 2,2"' in xml(data)
    anchors = re.findall(r'w:anchor="(_Toc\d+)"', xml(data))
    assert len(anchors) == 4
    assert all(f'w:name="{anchor}"' in xml(data) for anchor in anchors)


def test_the_foot_has_the_title_and_the_number_of_pages():
    foot = xml(write_docx(volume(p("x"))), "word/footer1.xml")

    assert "Pumps" in foot
    assert re.findall(r'w:instr="([^"]+)"', foot) == [" PAGE ", " NUMPAGES "]
    assert "STYLEREF &quot;Document Title&quot;" in xml(bound(), "word/footer1.xml")


def test_properties_and_language():
    seen = docx.Document(io.BytesIO(bound())).core_properties

    assert (seen.title, seen.subject, seen.language) == ("Sluice", "All documents", "de-DE")
    assert '<w:lang w:val="de-DE"/>' in xml(bound(), "word/styles.xml")


def test_the_same_input_gives_the_same_bytes():
    made_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    given = Volume([Printed("Pumps", doc(h(1, "a"), p(image(picture_address()))))], made_at=made_at)

    first, second = write_docx(given), write_docx(given)

    assert first == second
    assert docx.Document(io.BytesIO(first)).core_properties.created == made_at
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 24, 9, 30, 0)}


def test_characters_that_xml_cannot_hold_are_left_out():
    assert [paragraph.text for paragraph in opened(p("a\x01b\x0bc\ufffed")).paragraphs[2:]] == ["abcd"]


def test_a_volume_without_documents_is_refused():
    with pytest.raises(ValueError, match="no document"):
        write_docx(Volume([]))
