"""Exported PDF files can be handed to somebody: what is in them, where it stands, and where its links lead."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from filed import (
    LOREM,
    bomb_address,
    cell,
    code,
    doc,
    h,
    image,
    link,
    node,
    ol,
    p,
    picture_address,
    quote,
    table,
    tasks,
    text,
    ul,
    volume,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from test_word_round_trip import EXAMPLES, blocks

from openfactory.shared.documents.files.pdf import write_pdf
from openfactory.shared.documents.files.printed import Cover, Printed, Volume

WIDTH, HEIGHT = 595, 842  # points of an A4 page
LEFT, BOTTOM = 68, 40  # the margins, less a hair


def opened(*content, **options) -> PdfReader:
    return PdfReader(io.BytesIO(write_pdf(volume(*content, **options))))


def said(reader: PdfReader) -> str:
    """All of the text; where lines end does not matter."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def bound(**more) -> PdfReader:
    documents = [
        Printed("Pumps", doc(h(1, "Pumps"), h(2, "Why"), p(LOREM * 80), h(3, "Detail"), h(2, "How"), p("x")), ("v1",)),
        Printed("Valves", doc(p("No heading.")), ("v2",)),
    ]
    return PdfReader(io.BytesIO(write_pdf(Volume(documents, Cover("Sluice", ("All documents",)), **more))))


def places(reader: PdfReader) -> list[tuple[float, float, str]]:
    """Where each piece of text begins: points from the left and from the bottom, and the text."""
    found: list[tuple[float, float, str]] = []
    for page in reader.pages:

        def visit(piece: str, matrix: list[float], at: list[float], *_: object) -> None:
            if piece.strip() and " of " not in piece:  # numbers of pages are placed as a whole
                x = at[4] * matrix[0] + at[5] * matrix[2] + matrix[4]
                y = at[4] * matrix[1] + at[5] * matrix[3] + matrix[5]
                found.append((x, y, piece))

        page.extract_text(visitor_text=visit)
    return found


def outline(reader: PdfReader) -> list:
    """The titles in the outline, nested."""

    def titles(entries: list) -> list:
        return [titles(entry) if isinstance(entry, list) else entry.title for entry in entries]

    return titles(reader.outline)


def links(reader: PdfReader) -> list[str | int]:
    """Where the links lead: addresses, and numbers of pages."""
    found: list[str | int] = []
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            target = annotation.get_object()
            if "/A" in target and "/URI" in target["/A"]:
                found.append(target["/A"]["/URI"])
            else:
                name = target.get("/Dest") or target["/A"]["/D"]
                destination = reader.named_destinations[str(name).lstrip("/")] if isinstance(name, str) else name
                page_of = destination.page if hasattr(destination, "page") else destination[0]
                found.append(reader.get_page_number(page_of.get_object()) + 1)
    return found


def test_a_document_has_its_title_what_is_told_about_it_and_its_text():
    reader = opened(h(1, "Why"), p("Because."), title="Pumps & motors", subtitle=("Requirements", "Version 3"))

    assert said(reader) == "Pumps & motors Requirements · Version 3 Why Because. Pumps & motors 1 of 1"
    assert (reader.metadata.title, reader.metadata.subject) == ("Pumps & motors", "Requirements · Version 3")
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([595.27, 841.89], abs=0.1)


def test_a_heading_that_says_the_title_is_printed_once():
    assert said(opened(h(1, "Pumps"), p("x"))).startswith("Pumps Requirements · Version 3 x Pumps")


def test_pages_are_numbered_and_name_their_document():
    reader = bound()

    feet = [" ".join(page.extract_text().split()[-4:]) for page in reader.pages]
    count = len(reader.pages)
    assert feet[0] == "Sluice All documents"  # the cover has none
    assert feet[1] == f"Sluice 2 of {count}"
    assert feet[2:-1] == [f"Pumps {number} of {count}" for number in range(3, count)]
    assert feet[-1] == f"Valves {count} of {count}"


def test_the_contents_say_the_pages_and_lead_there():
    reader = bound()

    contents = reader.pages[1].extract_text()
    count = len(reader.pages)
    numbers = [int(word) for word in contents.replace(".", " ").split() if word.isdigit()]
    assert [line for line in ("Pumps", "Why", "How", "Valves") if line not in contents] == []
    assert "Detail" not in contents
    assert sorted(links(reader)) == sorted([3, 3, count - 1, count])
    assert set(links(reader)) <= set(numbers)


