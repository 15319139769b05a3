"""API keys: each acts for its maker, within its scopes, and ends when they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.events import ApiKeyCreated, ApiKeyRevoked, ApiKeyRotated
from openfactory.blueprints.organizations.models import ApiKey
from openfactory.blueprints.organizations.schemas.api_keys import CreateApiKey
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.scopes import PUBLIC_SCOPES
from openfactory.blueprints.organizations.service import keyset
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.access.references import check_reference
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.errors import Denied, Invalid, NotFound
from openfactory.core.security.tokens import display_prefix, new_api_key, token_digest

PURPOSE = "api-key"

_LIST = Query(
    "organizations.api_keys",
    'SELECT k.id, k.name, k.scopes, k.project_id AS "projectId", k.allowed_origins, k.prefix, '
    '@time(k.created_at) AS "createdAt", @time(k.expires_at) AS "expiresAt", '
    '@time(k.last_used_at) AS "lastUsedAt", '
    "u.id AS creator_id, u.name AS creator_name "
    "FROM organizations_api_keys k JOIN accounts_users u ON u.id = k.created_by_id "
    "WHERE k.organization_id = :organization_id AND k.deleted_at IS NULL AND k.id < :before "
    "AND (k.created_by_id = :user_id OR :everybody) ORDER BY k.id DESC LIMIT :most",
)


@dataclass(frozen=True)
class Secret:
    """A key and its metadata; the key itself is here and nowhere else."""

    row: ApiKey
    key: str


async def list_api_keys(access: Access, page: LongPage) -> keyset.Cut:
    """Keys that have not ended: an admin sees everybody's, a member their own."""
    rows = await _LIST.rows(
        organization_id=access.organization,
        user_id=access.user_id,
        everybody=access.may("organizations.manage"),
        **keyset.before(page),
    )
    for row in rows:
        row["scopes"] = msgspec.Raw(row["scopes"].encode())
        row["allowedOrigins"] = msgspec.Raw((row.pop("allowed_origins") or "[]").encode())
        row["createdBy"] = {"id": row.pop("creator_id"), "name": row.pop("creator_name")}
    return keyset.cut_by_id(rows, page)


async def create_api_key(access: Access, wanted: CreateApiKey, *, key: bytes) -> Secret:
    """Make a key that acts for the caller."""
    if wanted.expires_at is not None and wanted.expires_at <= clock.now():
        raise Invalid.at("/body/expiresAt", "a moment to come is needed", code="past")
    if wanted.allowed_origins and not wanted.scopes <= PUBLIC_SCOPES:
        allowed = ", ".join(sorted(PUBLIC_SCOPES))
        raise Invalid.at("/body/scopes", f"a key for web pages is known to everybody: it can have {allowed} alone")
    if wanted.project_id is not None:
        await check_reference(access, "project", wanted.project_id, pointer="/body/projectId")
    secret, scopes = new_api_key(), sorted(wanted.scopes)
    async with transaction(access) as tx:
        row = await ApiKey.create(
            organization_id=access.organization,
            created_by_id=access.user_id,
            name=wanted.name,
            scopes=scopes,
            project_id=wanted.project_id,
            allowed_origins=sorted(wanted.allowed_origins),
            prefix=display_prefix(secret),
            digest=digest_of(key, secret),
            expires_at=wanted.expires_at,
        )
        tx.emit(ApiKeyCreated(api_key_id=row.id, title=row.name, scopes=scopes))
    return Secret(row, secret)


async def rotate_api_key(access: Access, api_key_id: UUID, overlap: timedelta, *, key: bytes) -> Secret:
    """Another secret for a key of the caller's own; the present one works for `overlap` more."""
    secret = new_api_key()
    async with transaction(access) as tx:
        row = await _require(access, api_key_id)
        if row.created_by_id != access.user_id:
            # An admin would get a secret with which to act in somebody else's name.
            raise Denied("only its maker can rotate a key: revoke it, and let them make another one")
        row.previous_digest, row.previous_until = row.digest, clock.now() + overlap
        row.digest, row.prefix = digest_of(key, secret), display_prefix(secret)
        await row.save(update_fields=["previous_digest", "previous_until", "digest", "prefix"])
        tx.emit(ApiKeyRotated(api_key_id=row.id, overlap_seconds=int(overlap.total_seconds())))
    return Secret(row, secret)


async def revoke_api_key(access: Access, api_key_id: UUID) -> None:
    """End a key: an admin anybody's, a member their own."""
    async with transaction(access) as tx:
        row = await _require(access, api_key_id)
        row.deleted_at = clock.now()
        await row.save(update_fields=["deleted_at"])
        tx.emit(ApiKeyRevoked(api_key_id=row.id, title=row.name))


async def revoke_all(tx: Transaction, **whose: UUID) -> None:
    """End all keys of the organization, or of one maker in it (`created_by_id`)."""
    alive = ApiKey.visible_to(tx.access).filter(**whose)
    for row in await alive:
        tx.emit(ApiKeyRevoked(api_key_id=row.id, title=row.name))
    await alive.update(deleted_at=clock.now())


def digest_of(key: bytes, secret: str) -> str:
    """What is stored of an API key."""
    return token_digest(key, secret, PURPOSE).hex()


async def _require(access: Access, api_key_id: UUID) -> ApiKey:
    """A key that the caller sees, locked, or 404."""
    row = await ApiKey.require_current(access, api_key_id)
    if row.created_by_id != access.user_id and not access.may("organizations.manage"):
        raise NotFound
    return row
