"""Where a caller can be: in an organization that the path names, or at home."""

from __future__ import annotations

from openfactory.core.access import Place

ORGANIZATION = Place(
    "organization",
    argument="org_id",
    columns="o.id AS organization_id, NULL AS project_id, m.role AS role",
    joins=(
        "LEFT JOIN accounts_organizations o ON o.id = :place_id AND o.deleted_at IS NULL "
        "LEFT JOIN accounts_memberships m ON m.organization_id = o.id AND m.user_id = u.id"
    ),
)

HOME = Place(
    "home",
    columns="m.organization_id AS organization_id, NULL AS project_id, m.role AS role",
    joins="LEFT JOIN accounts_memberships m ON m.user_id = u.id AND m.organization_id = @home",
)

FIRST_ORGANIZATION = (
    "(SELECT f.organization_id FROM accounts_memberships f JOIN accounts_organizations g "
    "ON g.id = f.organization_id AND g.deleted_at IS NULL WHERE f.user_id = u.id "
    "ORDER BY f.created_at, f.id LIMIT 1)"
)
"""An SQL expression: the organization that the user has belonged to for longest."""
