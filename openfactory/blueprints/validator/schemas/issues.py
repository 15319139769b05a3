"""Issues of feedback at other services."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from openfactory.core.http.schemas import In, Out
from openfactory.shared.integrations.api import LONGEST_BODY, LONGEST_LABEL, LONGEST_TITLE, MOST_LABELS

Label = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LABEL)]


class GenerateIssue(In):
    """Where, and what it says; without title and body they are made of the feedback."""

    integration: Annotated[
        str,
        StringConstraints(min_length=1, max_length=40),
        Field(description="`github_issues`, `jira`, or a tracker of another module.", examples=["github_issues"]),
    ]
    title: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE)] | None = None
    body: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_BODY)] | None = None
    labels: Annotated[list[Label], Field(max_length=MOST_LABELS, examples=[["feedback"]])] = []


class GeneratedIssueOut(Out):
    """The issue. `issueId` is what people there call it: `42`, `SHOP-7`."""

    issue_url: str
    issue_id: str
    integration: str
