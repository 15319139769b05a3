"""Feedback as a subject: what can be commented on, searched and linked. Its words are somebody's from outside."""

from __future__ import annotations

from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.service.texts import named
from openfactory.core.subjects import Subject, register_subject

register_subject(
    Subject(
        kind="feedback",
        load=Feedback.require,
        title=named,
        path=lambda row: f"/api/projects/{row.project_id}/validator/feedback/{row.id}",
        needs="validator.read",
        text=lambda row: row.description,
        trust="untrusted",
    )
)
