"""How work orders are made out of blueprints: a strategy, and what a template of the organization's adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from openfactory.blueprints.planner.content import Rich
from openfactory.blueprints.planner.extraction.headings import same_heading
from openfactory.blueprints.planner.schemas.fields import DeliverableType
from openfactory.core.errors import Invalid
from openfactory.core.http.schemas import In

Strategy = Literal["feature_slice", "specialist"]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
KindName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_-]*$")]
Titles = Annotated[list[Word], Field(max_length=100)]
TITLE = "{feature}: {section}"


class ExtractionTemplate(In):
    """The content of a template of the type `planner_extraction`.

    strategy             how to cut
    skip, breakdown      headings of sections to leave out, and of sections that list what is to be done
    kinds                kinds of work of one's own, each with words that headings or texts have
    title                of work orders out of sections, with {feature}, {blueprint} and {section}
    deliverable_type     of each work order
    before               what each description begins with
    out_of_scope, implementation_plan   what each work order says there, where its blueprint says nothing
    """

    strategy: Strategy = "feature_slice"
    skip: Titles = []
    breakdown: Titles = []
    kinds: Annotated[dict[KindName, Titles], Field(max_length=50)] = {}
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)] = TITLE
    deliverable_type: DeliverableType | None = None
    before: Rich | None = None
    out_of_scope: Rich | None = None
    implementation_plan: Rich | None = None


@dataclass(frozen=True)
class Rules:
    """What a cut is made by; `skip` and `breakdown` as `same_heading` has them."""

    strategy: Strategy = "feature_slice"
    skip: frozenset[str] = frozenset()
    breakdown: frozenset[str] = frozenset()
    kinds: Mapping[str, list[str]] = field(default_factory=dict)
    title: str = TITLE
    deliverable_type: str | None = None
    before: dict[str, Any] | None = None
    out_of_scope: dict[str, Any] | None = None
    implementation_plan: dict[str, Any] | None = None

    @classmethod
    def of(cls, content: dict[str, Any]) -> Rules:
        """From a template's content; 422 for one that is none for extraction."""
        try:
            template = ExtractionTemplate.model_validate(content)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = "/".join(map(str, first["loc"]))
            message = f"the template's content is not one for extraction: {where}: {first['msg']}"
            raise Invalid.at("/body/templateId", message, code="template") from None
        return cls(
            strategy=template.strategy,
            skip=frozenset(map(same_heading, template.skip)),
            breakdown=frozenset(map(same_heading, template.breakdown)),
            kinds={name: words for name, words in template.kinds.items() if words},
            title=template.title,
            deliverable_type=template.deliverable_type,
            before=template.before,
            out_of_scope=template.out_of_scope,
            implementation_plan=template.implementation_plan,
        )
