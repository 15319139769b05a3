"""Evidence."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.blueprints.planner.schemas.fields import Fence
from openfactory.blueprints.planner.schemas.work_orders import NamedOut
from openfactory.core.http.schemas import In, Moment, Out, WebUrl

Kind = Literal["test", "commit", "link", "skip"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{7,64}$")]


class _Given(In):
    criterion: Annotated[str, StringConstraints(min_length=1, max_length=64), Field(examples=["AC-1.1"])]
    reason: Text | None = None
    fence: Fence | None = None


class TestEvidence(_Given):
    """A test that shows it, by its name."""

    __test__ = False

    kind: Literal["test"]
    ref: Text


class CommitEvidence(_Given):
    """A commit that does it, by its hash."""

    kind: Literal["commit"]
    ref: Commit


class LinkEvidence(_Given):
    """A page that shows it, by its URL."""

    kind: Literal["link"]
    ref: WebUrl


class SkipEvidence(_Given):
    """Why it need not be."""

    kind: Literal["skip"]
    ref: Text | None = None
    reason: Text


GiveEvidence = Annotated[TestEvidence | CommitEvidence | LinkEvidence | SkipEvidence, Field(discriminator="kind")]


class EvidenceOut(Out):
    """What shows that a criterion is met, or why it need not be."""

    id: UUID
    criterion: str
    kind: Kind
    ref: str | None
    reason: str | None
    created_by: NamedOut | None
    created_at: Moment


class CriterionOut(Out):
    """An acceptance criterion. `criterion` is its name; it stays while the text does."""

    criterion: str
    text: str
    state: Literal["open", "evidenced", "skipped"]
    evidence: list[EvidenceOut]


class EvidenceList(Out):
    """The criteria in their order. `outdated` is about what has since been changed or taken out."""

    evidence_required: bool
    criteria: list[CriterionOut]
    outdated: list[EvidenceOut]
