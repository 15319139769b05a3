"""The project that a path names, as a place."""

from __future__ import annotations

from openfactory.core.access import Place
from openfactory.shared.archiving import COLUMN

PROJECT = Place(
    "project",
    argument="project_id",
    columns=(
        "m.organization_id AS organization_id, CASE WHEN m.id IS NOT NULL THEN p.id END AS project_id, "
        f"m.role AS role, p.archived_at AS {COLUMN}"
    ),
    joins=(
        "LEFT JOIN projects_projects p ON p.id = :place_id AND p.deleted_at IS NULL "
        "LEFT JOIN accounts_organizations o ON o.id = p.organization_id AND o.deleted_at IS NULL "
        "LEFT JOIN accounts_memberships m ON m.organization_id = o.id AND m.user_id = u.id"
    ),
)