def test_the_outline_has_the_headings():
    assert outline(bound()) == ["Pumps", ["Why", ["Detail"], "How"], "Valves"]
    assert outline(opened(h(3, "Deep first"), h(1, "Then high"), h(6, "Far below"))) == [
        "Pumps",
        ["Deep first", "Then high", ["Far below"]],
    ]


def test_links_lead_where_they_may():
    reader = opened(
        p(
            *(text("a", link("https://a.example/?b=c&d=e")), text("b", link("mailto:b@b.example"), "bold")),
            *(text("c", link("#why")), text("d", link("#nowhere")), text("e", link("other.md"))),
            text("f", link("mention:5f0c1f9e-6a0e-4c63-9be5-0d0d5b1f2a11")),
        ),
        node("horizontalRule"),
        h(2, "Why"),
    )

    assert links(reader) == ["https://a.example/?b=c&d=e", "mailto:b@b.example", 1]


def test_lists_have_their_numbers_bullets_and_boxes():
    reader = opened(
        ol("nine", [p("ten"), ul("x", [p("y"), ol("deep", start=3)])], start=9), tasks((True, "done"), (False, "open"))
    )

    at = {piece.strip(): (x, y) for x, y, piece in places(reader)}
    for marker, item in (("9.", "nine"), ("10.", "ten"), ("3.", "deep"), ("☑", "done"), ("☐", "open")):
        assert at[marker][0] < at[item][0]
        assert at[marker][1] == pytest.approx(at[item][1], abs=0.5)
    assert at["nine"][0] == at["ten"][0] < at["x"][0] == at["y"][0] < at["deep"][0]


def test_a_table_repeats_its_header_on_each_page():
    reader = opened(table(["Name", "Value"], *[[f"row {n}", str(n)] for n in range(120)]))

    assert len(reader.pages) > 2
    assert all("Name" in page.extract_text() for page in reader.pages)
    words = said(reader)
    assert [n for n in range(120) if f"row {n}" not in words] == []


def test_cells_are_aligned():
    reader = opened(table(["a" * 30, "b" * 30], [cell("left"), cell("right", align="right")]))

    at = {piece.strip(): x for x, _, piece in places(reader)}
    assert at["left"] == pytest.approx(at["a" * 30], abs=1)
    assert at["right"] > at["b" * 30] + 100


WIDE = {
    "long words": [p("x" * 700), p(text("y" * 700, link(f"https://example.com/{'z' * 900}"))), h(1, "W" * 200)],
    "long lines of code": [code("x" * 300 + "\n" + "word " * 100 + "\n\t" + "漢" * 200)],
    "12 columns": [table([f"Heading {n}" for n in range(12)], *[["configuration_value"] * 12] * 3)],
    "40 columns": [table([f"h{n}" for n in range(40)], ["v"] * 40)],
    "deep lists": [deep] if (deep := ul("end")) and [deep := ul([p(LOREM), deep]) for _ in range(15)] else [],
    "a table in a table in a list": [
        ul([p("x"), table(["a", "b", "c"], [cell(table(["d", "e", "f"], ["g" * 90, "h", "i"])), "j", "k" * 90])])
    ],
    "a large number": [ol("x", start=999_999_999)],
    "a large image": [p(image(picture_address(4000, 30))), table(["x"], [cell(p(image(picture_address(900, 900))))])],
}


@pytest.mark.parametrize("name", WIDE)
def test_nothing_leaves_the_page(name):
    from reportlab.pdfbase.pdfmetrics import stringWidth

    reader = opened(*WIDE[name])

    for x, y, piece in places(reader):
        narrowest = stringWidth(piece.strip(), "Helvetica", 4)
        assert x >= LEFT, piece
        assert x + narrowest <= WIDTH - LEFT + 5, piece
        assert BOTTOM <= y <= HEIGHT - 50, piece


@pytest.mark.parametrize(
    "block",
    [
        code("\n".join(f"line {n}" for n in range(300))),
        table(["a", "b"], [cell(p(LOREM * 120)), "x"]),
        table(["a"], [cell(code("\n".join(f"line {n}" for n in range(200))))]),
        table(["a", "b"], [cell("tall", rowspan=90), "0"], *[[f"{n}"] for n in range(1, 90)]),
        table([cell(LOREM * 100, header=True)], ["x"]),
        quote(*[p(LOREM) for _ in range(80)]),
        ul(*[LOREM for _ in range(80)]),
        ul([p("x"), quote(ol(*[LOREM * 30 for _ in range(8)]))]),
    ],
    ids=["code", "cell", "code in a cell", "merged cells", "header", "quote", "list", "nested"],
)
def test_what_is_longer_than_a_page_goes_on(block):
    reader = opened(block, p("The end."))

    assert len(reader.pages) > 1
    assert "The end." in reader.pages[-1].extract_text()


