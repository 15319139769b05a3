"""Word files of other programs are read for what they mean."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from filed import (
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
    read,
    style,
    table,
    tasks,
    text,
    ul,
    wp,
    wr,
)

from openfactory.shared.documents.files.docx_reading import read_docx

DATA = Path(__file__).parent / "data"
BULLETS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
    f'<w:pPr><w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    for level in range(3)
)
NUMBERS = BULLETS.replace('"bullet"', '"decimal"').replace("•", "%1.")
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{BULLETS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{NUMBERS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def blocks(*expected) -> list:
    return doc(*expected).get("content", [])


def item(value: str, number: int = 1, level: int = 0, run: str = "") -> str:
    return wp(value, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>', run)


def styled(name: str, value: str) -> str:
    return wp(value, f'<w:pStyle w:val="{name}"/>')


def tbl(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(value: str, properties: str = "", paragraph: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{wp(value, paragraph)}</w:tc>"


def test_headings_by_style_in_any_language_of_word():
    styles = (
        style("heading 1", "berschrift1")
        + style("Chapter", "Chapter", "berschrift1")
        + style("Clause", "Clause", properties='<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
        + style("Title", "Titel")
        + style("heading 9", "h9")
    )
    body = "".join(styled(name, name) for name in ("Titel", "berschrift1", "Chapter", "Clause", "h9", "Unknown"))

    assert read(body, styles=styles) == blocks(
        h(1, "Titel"), h(1, "berschrift1"), h(1, "Chapter"), h(3, "Clause"), h(6, "h9"), p("Unknown")
    )


def test_a_heading_that_is_bold_as_a_whole_is_only_a_heading():
    body = wp("Bold", '<w:pStyle w:val="H"/>', "<w:b/>") + wp("Outline", '<w:outlineLvl w:val="1"/>', "<w:b/>")

    assert read(body, styles=style("heading 2", "H")) == blocks(h(2, "Bold"), h(2, "Outline"))


def test_marks_of_runs_and_of_their_styles():
    styles = (
        style("Strong", "Strong", properties="<w:rPr><w:b/></w:rPr>", kind="character")
        + style("HTML Code", "HC", kind="character")
        + style("Hyperlink", "HL", properties='<w:rPr><w:u w:val="single"/></w:rPr>', kind="character")
    )
    runs = (
        wr("a", "<w:b/><w:i/>")
        + wr("b", '<w:rStyle w:val="Strong"/>')
        + wr("c", '<w:rStyle w:val="Strong"/><w:b w:val="0"/>')
        + wr("d", "<w:dstrike/>")
        + wr("e", '<w:u w:val="none"/>')
        + wr("f", '<w:u w:val="wave"/>')
        + wr("g", '<w:rStyle w:val="HC"/><w:b/>')
        + wr("h", '<w:rFonts w:ascii="Courier New"/>')
        + wr("i", '<w:rStyle w:val="HL"/>')
        + wr("hidden", "<w:vanish/>")
    )

    assert read(f"<w:p>{runs}</w:p>", styles=styles) == blocks(
        p(
            *(text("a", "bold", "italic"), text("b", "bold"), "c", text("d", "strike"), "e", text("f", "underline")),
            *(text("gh", "code"), "i"),
        )
    )


def test_links_by_relation_by_field_and_to_places():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://b.example/" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{wr("b")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        f'<w:p><w:hyperlink r:id="rId1" w:tooltip="tip">{wr("a", "<w:u/>")}</w:hyperlink>{field}'
        f'<w:fldSimple w:instr=" HYPERLINK &quot;c.html&quot; \\l &quot;top&quot; ">{wr("c")}</w:fldSimple>'
        f'<w:hyperlink w:anchor="_Toc1">{wr("d")}</w:hyperlink><w:hyperlink w:anchor="here">{wr("e")}</w:hyperlink>'
        f'<w:hyperlink r:id="rId2">{wr("f")}</w:hyperlink><w:hyperlink r:id="none">{wr("g")}</w:hyperlink></w:p>'
    )
    relations = {
        "rId1": ("hyperlink", "https://a.example/", True),
        "rId2": ("hyperlink", "javascript:alert(1)", True),
    }

    assert read(body, relations=relations) == blocks(
        p(
            *(text("a", link("https://a.example/", "tip")), text("b", link("https://b.example/"))),
            *(text("c", link("c.html#top")), "d", text("e", link("#here")), "fg"),
        )
    )


def test_lists_by_their_numbering_and_levels():
    body = (
        item("a")
        + item("b", 2, 1)
        + item("c", 2, 1)
        + item("d", 1, 2)
        + item("e")
        + wp("more of e", '<w:ind w:left="720"/>')
        + wp("between")
        + item("f", 2)
        + wp("between")
        + item("g", 2)
        + item("h", 3)
        + item("i", 0)
    )

    assert read(body, numbering=NUMBERING) == blocks(
        ul([p("a"), ol("b", [p("c"), ul("d")])], [p("e"), p("more of e")]),
        p("between"),
        ol("f"),
        p("between"),
        ol("g", start=2),
        ol("h", start=7),
        p("i"),
    )


def test_a_list_by_its_style():
    styles = style("List Number", "LN", properties='<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>') + style(
        "List Continue", "LC", properties='<w:pPr><w:ind w:left="720"/></w:pPr>'
    )
    body = styled("LN", "a") + styled("LC", "more") + styled("LN", "b")

    assert read(body, styles=styles, numbering=NUMBERING) == blocks(ol([p("a"), p("more")], "b"))


def test_an_item_is_no_code_block_whatever_its_font():
    mono = '<w:rFonts w:ascii="Courier New"/>'
    properties = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'

    body = f"<w:p>{properties}{wr('ls', mono)}</w:p><w:p>{wr('ls', mono)}</w:p>"

    assert read(body, numbering=NUMBERING) == blocks(ul([p(text("ls", "code"))]), code("ls"))


def test_a_list_whose_items_have_numberings_of_their_own_is_one():
    """As LibreOffice saves them."""
    more = (
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    )

    body = item("a") + item("b", 4) + wp("") + item("c", 2) + item("d", 5)

    assert read(body, numbering=NUMBERING + more) == blocks(ul("a", "b"), ol("c", "d"))


def test_boxes_begin_tasks():
    control = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{wr('☒')}</w:sdtContent></w:sdt>"
    )
    form = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'
        "</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    boxes = (
        '<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="☐"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>'
    )
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    body = (
        item("☐ a")
        + item("☑ b", level=1)
        + item("☒\tc")
        + wp("between")
        + f"<w:p>{control}{wr(' d')}</w:p><w:p>{form}{wr(' e')}</w:p><w:p>{symbol}{wr(' f')}</w:p>"
        + wp("between")
        + item("g", 9)
        + wp("☐ yes ☐ no")
    )

    assert read(body, numbering=boxes + NUMBERING) == blocks(
        tasks((False, [p("a"), tasks((True, "b"))]), (True, "c")),
        p("between"),
        tasks((True, "d"), (True, "e"), (True, "f")),
        p("between"),
        tasks((False, "g")),
        p("☐ yes ☐ no"),
    )


@pytest.mark.parametrize("name", ["Source Code", "HTML Preformatted", "Preformatted Text", "Code Block", "Code"])
def test_code_by_style(name):
    body = styled("C", "a\tb".replace("\t", "</w:t><w:tab/><w:t>")) + styled("C", "") + styled("C", "  c") + wp("text")

    assert read(body, styles=style(name, "C")) == blocks(code("a\tb\n\n  c"), p("text"))


def test_code_by_font():
    mono = '<w:rFonts w:ascii="Consolas"/>'

    body = wp("a", run=mono) + wp("b", run=mono) + f"<w:p>{wr('c', mono)}{wr(' is code')}</w:p>"

    assert read(body) == blocks(code("a\nb"), p(text("c", "code"), " is code"))


def test_quotes_and_rules():
    styles = style("Intense Quote", "IQ") + style("Mine", "Mine", "IQ")
    line = '<w:pBdr><w:bottom w:val="single"/></w:pBdr>'

    body = styled("IQ", "a") + styled("Mine", "b") + wp("", line) + wp("c", line)

    assert read(body, styles=styles) == blocks(quote(p("a"), p("b")), node("horizontalRule"), p("c"))


def test_merged_cells_headers_and_alignment():
    header = "<w:trPr><w:tblHeader/></w:trPr>"
    right = '<w:jc w:val="end"/>'
    body = tbl(
        header + tc("A", '<w:gridSpan w:val="2"/>') + tc("B", paragraph='<w:jc w:val="center"/>'),
        tc("tall", '<w:vMerge w:val="restart"/>') + tc("x") + tc("1", paragraph=right),
        tc("", "<w:vMerge/>") + tc("y") + tc("2", paragraph=right),
        tc("old", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("3"),
    )

    assert read(body) == blocks(
        table(
            [cell("A", header=True, colspan=2), cell("B", header=True, align="center")],
            [cell("tall", rowspan=2), cell("x"), cell("1", align="right")],
            [cell("y"), cell("2", align="right")],
            [cell("old", colspan=2), cell("3")],
        )
    )


def test_the_first_row_is_a_header_where_the_style_shows_it_as_one():
    rows = [tc("a"), tc("1")]

    assert read(tbl(*rows, properties='<w:tblLook w:val="04A0"/>')) == blocks(table(["a"], ["1"]))
    assert read(tbl(*rows, properties='<w:tblLook w:val="0480"/>')) == blocks(table(["a"], ["1"], head=False))
    assert read(tbl(*rows, properties='<w:tblLook w:firstRow="1"/>')) == blocks(table(["a"], ["1"]))
    assert read(tbl(tc("alone"), properties='<w:tblLook w:firstRow="1"/>')) == blocks(table(["alone"], head=False))


def test_tables_in_tables_and_lists_in_cells():
    inner = f"<w:tc>{tbl(tc('in'))}<w:p/></w:tc>"

    body = tbl(inner + f"<w:tc>{item('x')}{item('y')}</w:tc>")

    assert read(body, numbering=NUMBERING) == blocks(
        node("table", node("tableRow", cell(table(["in"], head=False)), cell(ul("x", "y"))))
    )


def test_insertions_count_and_deletions_do_not():
    by = 'w:id="1" w:author="Ann"'
    body = (
        f"<w:p>{wr('a')}<w:ins {by}>{wr('b')}</w:ins><w:del {by}><w:r><w:delText>c</w:delText></w:r></w:del>"
        f"<w:moveFrom {by}>{wr('d')}</w:moveFrom><w:moveTo {by}>{wr('e')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr>{wr('one ')}</w:p><w:p>{wr('paragraph')}</w:p>"
        + tbl(tc("kept"), f"<w:trPr><w:del {by}/></w:trPr>{tc('gone')}")
    )

    assert read(body) == blocks(p("abe"), p("one paragraph"), table(["kept"], head=False))


def test_footnotes_and_endnotes_come_at_the_end():
    body = (
        f"<w:p>{wr('a')}<w:r><w:footnoteReference w:id='2'/></w:r>"
        f"{wr('b')}<w:r><w:endnoteReference w:id='5'/></w:r></w:p>"
        f"<w:p>{wr('c')}<w:r><w:footnoteReference w:id='3'/></w:r><w:r><w:footnoteReference w:id='99'/></w:r></w:p>"
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    footnotes = (
        f"<w:footnotes {space}><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r>{wr('two')}</w:p></w:footnote>"
        f"<w:footnote w:id='3'>{wp('three')}{wp('more')}</w:footnote></w:footnotes>"
    )
    endnotes = f"<w:endnotes {space}><w:endnote w:id='5'>{wp('five')}</w:endnote></w:endnotes>"

    seen = read(
        body,
        relations={"f": ("footnotes", "footnotes.xml", False), "e": ("endnotes", "endnotes.xml", False)},
        files={"word/footnotes.xml": footnotes, "word/endnotes.xml": endnotes},
    )

    assert seen == blocks(p("a[1]b[2]"), p("c[3]"), p("[1] two"), p("[2] five"), p("[3] three"), p("more"))


def test_text_boxes_come_once_after_their_paragraph():
    box = f"<w:txbxContent>{wp('boxed')}</w:txbxContent>"
    body = (
        f"<w:p>{wr('a')}<w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>" + wp("b")
    )

    assert read(body) == blocks(p("a"), p("boxed"), p("b"))


def test_what_word_makes_itself_is_left_out():
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{wp('Contents')}</w:sdtContent></w:sdt>"
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{wr("entry")}</w:p>{wp("entry")}'
        '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    body = contents + field + styled("T1", "Chapter 3") + wp("") + wp("  ") + wp("kept")

    assert read(body, styles=style("toc 1", "T1")) == blocks(p("kept"))


def test_signs_breaks_and_formulas():
    body = (
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:br w:type='page'/><w:softHyphen/>"
        "<w:sym w:font='Wingdings' w:char='F0E0'/><w:cr/></w:r><m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>"
    )

    assert read(body) == blocks(p("a", node("hardBreak"), "b\u2011c→", node("hardBreak"), "x+1"))


def test_text_in_controls_is_kept_and_their_prompts_are_not():
    body = (
        f"<w:sdt><w:sdtContent>{wp('block')}</w:sdtContent></w:sdt>"
        f"<w:p><w:sdt><w:sdtContent>{wr('inline')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{wr('Click here')}</w:sdtContent></w:sdt></w:p>"
    )

    assert read(body) == blocks(p("block"), p("inline"))


def test_a_picture_that_another_program_has_saved_again_is_still_one():
    style = '<w:style w:type="character" w:styleId="Picture"><w:name w:val="Image Reference"/></w:style>'
    shown = wr("[image: a pump]", '<w:rStyle w:val="Picture"/>')

    body = f'<w:p><w:hyperlink r:id="rId1">{shown}</w:hyperlink></w:p>'

    relations = {"rId1": ("hyperlink", "images/pump.png", True)}
    assert read(body, styles=style, relations=relations) == blocks(p(image("images/pump.png", alt="a pump")))


def drawing(relation: str, about: str = "") -> str:
    return f'<w:p><w:r><w:drawing><wp:docPr id="1" {about}/><a:blip {relation}/></w:drawing></w:r></w:p>'


def test_small_images_come_along_and_others_are_named():
    small, large = picture_address(), picture_address(400, 400, "gif")
    noise = base64.b64decode(large.partition(",")[2]) + b"\0" * 300_000
    relations = {
        "rId1": ("image", "media/a.png", False),
        "rId2": ("image", "media/b.gif", False),
        "rId3": ("image", "media/c.emf", False),
        "rId4": ("image", "https://example.com/d.png", True),
        "rId5": ("image", "file:///etc/passwd", True),
        "rId6": ("image", "media/e.png", False),
    }
    files = {
        "word/media/a.png": base64.b64decode(small.partition(",")[2]),
        "word/media/b.gif": noise,
        "word/media/c.emf": b"\x01\0\0\0",
        "word/media/e.png": b"\x89PNG\r\n\x1a\nbroken",
    }
    body = (
        drawing('r:embed="rId1"', 'descr="A pump" title="Pump 7"')
        + drawing('r:embed="rId2"', 'descr="Large"')
        + "".join(drawing(f'r:embed="rId{n}"') for n in (3, 6))
        + "".join(drawing(f'r:link="rId{n}"') for n in (4, 5))
    )

    assert read(body, relations=relations, files=files) == blocks(
        p(image(small, alt="A pump", title="Pump 7")),
        p("[image: Large]"),
        p("[image: c.emf]"),
        p("[image: e.png]"),
        p(image("https://example.com/d.png")),
        p("[image: passwd]"),
    )


def test_a_file_in_the_strict_form_of_the_standard():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<d:document xmlns:d="{strict}"><d:body><d:p><d:r><d:t>strict</d:t></d:r></d:p></d:body></d:document>'

    assert read("", files={"word/document.xml": document}) == blocks(p("strict"))


def test_a_file_in_utf_16():
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = (
        f'<?xml version="1.0" encoding="UTF-16"?><w:document {space}><w:body>{wp("größer")}</w:body></w:document>'
    )

    assert read("", files={"word/document.xml": document.encode("utf-16")}) == blocks(p("größer"))


def test_a_document_of_google_docs():
    """Its lists are indented at each paragraph, its headings bold, its links underlined, its text aligned left."""
    left = '<w:jc w:val="left"/>'
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:left="720" w:hanging="360"/>'
    blue = '<w:color w:val="1155cc"/><w:u w:val="single"/>'
    body = (
        wp("Pumps", f'<w:pStyle w:val="Heading2"/>{left}', "<w:b/>")
        + f"<w:p>{wr('See ')}<w:hyperlink r:id='rId7'>{wr('this', blue)}</w:hyperlink></w:p>"
        + wp("a", numbered + left)
        + wp("b", numbered + left)
        + tbl(tc("H", paragraph=left), tc("1", paragraph=left), properties='<w:tblLook w:val="0600"/>')
    )

    seen = read(
        body,
        styles=style("heading 2", "Heading2"),
        numbering=NUMBERING,
        relations={"rId7": ("hyperlink", "https://example.com/", True)},
    )

    assert seen == blocks(
        h(2, "Pumps"),
        p("See ", text("this", link("https://example.com/"))),
        ul("a", "b"),
        table(["H"], ["1"], head=False),
    )


def test_a_document_of_libreoffice():
    """Written in LibreOffice 7.4."""
    assert read_docx((DATA / "libreoffice.docx").read_bytes()) == doc(
        h(1, "Pump station"),
        p(
            *("Plain ", text("bold", "bold"), " ", text("italic", "italic"), " ", text("under", "underline"), " "),
            *(text("struck", "strike"), " ", text("link", link("https://example.com/x")), " ", text("code()", "code")),
            ".",
        ),
        h(2, "Lists"),
        ol([p("three"), ul([p("nested a"), ol("deep one")], "nested b")], "four", start=3),
        p("between"),
        ul("x", "y"),
        p("second paragraph of y"),
        quote(p("Quoted text")),
        code("line one\n  line two\n\nline four"),
        node("horizontalRule"),
        table(
            [cell(name, header=True, align="center") for name in ("Name", "Value", "More")],
            [cell("a", rowspan=2), cell("1", align="right"), cell("x")],
            [cell("merged", colspan=2, align="center")],
        ),
        p("The end."),
    )


def test_our_own_document_saved_by_libreoffice():
    """What was exported, opened in LibreOffice 7.4, and saved there."""
    assert read_docx((DATA / "saved-by-libreoffice.docx").read_bytes()) == doc(
        h(2, "Why"),
        p(text("bold", "bold"), " and ", text("code", "code"), " and ", text("a link", link("https://example.com/"))),
        ul([p("one"), ol("third", "fourth", start=3)], "two"),
        tasks((True, "done"), (False, "open")),
        quote(p("quoted")),
        code("def f():\n    return 1", "python"),
        code("graph TD\n  A --> B", "mermaid"),
        node("horizontalRule"),
        table(
            [cell("Name", header=True), cell("Value", header=True, align="right")],
            [cell("a"), cell("1", align="right")],
        ),
        p("for @Ann"),  # this version of LibreOffice drops who it is
    )
