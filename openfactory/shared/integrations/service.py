"""Connecting a project to other services, and using what was given for it."""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import BaseModel, SecretStr, ValidationError

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Invalid, NotFound
from openfactory.core.http.faults import faults
from openfactory.core.ids import uuid7
from openfactory.core.security.sealing import BrokenSeal
from openfactory.shared.archiving import require_open
from openfactory.shared.integrations.errors import ServiceFailed, ServiceRefused
from openfactory.shared.integrations.events import IntegrationConnected, IntegrationRemoved
from openfactory.shared.integrations.kinds import IntegrationKind, find_kind
from openfactory.shared.integrations.models import Integration
from openfactory.shared.integrations.resources import Resources

# Two admins who connect at the same moment must not fail on each other: the second waits, and replaces.
_INSERT = Query(
    "integrations.insert",
    "INSERT INTO integrations_integrations (id, created_at, updated_at, version, organization_id, project_id, kind, "
    "settings, sealed) VALUES (:id, :now, :now, 0, :organization_id, :project_id, :kind, '{}', '') "
    "ON CONFLICT DO NOTHING",
)


async def read_integration(access: Access, kind: str) -> Integration:
    """The project's integration of this kind, or 404."""
    return await _require(access, find_kind(kind).name)


async def set_integration(access: Access, kind: str, given: dict[str, Any], *, opened: Resources) -> Integration:
    """Connect the project to a service, in place of what was set before."""
    require_open(access)
    known = find_kind(kind)
    settings = await _checked(known, given, opened)
    async with transaction(access) as tx:
        await _INSERT.run(
            id=uuid7(), now=clock.now(), organization_id=access.organization, project_id=access.project, kind=kind
        )
        row = await _require(access, kind, lock=True)
        if row.sealed:
            row.expect(access)
        row.settings, row.sealed = known.shown(settings), opened.seal(_in_the_clear(settings))
        await row.save(update_fields=["settings", "sealed"])
        tx.emit(IntegrationConnected(integration_id=row.id, kind=kind))
    return row


async def _checked(kind: IntegrationKind[Any], given: dict[str, Any], opened: Resources) -> BaseModel:
    try:
        settings: BaseModel = kind.settings.model_validate(given)
    except ValidationError as error:
        raise Invalid(faults=faults("body", error, kind.settings)) from None
    if (checking := kind.check(settings, opened)) is not None:
        await checking
    return settings


def _in_the_clear(settings: BaseModel) -> str:
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    opened = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in values.items()
    }
    return msgspec.json.encode(opened).decode()


async def remove_integration(access: Access, kind: str) -> None:
    """Disconnect the project from a service, and forget what was given for it."""
    require_open(access)
    async with transaction(access) as tx:
        row = await _require(access, find_kind(kind).name, lock=True)
        row.expect(access)
        await row.delete()
        tx.emit(IntegrationRemoved(integration_id=row.id, kind=kind))


async def test_integration(access: Access, kind: str, *, opened: Resources) -> str | None:
    """Use it once, harmlessly; why that failed, or None."""
    known = find_kind(kind)
    try:
        await known.test(await open_settings(access, kind, opened=opened), opened)
    except (ServiceFailed, ServiceRefused) as error:
        return str(error)
    return None


async def open_settings(access: Access, kind: str, *, opened: Resources) -> Any:
    """The settings as they were given, for code that uses the service; 404 where the project is not connected."""
    row = await _require(access, kind)
    try:
        return find_kind(kind).settings.model_validate_json(opened.open(row.sealed))
    except BrokenSeal:
        raise ServiceRefused("the settings cannot be read any more: give them again") from None


async def _require(access: Access, kind: str, *, lock: bool = False) -> Integration:
    rows = Integration.visible_to(access).filter(kind=kind)
    row = await (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NotFound(f"the project has no integration of the kind {kind}")
    return row