def test_a_heading_stays_with_what_follows():
    reader = opened(*[part for n in range(60) for part in (h(2, f"Heading {n}"), p(f"Text {n}. {LOREM * (n % 4)}"))])

    for page in reader.pages:
        words = page.extract_text()
        found = [n for n in range(60) if f"Heading {n}\n" in words]
        assert [n for n in found if f"Text {n}." not in words] == []


def test_diagrams_are_labelled_code():
    assert "Diagram (Mermaid source) graph TD A --> B" in said(opened(code("graph TD\n  A --> B", "mermaid")))


def test_images_are_drawn_and_others_are_named():
    reader = opened(
        p(image(picture_address(60, 40)), image(picture_address(60, 41, "jpeg"))),
        p("x ", image(picture_address(60, 42, "webp")), image(picture_address(60, 43, "gif")), " y"),
        p(image(picture_address(60, 44, mode="RGBA"))),
        p(image("https://127.0.0.1:9/a.png", alt="Remote <b>")),
        p(image("data:image/png;base64,AAAA", alt="Damaged"), image(bomb_address(), alt="Bomb"), image("b.png")),
    )

    heights = sorted(found.image.height for found in reader.pages[0].images if found.image.mode != "L")
    assert heights == [40, 41, 42, 43, 44]
    assert "[image: Remote <b>] [image: Damaged][image: Bomb][image]" in said(reader)
    assert links(reader) == ["https://127.0.0.1:9/a.png"]


def test_marks_mentions_and_what_looks_like_markup():
    reader = opened(
        p(
            *(text("bold", "bold"), text(" italic", "italic"), text(" struck", "strike"), text(" under", "underline")),
            *(text(" code", "code"), " <b>&amp; ", node("mention", id="x", label="Ann <x>"), node("hardBreak"), "next"),
        )
    )

    assert "bold italic struck under code <b>&amp; @Ann <x> next" in said(reader)
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    for face in ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "DejaVuSansMono"):
        assert any(name.endswith(face) for name in fonts), fonts


@pytest.mark.parametrize(
    "sample",
    [
        "Ångström Łódź Tiếng Việt",
        "Ωμέγα Привет",
        "← → ⇒ ≤ ≥ ∑ √ ∞",
        "✓ ✗ ☐ ☑ ★",
        "需求文档描述了系统",
        "要求仕様カタカナ",
        "요구사항",
        "„x“ «y» … – — €",
        "☺",
    ],
)
def test_scripts(sample):
    assert sample in said(opened(p(sample), code(sample)))


@pytest.mark.parametrize(
    "sample", ["🦄", "😀", "👩\u200d💻", "❤\ufe0f", "a\u0301", "\u202eabc", "\x07", "\ud7ff", "𝔘", "नमस्ते"]
)
def test_what_no_font_has_does_no_harm(sample):
    assert said(opened(p(f"before {sample} after"), h(1, sample), code(sample)))


def test_many_signs_of_one_font():
    """More than a part of a font in a PDF holds, which is 255."""
    everything = "".join(chr(n) for n in range(0x4E00, 0x4E00 + 900))

    assert everything in said(opened(p(everything))).replace(" ", "")


def test_the_same_input_gives_the_same_bytes():
    made_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    given_ = Volume([Printed("Pumps", doc(*[b for e in EXAMPLES.values() for b in e]))], made_at=made_at)

    first = write_pdf(given_)

    assert write_pdf(given_) == first
    assert PdfReader(io.BytesIO(first)).metadata.creation_date == made_at


def test_the_language_is_told():
    assert bound(language="pt-BR").trailer["/Root"]["/Lang"] == "pt-BR"


def test_a_volume_without_documents_is_refused():
    with pytest.raises(ValueError, match="no document"):
        write_pdf(Volume([]))


@settings(deadline=None, max_examples=40)
@given(st.lists(blocks, max_size=5))
def test_any_content_can_be_printed(content):
    assert said(opened(*content))
