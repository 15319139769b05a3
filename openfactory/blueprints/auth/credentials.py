"""The session token as a credential."""

from __future__ import annotations

from openfactory.blueprints.auth.service.sessions import PURPOSE, note_seen
from openfactory.core.access import Caller, Credential
from openfactory.core.access.credentials import Row
from openfactory.core.db.queries import as_moment, as_uuid
from openfactory.core.security.tokens import is_api_key, token_digest
from openfactory.shared.accounts.places import FIRST_ORGANIZATION


def _caller(row: Row) -> Caller:
    return Caller(
        "session",
        user_id=as_uuid(row["user_id"]),
        name=row["user_name"],
        credential_id=as_uuid(row["credential_id"]),
        until=as_moment(row["expires_at"]),
        row=row,
    )


SESSION = Credential(
    kind="session",
    accepts=lambda token: not is_api_key(token),
    digest=lambda key, token: token_digest(key, token, PURPOSE).hex(),
    columns=(
        "u.id AS user_id, u.name AS user_name, u.email AS user_email, u.avatar_url AS user_avatar_url, "
        "s.id AS credential_id, s.last_seen_at, s.expires_at"
    ),
    tables="auth_sessions s JOIN accounts_users u ON u.id = s.user_id",
    where="s.token_digest = :digest AND s.expires_at > :now",
    caller=_caller,
    home=FIRST_ORGANIZATION,
    seen=note_seen,
)
