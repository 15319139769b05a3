"""What other modules may call: projects, features, counters, activity. Importing it makes the subjects known."""

from __future__ import annotations

from openfactory.blueprints.projects import subjects as _subjects  # noqa: F401
from openfactory.blueprints.projects.models import Feature, Project
from openfactory.blueprints.projects.schemas.activity import ActivityList, ActivityQuery
from openfactory.blueprints.projects.service.activity import list_activity
from openfactory.blueprints.projects.service.counters import Counter, count, note_codebase
from openfactory.blueprints.projects.service.features import create_feature, read_feature
from openfactory.blueprints.projects.service.projects import create_project, list_places, lock_project, read_project
from openfactory.blueprints.projects.service.templates import templates_for

__all__ = [
    "ActivityList",
    "ActivityQuery",
    "Counter",
    "Feature",
    "Project",
    "count",
    "create_feature",
    "create_project",
    "list_activity",
    "list_places",
    "lock_project",
    "note_codebase",
    "read_feature",
    "read_project",
    "templates_for",
]
