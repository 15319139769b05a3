"""A context pack's items, but for documents: out of rows, without reading anything more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import groupby
from re import sub
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.context.items import ContextItem, Rank, Ranked, Trust
from openfactory.blueprints.planner.context.markdown import of_rich_text
from openfactory.blueprints.planner.service.sources import WHAT
from openfactory.core.db.queries import as_uuid
from openfactory.shared.documents.kinds import collections
from openfactory.shared.documents.service.current import words_of
from openfactory.shared.json_values import decoded
from openfactory.shared.rich_text import beginning
from openfactory.shared.search.service import Hit

Row = Mapping[str, Any]
_SUMMARY = 400  # characters of a dependency's description
# What a work order says: most needed first, since it is shortened from its end.
_TEXTS = (
    ("acceptance_criteria", "Acceptance criteria"),
    ("description", "Description"),
    ("implementation_plan", "Implementation plan"),
    ("out_of_scope", "Out of scope"),
)


def work_order_item(row: Row) -> Ranked:
    """The work order itself."""
    facts = [f"Status: {row['status']}"]
    if row["deliverable_type"]:
        facts.append(f"Deliverable: {row['deliverable_type']}")
    parts = ["\n".join(f"- {fact}" for fact in facts)]
    for column, name in _TEXTS:
        if markdown := of_rich_text(decoded(row[column])):
            parts.append(f"**{name}**\n\n{markdown}")
    title = f"WO-{row['number']} {row['title']}"
    return Ranked(Rank.WORK_ORDER, _item("work_order", row["id"], title, "\n\n".join(parts)))


def requirement_items(connections: Sequence[Row], rows: Sequence[Row]) -> Iterator[Ranked]:
    """Requirements, each with its criteria; criteria by themselves where their requirement is not connected."""
    wanted = {as_uuid(row["entity_id"]) for row in connections if row["entity_type"] == "requirement"}
    below: dict[UUID | None, list[Row]] = {}
    for row in rows:
        below.setdefault(as_uuid(row["parent_id"]), []).append(row)
    for number, row in enumerate(rows):
        row_id = as_uuid(row["id"])
        if row_id in wanted and as_uuid(row["parent_id"]) not in wanted:
            criteria = [f"- {one['key']} {words_of(one)}" for one in below.get(row_id, ())]
            markdown = "\n\n".join(filter(None, [words_of(row), "\n".join(criteria)]))
            title = f"{row['key']} ({row['document_title']})"
            yield Ranked(Rank.REQUIREMENTS, _item("requirement", row_id, title, markdown), number)


def place_items(row: Row) -> Iterator[Ranked]:
    """Phase and feature."""
    if row["phase_id"]:
        item = _item("phase", row["phase_id"], row["phase_name"], row["phase_description"] or "")
        yield Ranked(Rank.PLACE, item)
    if row["feature_name"]:
        yield Ranked(Rank.PLACE, _item("feature", row["feature_id"], row["feature_name"], ""), 1)


def dependency_items(rows: Sequence[Row]) -> Iterator[Ranked]:
    """What has to be done before, with the beginning of what it says."""
    for number, row in enumerate(rows):
        description = decoded(row["description"])
        said = beginning(description, _SUMMARY) if description else ""
        markdown = "\n\n".join(filter(None, [f"Status: {row['status']}", said]))
        item = _item("dependency", row["id"], f"WO-{row['number']} {row['title']}", markdown)
        yield Ranked(Rank.DEPENDENCIES, item, number)


def alert_items(connections: Sequence[Row], visible: Sequence[str]) -> Iterator[Ranked]:
    """What it comes from and is not as it was."""
    for row in connections:
        if row["change_type"] and row["entity_type"] in visible:
            changed = "\n".join(f"- {name}" for name in decoded(row["changed"]))
            markdown = "\n\n".join(
                filter(None, [f"Since this was last confirmed {WHAT[row['change_type']]}.", changed])
            )
            yield Ranked(Rank.ALERTS, _item("sync_alert", row["source_id"], row["label"], markdown))


def comment_items(rows: Sequence[Row]) -> Iterator[Ranked]:
    """Open threads, each one item. What an agent has had a part in counts as an agent's."""
    for number, (thread_id, members) in enumerate(groupby(rows, key=lambda row: str(row["thread_id"]))):
        comments = list(members)
        agents = any(row["author_kind"] == "agent" for row in comments)
        trust: Trust = "agent" if agents else "team"
        said = [
            f"**{row['author_name'] or 'Somebody'}:**\n\n{of_rich_text(decoded(row['content']))}" for row in comments
        ]
        item = ContextItem(kind="comment", id=thread_id, title="open thread", markdown="\n\n".join(said), trust=trust)
        yield Ranked(Rank.COMMENTS, item, number)


def _said(row: Row) -> str:
    return f"**{row['author_name'] or 'Somebody'}:**\n\n{of_rich_text(decoded(row['content']))}"


def related_items(hits: Sequence[Hit], connections: Sequence[Row]) -> Iterator[Ranked]:
    """What the search finds beside what is connected. Only the project's own documents are the team's for sure."""
    there = {(row["entity_type"], as_uuid(row["entity_id"])) for row in connections}
    own = {collection.noun for collection in collections()}
    for number, hit in enumerate(hits):
        if (hit.kind, hit.entity_id) not in there:
            text = unescape(sub(r"</?mark>", "", hit.snippet))
            trust: Trust = "team" if hit.kind in own else "outside"
            item = ContextItem(kind="related", id=str(hit.entity_id), title=hit.title, markdown=text, trust=trust)
            yield Ranked(Rank.RELATED, item, number)


def _item(kind: str, item_id: Any, title: str, markdown: str) -> ContextItem:
    return ContextItem(kind=kind, id=str(item_id), title=title, markdown=markdown, trust="team")
