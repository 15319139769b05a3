"""What feedback says, for the triage and for whoever names it to people and agents."""

from __future__ import annotations

from openfactory.blueprints.validator.models import Feedback
from openfactory.shared.untrusted import quoted


def text_of(row: Feedback) -> str:
    """Title and description."""
    return f"{row.title}\n{row.description}" if row.title else str(row.description)


def headline(row: Feedback) -> str:
    """What the search shows it under."""
    return row.title or quoted(row.description)


def named(row: Feedback) -> str:
    """A name that says whose words it has: `Feedback (untrusted): “Saving loses my route”`."""
    return f"Feedback (untrusted): {quoted(row.title or row.description)}"
