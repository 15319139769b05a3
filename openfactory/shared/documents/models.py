"""Tables of documents, their contents, versions, requirements and suggestions.

Projects and features are later modules': their ids are kept without a foreign key.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from openfactory.core.db.rows import TenantRow
from openfactory.shared.accounts.models import User


class Document(TenantRow):
    """A document of a kind. Its text is in `Content`, so that lists and changes of names do not carry it."""

    project_id = fields.UUIDField()
    collection = fields.CharField(max_length=60)
    type = fields.CharField(max_length=60)
    title = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=80)
    feature_id = fields.UUIDField(null=True)
    feature_name = fields.CharField(max_length=200, null=True)  # as the feature is named now
    sort_order = fields.IntField()
    last_version = fields.IntField(default=0)  # the number of the last version kept
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    created_by_id: UUID | None
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        app = "documents"
        table = "documents_documents"
        constraints = (
            UniqueConstraint(fields=("feature_id", "type"), name="uq_document_feature", condition="deleted_at IS NULL"),
        )
        indexes = (
            Index(fields=("project_id", "collection", "sort_order", "id"), name="ix_document_list"),
            Index(fields=("project_id", "feature_id"), name="ix_document_feature"),
        )


class Content(TenantRow):
    """What a document says now: canonical ProseMirror JSON as text, and the source of its diagram."""

    project_id = fields.UUIDField()
    document: fields.OneToOneRelation[Document] = fields.OneToOneField(
        "documents.Document", related_name=False, on_delete=fields.CASCADE
    )
    document_id: UUID
    content = fields.TextField()
    diagram_source: str | None = fields.TextField(null=True)
    digest = fields.CharField(max_length=64)  # SHA-256 of both: equal where nothing has changed

    class Meta:
        app = "documents"
        table = "documents_contents"


class Version(TenantRow):
    """A content as it was, compressed: whole, or as what differs from a whole one (`basis`)."""

    project_id = fields.UUIDField()
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "documents.Document", related_name=False, on_delete=fields.CASCADE
    )
    document_id: UUID
    number = fields.IntField()
    summary = fields.CharField(max_length=500, null=True)
    basis: fields.ForeignKeyNullableRelation[Version] = fields.ForeignKeyField(
        "documents.Version", related_name=False, on_delete=fields.RESTRICT, null=True, db_index=True
    )
    basis_id: UUID | None
    body = fields.BinaryField()
    digest = fields.CharField(max_length=64)
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    created_by_id: UUID | None

    class Meta:
        app = "documents"
        table = "documents_versions"
        constraints = (UniqueConstraint(fields=("document", "number"), name="uq_version_number"),)


class Requirement(TenantRow):
    """A requirement, or an acceptance criterion of one (`parent`), found in a document's text.

    The key is the project's and never given twice: one that has gone from the text keeps its row (`removed_at`),
    and comes back with its key when the text does.
    """

    project_id = fields.UUIDField()
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "documents.Document", related_name=False, on_delete=fields.CASCADE
    )
    document_id: UUID
    parent: fields.ForeignKeyNullableRelation[Requirement] = fields.ForeignKeyField(
        "documents.Requirement", related_name=False, on_delete=fields.CASCADE, null=True, db_index=True
    )
    parent_id: UUID | None
    kind = fields.CharField(max_length=20)  # requirement or criterion
    number = fields.IntField()
    sub_number = fields.IntField(default=0)  # of a criterion; 0 for the requirement itself
    last_sub_number = fields.IntField(default=0)  # the last one given to a criterion of this requirement
    key = fields.CharField(max_length=40)
    written_key = fields.CharField(max_length=40, null=True)  # what stands in the text, where that is another
    title = fields.TextField()
    text = fields.TextField()
    pattern = fields.CharField(max_length=30)
    form = fields.TextField()  # JSON: the parts of an EARS sentence or a story, or the steps of a scenario
    section = fields.TextField()  # JSON: the headings above, outermost first
    pointer = fields.CharField(max_length=1200)
    place = fields.IntField()  # in the document's reading order
    content_hash = fields.CharField(max_length=64)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        app = "documents"
        table = "documents_requirements"
        constraints = (UniqueConstraint(fields=("project_id", "number", "sub_number"), name="uq_requirement_number"),)
        indexes = (
            Index(fields=("document_id", "place"), name="ix_requirement_document"),
            Index(fields=("project_id", "content_hash"), name="ix_requirement_hash"),
        )


class Ledger(TenantRow):
    """One row for each project: what its documents number, and where their makers queue."""

    project_id = fields.UUIDField(unique=True)
    last_requirement = fields.IntField(default=0)

    class Meta:
        app = "documents"
        table = "documents_ledgers"


class SuggestionStatus(StrEnum):
    """What has become of a suggestion."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PARTIALLY_ACCEPTED = "partially_accepted"


class Suggestion(TenantRow):
    """Edits that somebody proposes, and that a person accepts or rejects."""

    project_id = fields.UUIDField()
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "documents.Document", related_name=False, on_delete=fields.CASCADE
    )
    document_id: UUID
    agent_type = fields.CharField(max_length=60, null=True)
    status = fields.CharEnumField(SuggestionStatus, max_length=20, default=SuggestionStatus.PENDING)
    diffs: fields.JSONField[list[dict[str, Any]]] = fields.JSONField()
    created_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    created_by_id: UUID | None
    author_kind = fields.CharField(max_length=10)  # user, agent or system, as in the log
    decided_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "accounts.User", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )
    decided_by_id: UUID | None
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        app = "documents"
        table = "documents_suggestions"
        indexes = (Index(fields=("document_id", "id"), name="ix_suggestion_document"),)


__models__ = [Document, Content, Version, Requirement, Ledger, Suggestion]
