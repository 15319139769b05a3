"""Finding requirements and acceptance criteria in a document. What counts is said at `find_requirements`."""

from __future__ import annotations

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.requirements.drafts import assembled, references
from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.requirements.reader import Reader


def find_requirements(document: Node) -> list[Item]:
    """The requirements of a document with their criteria, and criteria that belong to none, in reading order.

    A requirement is
    - a heading, paragraph, list item or table row that begins with a key `REQ-7`;
    - a paragraph or list item in which shall or must binds the product (so each EARS sentence is one);
    - a user story: "As a …, I want …";
    - under a heading such as "Requirements" or "Functional requirements" each item of a list that stands in no other
      list. One that only groups others ("Exports:" above items that are requirements themselves) is none.

    A criterion is
    - a block that begins with a key `AC-7.2`, or `AC-2`, which does not say whose it is;
    - a list item under a heading or a paragraph "Acceptance criteria", or a sentence there that binds;
    - a scenario: Given, When, Then in one block, in lines, list items or paragraphs that follow each other, or as
      Gherkin in a code block.
    It belongs to the requirement its key names, else to the one around it (in whose section, list item or block it
    is), else to the one directly before it in the same section. A section "Acceptance criteria" beside a section that
    holds exactly one requirement belongs to that one.

    A heading with a key, and a bold paragraph with one that has the words of a heading, owns the blocks up to the next
    heading of its level or above, or to the next key of a requirement: they are its text, whatever they say. A list
    item owns what is inside it, a paragraph that ends in a colon the list after it.

    Where several blocks begin with the same key of a requirement, those that only mention it ("REQ-7: first release")
    are none: a heading, a sentence that binds, and what stands below "Requirements" are more than a mention.

    Nothing is found in quotes and in code other than Gherkin; nor under headings such as "Background", "Glossary",
    "Out of scope" or "Open questions", where a key at the beginning refers to what stands elsewhere. The heading that
    a document begins with is its title: it makes nothing a requirement where other headings follow.
    """
    found = Reader(document).read()
    if ignored := references(found):
        found = Reader(document, ignored).read()
    return assembled(found)
