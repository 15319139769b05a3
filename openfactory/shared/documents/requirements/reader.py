"""Reading a document block by block: which blocks are items, and whose text the others are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, children, inline_text, plain_text, text_blocks
from openfactory.shared.documents.requirements.drafts import Draft
from openfactory.shared.documents.requirements.headings import leads_to_criteria, sense_of
from openfactory.shared.documents.requirements.items import Step
from openfactory.shared.documents.requirements.keys import Key, read_key
from openfactory.shared.documents.requirements.masking import masked
from openfactory.shared.documents.requirements.outline import Outline, Place
from openfactory.shared.documents.requirements.scenarios import Scenario, is_gherkin, read_gherkin, scenario_title
from openfactory.shared.documents.requirements.steps import item_tells_scenario, run_of_steps, tells_scenario
from openfactory.shared.documents.requirements.tables import read_table
from openfactory.shared.documents.requirements.wording import is_binding, read_story

_LISTS = frozenset({"bulletList", "orderedList", "taskList"})
_BELOW_HEADINGS = 7  # the level of a paragraph that stands as a heading


class Reader:
    """`references` are pointers of blocks whose key refers to a requirement that stands elsewhere."""

    def __init__(self, document: Node, references: frozenset[str] = frozenset()) -> None:
        self.nodes = children(document)
        self.references = references
        self.titled = any(node["type"] == "heading" for node in self.nodes[1:])
        self.outline = Outline()
        self.scenario = ""  # a title that waits for its steps

    def read(self) -> list[Draft]:
        """All items, in the order of the document."""
        self.blocks(self.nodes, "", Place())
        return self.outline.found

    def blocks(self, nodes: Sequence[Node], pointer: str, place: Place) -> None:
        """Siblings: what a paragraph says can decide on the list after it."""
        index, criteria, introduces = 0, False, None
        while index < len(nodes):
            node, where = nodes[index], f"{pointer}/content/{index}"
            if node["type"] not in ("paragraph", "heading"):
                inside = replace(place, criteria=place.criteria or criteria, body=introduces or place.body)
                self.container(node, where, inside)
            elif run := self.run(nodes, index, pointer, place):
                index += run - 1
                criteria, introduces = False, None
            elif text := inline_text(node).strip():
                criteria = node["type"] == "paragraph" and leads_to_criteria(text)
                introduces = None if criteria else self.words(node, where, place)
            index += 1

    def container(self, node: Node, where: str, place: Place) -> None:
        kind = node["type"]
        if kind in _LISTS:
            self.items(node, where, place)
        elif kind == "table":
            self.rows(node, where, place)
        elif kind == "codeBlock":
            self.code(node, where, place)
        elif kind == "blockquote" and (body := self.outline.body(place)):
            body.add(plain_text(node))

    def words(self, node: Node, where: str, place: Place) -> Draft | None:
        """A paragraph or heading; the item that goes on in the list after it."""
        if node["type"] == "heading" and not place.depth:
            self.heading(node, where)
            return None
        found = self.paragraph(node, where, place)
        return found if found and inline_text(node).rstrip().endswith(":") else None

    def heading(self, node: Node, where: str) -> None:
        level, text = int(str(attribute(node, "level", 1))), inline_text(node).strip()
        self.outline.close(level)
        key, title = self.key(text, where), scenario_title(text)
        self.scenario = title or ""
        sense = "item" if key else None if where == "/content/0" and self.titled else sense_of(text)
        body = self.outline.body(Place())
        if body and not key and title is None and sense != "criteria":
            body.add(text)
        path = self.outline.path
        self.outline.enter(level, text, sense)
        if key:
            self.begin(key, node, where, level, Place(), path)

    def paragraph(self, node: Node, where: str, place: Place) -> Draft | None:
        text, sense, body = inline_text(node), self.outline.sense, self.outline.body(place)
        found = None
        if sense == "aside":
            if body:
                body.add(text)
        elif key := self.key(text, where):
            level = _BELOW_HEADINGS if not place.depth and _heads(node, text[key.after :]) else None
            found = self.begin(key, node, where, level, place, self.outline.path)
        elif (title := scenario_title(text)) is not None and "\n" not in text:
            self.scenario = title
        elif self.is_criterion(node, place):
            found = self.draft("criterion", where, place, node, where)
        elif body and sense != "criteria":
            body.add(text, where)
        elif _requires(node):
            found = self.draft("requirement", where, place, node, where)
        return found

    def is_criterion(self, block: Node, place: Place) -> bool:
        """Whether a paragraph is one: a scenario, or among criteria a sentence that binds."""
        body = self.outline.body(place)
        if not (body and body.kind == "criterion") and tells_scenario(block):
            return True
        return (place.criteria or self.outline.sense == "criteria") and is_binding(masked(block))

    # Items

    def key(self, text: str, pointer: str) -> Key | None:
        """The key at the beginning of a block, or of the first paragraph of one, unless it is a reference."""
        around = pointer.rpartition("/content/")[0]
        return None if self.references & {pointer, around} else read_key(text)

    def begin(self, key: Key, node: Node, where: str, level: int | None, place: Place, path: tuple[str, ...]) -> Draft:
        """What begins with a key: as a heading where it has a level, else as a block."""
        rest = inline_text(node)[key.after :].strip()
        self.outline.end(key)
        draft = self.keyed(key, where, place, path)
        draft.defines = level is not None or self.outline.sense == "requirements" or is_binding(masked(node))
        if level is None:
            draft.add(rest, where)
        else:
            draft.title, draft.blocks = rest, [where] if rest else []
            self.outline.open.append((level, draft))
        return draft

    def keyed(self, key: Key, pointer: str, place: Place, path: tuple[str, ...]) -> Draft:
        owner = None if key.kind == "requirement" else self.outline.owner(place)
        return self.outline.note(Draft(key.kind, key.regular, pointer, path, owner=owner))

    def draft(self, kind: str, pointer: str, place: Place, node: Node, where: str) -> Draft:
        """One without a key. `node` at `where` has its words."""
        draft = Draft("requirement", None, pointer, self.outline.path)
        if kind == "criterion":
            owner = self.outline.owner(place)
            draft = Draft("criterion", None, pointer, self.outline.path, self.scenario, owner=owner)
            self.scenario = ""
        draft.add(inline_text(node), where)
        return self.outline.note(draft)

    def run(self, nodes: Sequence[Node], start: int, pointer: str, place: Place) -> int:
        """How many nodes from here on are the steps of one scenario; it is noted when there are any."""
        body = self.outline.body(place)
        end = run_of_steps(nodes, start)
        if not end or self.outline.sense == "aside" or (body and body.kind == "criterion"):
            return 0
        draft = self.draft("criterion", f"{pointer}/content/{start}", place, {"type": "paragraph"}, "")
        for index in range(start, end):
            for where, block in text_blocks(nodes[index], f"{pointer}/content/{index}"):
                draft.add(inline_text(block), where)
        return end - start

    # Lists

    def items(self, node: Node, pointer: str, place: Place) -> None:
        before, nodes, index = len(self.outline.since), children(node), 0
        inside = replace(place, depth=place.depth + 1, lists=place.lists + 1)
        while index < len(nodes):
            run = self.run(nodes, index, pointer, inside)
            if not run:
                self.item(nodes[index], f"{pointer}/content/{index}", inside)
            index += run or 1
        self.outline.settle(before, place)

    def item(self, node: Node, pointer: str, place: Place) -> None:
        nodes = children(node)
        first = nodes[0] if nodes and nodes[0]["type"] == "paragraph" else {"type": "paragraph"}
        draft = self.item_draft(node, first, pointer, place)
        if draft is None:
            self.blocks(nodes, pointer, place)
        else:
            owner = draft if draft.kind == "requirement" else draft.owner
            inside = replace(place, owner=owner, body=draft, criteria=False)
            self.blocks([{"type": "paragraph"}, *nodes[1:]], pointer, inside)

    def item_draft(self, node: Node, first: Node, pointer: str, place: Place) -> Draft | None:
        """The item that a list item is; None where only what is inside it can be one."""
        text, where, found = inline_text(first), f"{pointer}/content/0", None
        if not text.strip() or leads_to_criteria(text) or self.outline.sense == "aside":
            return None
        if key := self.key(text, pointer):
            found = self.begin(key, first, where, None, place, self.outline.path)
            found.pointer = pointer
        elif self.item_is_criterion(node, first, place):
            found = self.draft("criterion", pointer, place, first, where)
        elif not self.outline.body(place) and (_requires(first) or self.is_listed(node, place)):
            found = self.draft("requirement", pointer, place, first, where)
        return found

    def item_is_criterion(self, node: Node, first: Node, place: Place) -> bool:
        body = self.outline.body(place)
        if body and body.kind == "criterion":
            return False
        among = place.criteria or self.outline.sense == "criteria"
        return among or tells_scenario(first) or item_tells_scenario(node)

    def is_listed(self, item: Node, place: Place) -> bool:
        """Whether it is a requirement by standing in a list of them."""
        return self.outline.sense == "requirements" and place.lists == place.depth == 1 and not _groups(item)

    # Tables and code

    def rows(self, node: Node, pointer: str, place: Place) -> None:
        table, before = read_table(node), len(self.outline.since)
        for index, row in enumerate(children(node)):
            where = f"{pointer}/content/{index}"
            key = table.key(row) if where not in self.references else None
            if key and self.outline.sense != "aside":
                self.outline.end(key)
                draft = self.keyed(key, where, place, self.outline.path)
                draft.title, draft.steps = table.title(row), table.steps(row)
                for block_pointer, block, text in table.texts(row, where, key):
                    draft.add(text, block_pointer if block["type"] != "codeBlock" else None)
                    draft.defines |= self.outline.sense == "requirements" or is_binding(masked(block))
            elif body := self.outline.body(place):
                for block_pointer, block in text_blocks(row, where):
                    body.add(inline_text(block), block_pointer)
        self.outline.settle(before, place)

    def code(self, node: Node, pointer: str, place: Place) -> None:
        text, body = inline_text(node), self.outline.body(place)
        if is_gherkin(str(attribute(node, "language") or ""), text) and self.outline.sense != "aside":
            for scenario in read_gherkin(text):
                self.gherkin(scenario, pointer, place)
        elif body:
            body.add(text)

    def gherkin(self, scenario: Scenario, pointer: str, place: Place) -> None:
        """A scenario in code: its key is in the title, or a tag."""
        keys = [read_key(text) for text in (scenario.title, *scenario.tags)]
        key = next((key for key in keys if key and key.kind == "criterion"), None)
        draft = Draft("criterion", key.regular if key else None, pointer, self.outline.path)
        draft.owner = self.outline.owner(place)
        draft.title = scenario.title[keys[0].after :] if keys[0] else scenario.title
        draft.steps = scenario.steps
        for step in scenario.steps:
            draft.add(_line(step))
        self.outline.note(draft)


def _line(step: Step) -> str:
    return f"{step.keyword.capitalize()} {step.text}"


def _requires(block: Node) -> bool:
    return is_binding(masked(block)) or read_story(inline_text(block)) is not None


def _heads(node: Node, rest: str) -> bool:
    """Whether a paragraph with a key stands as a heading: nothing else in it, or all in bold and no sentence."""
    texts = [child for child in children(node) if child["type"] == "text"]
    bold = all(any(mark["type"] == "bold" for mark in child.get("marks") or ()) for child in texts)
    return not rest.strip(" :") or (bold and not re.search(r"[.:;!?]\s*$|\b(?:shall|must)\b", rest))


def _groups(item: Node) -> bool:
    """Whether a list item only groups others: what is inside it are requirements themselves."""
    inside = text_blocks({"type": "doc", "content": children(item)[1:]})
    prose = [block for _, block in inside if block["type"] != "codeBlock"]
    return any(_requires(block) or read_key(inline_text(block)) is not None for block in prose)
