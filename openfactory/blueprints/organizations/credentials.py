"""The API key as a credential."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

import msgspec

from openfactory.blueprints.organizations.service.api_keys import digest_of
from openfactory.core import clock
from openfactory.core.access import Caller, Credential
from openfactory.core.access.credentials import Row
from openfactory.core.db.queries import Query, as_moment, as_uuid
from openfactory.core.security.tokens import check_api_key

NOTED_EVERY = timedelta(minutes=5)  # a write for each request would cost more than a finer `lastUsedAt` tells

_SEEN = Query(
    "organizations.api_key_seen",
    "UPDATE organizations_api_keys SET last_used_at = :now "
    "WHERE organization_id = :organization_id AND id = :key_id "
    "AND (last_used_at IS NULL OR last_used_at <= :before)",
)


def _caller(row: Row) -> Caller:
    ends = [row[column] for column in ("expires_at", "replaced_until") if row[column] is not None]
    return Caller(
        "api_key",
        user_id=as_uuid(row["user_id"]),
        name=row["user_name"],
        credential_id=as_uuid(row["credential_id"]),
        scopes=frozenset(msgspec.json.decode(row["scopes"], type=list[str])),
        organization_id=as_uuid(row["key_organization_id"]),
        project_id=as_uuid(row["key_project_id"]),
        origins=frozenset(msgspec.json.decode(row["allowed_origins"] or "[]", type=list[str])),
        until=min(map(as_moment, ends), default=None),
        row=row,
    )


def _seen(row: Row) -> Coroutine[Any, Any, None] | None:
    now, last = clock.now(), row["last_used_at"]
    return None if last is not None and now - as_moment(last) < NOTED_EVERY else _note(row, now)


async def _note(row: Row, now: datetime) -> None:
    await _SEEN.run(
        organization_id=row["key_organization_id"],
        key_id=row["credential_id"],
        now=now,
        before=now - NOTED_EVERY,
    )


# The rights are those of the maker's membership, which the place joins: whoever is no member has none here.
API_KEY = Credential(
    kind="api_key",
    accepts=check_api_key,
    digest=digest_of,
    columns=(
        "u.id AS user_id, u.name AS user_name, u.email AS user_email, u.avatar_url AS user_avatar_url, "
        "k.id AS credential_id, k.scopes, k.allowed_origins, k.organization_id AS key_organization_id, "
        "k.project_id AS key_project_id, k.last_used_at, k.expires_at, "
        "CASE WHEN k.digest <> :digest THEN k.previous_until END AS replaced_until"
    ),
    tables="organizations_api_keys k JOIN accounts_users u ON u.id = k.created_by_id",
    where=(
        "(k.digest = :digest OR (k.previous_digest = :digest AND k.previous_until > :now)) "
        "AND k.deleted_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > :now)"
    ),
    caller=_caller,
    home="k.organization_id",
    seen=_seen,
)
