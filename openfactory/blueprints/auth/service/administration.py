"""What whoever runs the server may do with accounts."""

from __future__ import annotations

from typing import Any

from openfactory.blueprints.auth.events import PasswordChanged
from openfactory.blueprints.auth.models import Session
from openfactory.blueprints.auth.service.accounts import check_password
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import NotFound
from openfactory.core.security.passwords import hash_password
from openfactory.shared.accounts.models import User

_USERS = Query(
    "auth.users",
    'SELECT u.id, u.email, u.name, @time(u.created_at) AS "createdAt" '
    "FROM accounts_users u ORDER BY u.created_at, u.id",
)
_ORGANIZATIONS = Query(
    "auth.users_organizations",
    "SELECT m.user_id, o.slug, m.role FROM accounts_memberships m JOIN accounts_organizations o "
    "ON o.id = m.organization_id AND o.deleted_at IS NULL ORDER BY o.slug",
)


async def list_users() -> list[dict[str, Any]]:
    """All accounts, the oldest first, with their organizations' slugs and roles."""
    places: dict[str, list[str]] = {}
    for row in await _ORGANIZATIONS.rows():
        places.setdefault(str(row["user_id"]), []).append(f"{row['slug']} ({row['role']})")
    return [
        {
            "id": str(row["id"]),
            "email": row["email"],
            "name": row["name"],
            "createdAt": row["createdAt"],
            "organizations": ", ".join(places.get(str(row["id"]), [])),
        }
        for row in await _USERS.rows()
    ]


async def set_password(access: Access, email: str, password: str) -> None:
    """Set a user's password and end all of their sessions."""
    user = await User.get_or_none(email=email.strip().lower())
    if user is None:
        raise NotFound(f"there is no account {email}")
    check_password(password, email=user.email, name=user.name, pointer="password")
    hashed = await hash_password(password)
    async with transaction(access) as tx:
        user = await User.select_for_update().get(id=user.id)
        user.password_hash = hashed
        await user.save()
        await Session.across_tenants("the operator asks for it").filter(user_id=user.id).delete()
        tx.emit(PasswordChanged(user_id=user.id))
