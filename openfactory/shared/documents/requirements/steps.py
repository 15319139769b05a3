"""Which blocks tell a scenario: one by itself, or several that are a step each."""

from __future__ import annotations

from collections.abc import Sequence

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import inline_text, plain_text
from openfactory.shared.documents.requirements import scenarios
from openfactory.shared.documents.requirements.keys import read_key
from openfactory.shared.documents.requirements.masking import mask_quotes, masked
from openfactory.shared.documents.requirements.wording import is_binding


def tells_scenario(block: Node) -> bool:
    """Given, When, Then in one paragraph. "When …, then the product shall …" is a requirement instead."""
    return _tells(inline_text(block), masked(block))


def item_tells_scenario(item: Node) -> bool:
    """The same for a list item with all that is in it."""
    text = plain_text(item)
    return _tells(text, mask_quotes(text))


def _tells(text: str, prose: str) -> bool:
    if scenarios.begins_step(text) is None and scenarios.scenario_title(text) is None:
        return False
    if scenarios.scenario_title(text) is not None:
        text = text.partition("\n")[2]
    steps = scenarios.read_steps(text)
    words = {step.keyword for step in steps}
    if not {"given", "when", "then"} <= words and ("then" not in words or is_binding(prose)):
        return "\n" in text.strip() and scenarios.is_scenario(steps) and not is_binding(prose)
    return scenarios.is_scenario(steps)


def run_of_steps(nodes: Sequence[Node], start: int) -> int:
    """Where the scenario ends whose steps are the blocks from `start` on; 0 where there is none."""
    keywords: list[str] = []
    for node in nodes[start:]:
        word = _step(node)
        begins_another = word == "given" and "given" in keywords and not {"when", "then"}.isdisjoint(keywords)
        if word is None or begins_another or (not keywords and word not in ("given", "when")):
            break
        keywords.append(word)
    found = set(keywords)
    told = "then" in found or {"given", "when"} <= found
    return start + len(keywords) if len(keywords) > 1 and told else 0


def _step(node: Node) -> str | None:
    """The keyword of a block that is one step of a scenario, and not a whole one or a requirement."""
    if node["type"] not in ("paragraph", "listItem", "taskItem"):
        return None
    text = plain_text(node)
    word = scenarios.begins_step(text)
    if word is None or "\n" in text.strip() or read_key(text):
        return None
    words = {step.keyword for step in scenarios.read_steps(text)}
    return None if {"when", "then"} <= words or (word == "when" and is_binding(mask_quotes(text))) else word
