"""API keys over HTTP."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.limits import CREATE_API_KEY
from openfactory.blueprints.organizations.models import ApiKey
from openfactory.blueprints.organizations.resources import resources
from openfactory.blueprints.organizations.schemas.api_keys import (
    ApiKeyList,
    ApiKeySecret,
    CreateApiKey,
    RotateApiKey,
    RotatedApiKey,
)
from openfactory.blueprints.organizations.schemas.members import PersonOut
from openfactory.blueprints.organizations.schemas.pages import LongPage
from openfactory.blueprints.organizations.service import api_keys
from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes("/<org_id:uuid>/api-keys")


@routes.get("/")
@endpoint(needs="organizations.use_keys", query=LongPage, reply=ApiKeyList, trusted=True)
async def list_api_keys(access: Access, query: LongPage) -> bytes:
    """List API keys: an admin sees everybody's, a member their own."""
    rows, following = await api_keys.list_api_keys(access, query)
    return msgspec.json.encode({"apiKeys": rows, "nextCursor": following})


@routes.post("/")
@endpoint(needs="organizations.use_keys", body=CreateApiKey, reply=ApiKeySecret, status=201, limits=[CREATE_API_KEY])
async def create_api_key(access: Access, body: CreateApiKey, context: Context) -> ApiKeySecret:
    """Make an API key that acts for the caller, within its scopes and never with more rights than theirs."""
    made = await api_keys.create_api_key(access, body, key=resources(context).key)
    return ApiKeySecret(key=made.key, **_metadata(access, made.row))


@routes.delete("/<api_key_id:uuid>")
@endpoint(needs="organizations.use_keys")
async def revoke_api_key(access: Access, api_key_id: UUID) -> None:
    """End an API key at once: an admin anybody's, a member their own."""
    await api_keys.revoke_api_key(access, api_key_id)


@routes.post("/<api_key_id:uuid>/rotate")
@endpoint(needs="organizations.use_keys", body=RotateApiKey, reply=RotatedApiKey)
async def rotate_api_key(access: Access, api_key_id: UUID, body: RotateApiKey, context: Context) -> RotatedApiKey:
    """Give one's API key another secret.

    The one before goes on working for `overlapSeconds`, so that whoever uses it can change over.
    """
    overlap = timedelta(seconds=body.overlap_seconds)
    made = await api_keys.rotate_api_key(access, api_key_id, overlap, key=resources(context).key)
    return RotatedApiKey(key=made.key, previous_until=made.row.previous_until, **_metadata(access, made.row))


def _metadata(access: Access, row: ApiKey) -> dict[str, object]:
    """A key's own fields; only its maker gets to see it this way."""
    return {
        "id": row.id,
        "name": row.name,
        "scopes": row.scopes,
        "project_id": row.project_id,
        "allowed_origins": row.allowed_origins or [],
        "prefix": row.prefix,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "created_by": PersonOut(id=access.user_id, name=access.caller.name),
    }
