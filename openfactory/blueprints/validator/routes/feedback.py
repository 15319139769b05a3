"""Feedback over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.planner.api import WholeWorkOrder, WorkOrderOut
from openfactory.blueprints.validator.errors import DuplicateCycle, HasWorkOrder, StatusNotAllowed
from openfactory.blueprints.validator.limits import ADDRESS, KEY
from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.schemas.feedback import (
    ChangeFeedback,
    FeedbackList,
    FeedbackOut,
    FeedbackQuery,
    MakeWorkOrder,
    SendFeedback,
    SentOut,
)
from openfactory.blueprints.validator.schemas.issues import GeneratedIssueOut, GenerateIssue
from openfactory.blueprints.validator.service import changing, deleting, intake, issues, listing, reading, work_orders
from openfactory.core.access import Access
from openfactory.core.http.context import Context
from openfactory.core.http.credentials import OriginNotAllowed
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived
from openfactory.shared.integrations.api import (
    IssueBeingCreated,
    NotConnected,
    OutcomeUnknown,
    ServiceFailed,
    ServiceRefused,
    resources,
)

routes = Routes("/feedback")
LARGEST = 256 * 1024  # bytes: the texts and objects at their largest, however they are escaped


@routes.post("/")
@endpoint(
    needs="validator.submit",
    body=SendFeedback,
    reply=SentOut,
    status=201,
    limits=[ADDRESS, KEY],
    cross_origin=True,
    body_bytes=LARGEST,
    errors=(Archived, OriginNotAllowed),
)
async def send_feedback(access: Access, body: SendFeedback) -> Feedback:
    """Send feedback: from a page with an API key that names the page's origin, from a server with any, or signed in."""
    return await intake.send_feedback(access, body)


@routes.get("/")
@endpoint(needs="validator.read", query=FeedbackQuery, reply=FeedbackList, trusted=True)
async def list_feedback(access: Access, query: FeedbackQuery) -> bytes:
    """List feedback: all, or what fits every filter."""
    rows, following, total = await listing.list_feedback(access, query)
    return msgspec.json.encode({"feedbackItems": rows, "nextCursor": following, "totalCount": total})


@routes.get("/<feedback_id:uuid>")
@endpoint(needs="validator.read", reply=FeedbackOut, versioned=True)
async def read_feedback(access: Access, feedback_id: UUID) -> reading.WholeFeedback:
    """Give feedback with all that came with it, and why the triage judged as it did."""
    return await reading.read_feedback(access, feedback_id)


@routes.patch("/<feedback_id:uuid>")
@endpoint(
    needs="validator.write",
    body=ChangeFeedback,
    reply=FeedbackOut,
    versioned=True,
    errors=(Archived, StatusNotAllowed, DuplicateCycle),
)
async def change_feedback(access: Access, feedback_id: UUID, body: ChangeFeedback) -> reading.WholeFeedback:
    """Say what feedback is about, how much it matters, what has become of it, or of what it is a duplicate."""
    return await changing.change_feedback(access, feedback_id, body)


@routes.delete("/<feedback_id:uuid>")
@endpoint(needs="validator.manage", errors=(Archived,))
async def delete_feedback(access: Access, feedback_id: UUID) -> None:
    """Erase feedback and all that was sent with it. Its duplicates stay."""
    await deleting.delete_feedback(access, feedback_id)


@routes.post("/<feedback_id:uuid>/generate-issue")
@endpoint(
    needs="validator.write",
    body=GenerateIssue,
    reply=GeneratedIssueOut,
    status=201,
    calls_out=True,
    errors=(Archived, NotConnected, ServiceFailed, ServiceRefused, OutcomeUnknown, IssueBeingCreated),
)
async def generate_issue(access: Access, feedback_id: UUID, body: GenerateIssue, context: Context) -> GeneratedIssueOut:
    """Make the feedback's issue at GitHub or Jira; once made, it is the answer to every further call."""
    issue = await issues.generate_issue(access, feedback_id, body, resources(context))
    return GeneratedIssueOut(issue_url=issue.url, issue_id=issue.id, integration=issue.integration)


@routes.post("/<feedback_id:uuid>/work-order")
@endpoint(
    needs="validator.write",
    body=MakeWorkOrder,
    reply=WorkOrderOut,
    status=201,
    versioned=True,
    errors=(Archived, HasWorkOrder),
)
async def make_work_order(access: Access, feedback_id: UUID, body: MakeWorkOrder) -> WholeWorkOrder:
    """Make a work order of feedback, connected with it by `feedback_on`. It needs `planner.write` as well."""
    return await work_orders.make_work_order(access, feedback_id, body)
