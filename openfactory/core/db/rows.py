"""Rows: what every table has, and the doors to rows that belong to a tenant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, Self
from uuid import UUID

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.manager import Manager
from tortoise.models import Model
from tortoise.queryset import QuerySet

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.errors import NotFound, Stale
from openfactory.core.ids import uuid7


class Row(Model):
    """A UUIDv7 key, two moments, and a version that grows with each save."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    created_at = fields.DatetimeField(default=clock.now)
    updated_at = fields.DatetimeField(default=clock.now)
    version = fields.IntField(default=1)

    class Meta:
        abstract = True

    async def save(
        self,
        using_db: BaseDBAsyncClient | None = None,
        update_fields: Iterable[str] | None = None,
        force_create: bool = False,
        force_update: bool = False,
    ) -> None:
        """Insert, or update as the next version."""
        if self._saved_in_db and not force_create:
            self.version += 1
            self.updated_at = clock.now()
            if update_fields is not None:
                update_fields = {*update_fields, "version", "updated_at"}
        await super().save(using_db, update_fields, force_create, force_update)

    def expect(self, access: Access) -> None:
        """Refuse when the caller has read (`If-Match`) another version than this one."""
        tags = access.origin.if_match
        if tags is None or tags.strip() == "*":
            return
        versions = {tag.strip().removeprefix("W/").strip('"').partition("-")[0] for tag in tags.split(",")}
        if str(self.version) not in versions:
            raise Stale(f"the present version is {self.version}", version=self.version)


class _NoWayIn(Manager):
    """The default manager of a tenant's table: everything that goes past the doors is a programming error."""

    def get_queryset(self) -> NoReturn:
        model = self._model.__name__
        raise RuntimeError(
            f"{model} belongs to a tenant: use {model}.visible_to(access), {model}.require(access, id), or "
            f"{model}.across_tenants(reason)"
        )


class TenantRow(Row):
    """A row of an organization, a project or a user; `tenant` names the column that says whose."""

    tenant: ClassVar[str] = "project_id"

    class Meta:
        abstract = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._meta.manager = _NoWayIn(cls)  # Meta.manager is not inherited (tortoise 1.1.9)

    @classmethod
    def visible_to(cls, access: Access) -> QuerySet[Self]:
        """The tenant's rows."""
        return cls._alive(cls.deleted_too(access))

    @classmethod
    def deleted_too(cls, access: Access) -> QuerySet[Self]:
        """The tenant's rows with those that are deleted, for restoring them."""
        owner = {
            "project_id": lambda: access.project,
            "organization_id": lambda: access.organization,
            "user_id": lambda: access.user_id,
        }[cls.tenant]()
        return QuerySet(cls).filter(**{cls.tenant: owner})

    @classmethod
    async def require(cls, access: Access, row_id: UUID, *, lock: bool = False) -> Self:
        """The tenant's row of this id, or 404. With `lock` nobody else changes it before the commit."""
        rows = cls.visible_to(access).filter(id=row_id)
        row = await (rows.select_for_update() if lock else rows).first()
        if row is None:
            raise NotFound
        return row

    @classmethod
    async def require_current(cls, access: Access, row_id: UUID) -> Self:
        """The row, locked for a change, in the version the caller has read (`If-Match`)."""
        row = await cls.require(access, row_id, lock=True)
        row.expect(access)
        return row

    @classmethod
    def across_tenants(cls, reason: str) -> QuerySet[Self]:
        """Rows whosesoever they are. Searchable on purpose; `reason` is for the reader."""
        assert reason
        return cls._alive(QuerySet(cls))

    @classmethod
    def _alive(cls, rows: QuerySet[Self]) -> QuerySet[Self]:
        return rows.filter(deleted_at=None) if "deleted_at" in cls._meta.fields_map else rows
