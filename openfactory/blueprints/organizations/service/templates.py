"""Templates: patterns for what projects make, with one default for each type."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.organizations.errors import DefaultNeeded
from openfactory.blueprints.organizations.events import TemplateChanged, TemplateCreated, TemplateDeleted
from openfactory.blueprints.organizations.models import Template, TemplateType
from openfactory.blueprints.organizations.schemas.templates import (
    ChangeTemplate,
    CreateTemplate,
    TemplateQuery,
)
from openfactory.blueprints.organizations.service import keyset
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.events import Change
from openfactory.shared.accounts.organizations import lock_organization

_LIST = Query(
    "organizations.templates",
    'SELECT t.id, t.type, t.name, t.description, t.is_default AS "isDefault", '
    '@time(t.created_at) AS "createdAt" '
    "FROM organizations_templates t WHERE t.organization_id = :organization_id "
    "AND (t.type = :type OR :type IS NULL) AND t.id > :after ORDER BY t.id LIMIT :most",
)


async def list_templates(access: Access, query: TemplateQuery) -> keyset.Cut:
    """The templates without their content."""
    rows = await _LIST.rows(organization_id=access.organization, type=query.type, **keyset.after(query))
    for row in rows:
        row["isDefault"] = bool(row["isDefault"])
    return keyset.cut_by_id(rows, query)


async def read_template(access: Access, template_id: UUID) -> Template:
    """One template, or 404."""
    return await Template.require(access, template_id)


async def default_template(access: Access, kind: TemplateType) -> Template | None:
    """The default of a type, where the organization has any of that type."""
    return await Template.visible_to(access).filter(type=kind, is_default=True).first()


async def create_template(access: Access, wanted: CreateTemplate) -> Template:
    """Make a template; the first of a type is its default."""
    async with transaction(access) as tx:
        await lock_organization(access)
        former = await default_template(access, wanted.type)
        fields = wanted.model_dump(exclude={"is_default"})
        chosen = former is None or wanted.is_default
        template = await Template.create(organization_id=access.organization, **fields, is_default=chosen)
        tx.emit(TemplateCreated(template_id=template.id, title=template.name))
        if former is not None and chosen:
            await _set_default(tx, former, False)
    return template


async def change_template(access: Access, template_id: UUID, wanted: ChangeTemplate) -> Template:
    """Change name, description or content, or make it the default of its type."""
    async with transaction(access) as tx:
        await lock_organization(access)
        template = await Template.require_current(access, template_id)
        if wanted.is_default is False and template.is_default:
            raise DefaultNeeded
        former = await default_template(access, template.type)
        changes = apply_changes(template, wanted, clearable={"description"})
        if not changes:
            return template
        if "isDefault" in changes and former is not None:
            await _set_default(tx, former, False)
        await template.save()
        tx.emit(TemplateChanged(template_id=template.id, changes=_for_the_log(changes)))
    return template


async def delete_template(access: Access, template_id: UUID) -> None:
    """Delete a template. Where it was the default, the oldest other one of its type becomes it."""
    async with transaction(access) as tx:
        await lock_organization(access)
        template = await Template.require_current(access, template_id)
        await template.delete()
        tx.emit(TemplateDeleted(template_id=template.id, title=template.name))
        heir = await Template.visible_to(access).filter(type=template.type).order_by("id").first()
        if template.is_default and heir is not None:
            await _set_default(tx, heir, True)


async def _set_default(tx: Transaction, template: Template, to: bool) -> None:
    template.is_default = to
    await template.save(update_fields=["is_default"])
    changes: dict[str, Change] = {"isDefault": {"old": not to, "new": to}}
    tx.emit(TemplateChanged(template_id=template.id, changes=changes))


def _for_the_log(changes: dict[str, Change]) -> dict[str, Change]:
    """Contents are too large for the log: it gets their digests."""
    if "content" not in changes:
        return changes
    return {**changes, "content": {side: _digest(value) for side, value in changes["content"].items()}}


def _digest(content: Any) -> str:
    return "sha256:" + sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
