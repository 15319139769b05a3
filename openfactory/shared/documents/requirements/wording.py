"""What makes a text binding, and user stories."""

from __future__ import annotations

import re

from openfactory.shared.documents.requirements.items import Story

# "a must", "must-have", "must have been", "which must" and what the authors themselves must do bind no system.
_BINDING = re.compile(
    r"(?<![\w-])(?<!\ba )(?<!\bI )(?<!\bwe )(?<!\byou )(?<!\bwhich )(?<!\bthat )(?<!\bwho )(?<!\bwhat )"
    r"(?:shall|must)(?![\w-])(?!\s+(?:we|I)\b)(?!\s+have\s+been\b)"
    r"(?!\s+be\s+(?:noted|said|stressed|remembered|mentioned)\b)(?=\s+\w|\s*:)",
    re.IGNORECASE,
)
_STORY = re.compile(
    r"\s*(?:in\s+order\s+to\s+(?P<end>\S.{0,300}?),?\s+)?as\s+(?:an?|the)\s+(?P<role>\S.{0,200}?),?\s+(?:I|we)\s+(?:(?:want|need|wish|would\s+like)(?:\s+to)?|can|must|should)\s+"
    r"(?P<goal>\S.{0,600}?)(?:[,;.]?\s+(?:so\s+that|so\s+(?=(?:I|we|it|they)\b)|in\s+order\s+(?:to|that)|because)\s+(?P<benefit>\S.{0,1000}))?\s*$",
    re.IGNORECASE,
)


def is_binding(text: str) -> bool:
    """Whether shall or must binds somebody in it. Quoted words and code should be masked before."""
    return _BINDING.search(text) is not None


def read_story(text: str) -> Story | None:
    """The parts of a user story: As a <role>, I want <goal>, so that <benefit>. The benefit can come first."""
    match = _STORY.match(" ".join(text.split()))
    if match is None:
        return None
    role, goal, benefit = (
        match["role"],
        match["goal"].rstrip(" ,.;"),
        (match["benefit"] or match["end"] or "").rstrip(" ."),
    )
    return Story(role=role, goal=goal, benefit=benefit)
