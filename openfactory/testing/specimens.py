"""How a row of each built-in kind is made, for factories and the tenancy probe.

Each maker adds a row to the place it is given, and returns its id.
"""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from openfactory.blueprints.artifacts import api as artifacts
from openfactory.blueprints.artifacts.schemas.folders import CreateFolder
from openfactory.blueprints.artifacts.service.folders import create_folder
from openfactory.blueprints.auth.models import Session
from openfactory.blueprints.foundry.api import FOUNDRY
from openfactory.blueprints.organizations.models import Invitation, TemplateType
from openfactory.blueprints.organizations.schemas.api_keys import CreateApiKey
from openfactory.blueprints.organizations.schemas.templates import CreateTemplate
from openfactory.blueprints.organizations.service import api_keys, templates
from openfactory.blueprints.planner import api as planner
from openfactory.blueprints.planner.schemas.connections import Connect
from openfactory.blueprints.planner.schemas.phases import CreatePhase
from openfactory.blueprints.projects import api as projects
from openfactory.blueprints.projects.schemas.features import CreateFeature
from openfactory.blueprints.validator import api as validator
from openfactory.core import clock
from openfactory.core.access import Role
from openfactory.core.db.transactions import transaction
from openfactory.core.housekeeping import keep_house
from openfactory.core.http.context import Context
from openfactory.core.ids import uuid7
from openfactory.core.security.sealing import Sealer
from openfactory.core.settings.secret_key import secret_key
from openfactory.core.storage import open_storage
from openfactory.core.subjects import find_subject
from openfactory.shared.accounts.models import Membership
from openfactory.shared.comments import service as comments
from openfactory.shared.comments.schemas import CreateComment
from openfactory.shared.documents.schemas.documents import CreateDocument
from openfactory.shared.documents.service import documents
from openfactory.shared.notifications import service as notifications
from openfactory.shared.notifications.models import Notification
from openfactory.shared.webhooks.models import Delivery, Status, Webhook
from openfactory.shared.webhooks.resources import PURPOSE
from openfactory.shared.webhooks.signing import new_secret
from openfactory.testing import document_specimens as _document_specimens  # noqa: F401  (registers its own)
from openfactory.testing.factories import Factory, Place, specimen

TEXT: dict[str, Any] = {
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Why?"}]}],
}

CRITERIA: dict[str, Any] = {
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "AC-1.1 It holds."}]}],
}


@specimen("session")
async def session(factory: Factory, place: Place) -> UUID:
    """A session of the place's user."""
    await factory.token(place.user)
    newest = await Session.visible_to(place.access).order_by("-id").first()
    assert newest is not None
    return newest.id


@specimen("user")
async def user(factory: Factory, place: Place) -> UUID:
    """A member's user."""
    return (await factory.member(place.organization)).id


@specimen("member")
async def member(factory: Factory, place: Place) -> UUID:
    """A further member of the place's organization."""
    user = await factory.member(place.organization)
    inside = factory.access(place.user, organization_id=place.organization.id)
    return (await Membership.visible_to(inside).get(user_id=user.id)).id


@specimen("invitation")
async def invitation(factory: Factory, place: Place) -> UUID:
    """A pending invitation."""
    row = await Invitation.create(
        organization_id=place.organization.id,
        email=f"{factory.word()}@example.com",
        role=Role.MEMBER,
        token_digest=factory.word(),
        invited_by_id=place.user.id,
        invited_at=clock.now(),
        expires_at=clock.now().replace(year=clock.now().year + 1),
    )
    return row.id


@specimen("api_key")
async def api_key(factory: Factory, place: Place) -> UUID:
    """A key of the place's user."""
    wanted = CreateApiKey(name="Key", scopes=frozenset({"project:read"}))
    made = await api_keys.create_api_key(place.access, wanted, key=secret_key(factory.settings))
    return made.row.id


@specimen("template")
async def template(factory: Factory, place: Place) -> UUID:
    """A template."""
    wanted = CreateTemplate(type=next(iter(TemplateType)), name=factory.word(), content={"type": "doc"})
    return (await templates.create_template(place.access, wanted)).id


@specimen("project")
async def project(factory: Factory, place: Place) -> UUID:
    """A project."""
    return (await projects.create_project(place.access, "Rocket")).id


@specimen("feature")
async def feature(factory: Factory, place: Place) -> UUID:
    """A feature of the place's project."""
    return (await projects.create_feature(place.access, CreateFeature(name="Engine"))).id


@specimen("folder")
async def folder(factory: Factory, place: Place) -> UUID:
    """A folder of the place's project."""
    return (await create_folder(place.access, CreateFolder(name="Drawings"))).id


@specimen("artifact")
async def artifact(factory: Factory, place: Place) -> UUID:
    """A file of the place's project."""
    context = Context(settings=factory.settings, storage=open_storage(factory.settings))
    made = await artifacts.store_artifact(place.access, context, io.BytesIO(b"Thrust"), file_name="thrust.txt")
    return UUID(str(made["id"]))


@specimen("comment")
async def comment(factory: Factory, place: Place) -> UUID:
    """A thread about the place's first feature."""
    about = await _first_feature(factory, place)
    wanted = CreateComment(subject_type="feature", subject_id=about, content=TEXT)
    return (await comments.create_comment(place.access, wanted)).id


@specimen("notification")
async def notification(factory: Factory, place: Place) -> UUID:
    """A notification of the place's user."""
    about = await _first_feature(factory, place)
    subject = await find_subject(place.access, "feature", about, pointer="")
    async with transaction(place.access) as tx:
        await notifications.notify(tx, [place.user.id], subject, kind="mention", excerpt="Why?", source_id=None)
    newest = await Notification.visible_to(place.access).order_by("-id").first()
    assert newest is not None
    return newest.id


@specimen("job")
async def job(factory: Factory, place: Place) -> UUID:
    """A queued job of the place."""
    async with transaction(place.access) as tx:
        return await tx.enqueue(keep_house())


@specimen("webhook")
async def webhook(factory: Factory, place: Place) -> UUID:
    """A webhook of the place's project, to an address of this machine: nothing is sent there."""
    row = await Webhook.create(
        organization_id=place.organization.id,
        project_id=place.access.project,
        url="https://127.0.0.1:9/",
        sealed_secret=Sealer([secret_key(factory.settings)]).seal_text(new_secret(), PURPOSE),
    )
    return row.id


@specimen("delivery")
async def delivery(factory: Factory, place: Place) -> UUID:
    """A delivery that has failed."""
    row = await Delivery.create(
        project_id=place.access.project,
        webhook_id=await webhook(factory, place),
        message_id=uuid7(),
        event_type="projects.feature.created",
        body="{}",
        status=Status.FAILED,
        attempts=1,
    )
    return row.id


async def _first_feature(factory: Factory, place: Place) -> UUID:
    """One feature for every comment, so that a reply and its thread are about the same subject."""
    found = await projects.Feature.visible_to(place.access).order_by("id").first()
    return found.id if found is not None else await feature(factory, place)


@specimen("phase")
async def phase(factory: Factory, place: Place) -> UUID:
    """The place's first phase, which its work orders are in."""
    found = await planner.Phase.visible_to(place.access).order_by("sort_order").first()
    return found.id if found else (await planner.create_phase(place.access, CreatePhase(name="Lift-off"))).id


@specimen("work_order")
async def work_order(factory: Factory, place: Place) -> UUID:
    """The place's first work order: one for the path and for what belongs to it."""
    found = await planner.WorkOrder.visible_to(place.access).order_by("number").first()
    return found.id if found else await _new_work_order(factory, place)


@specimen("other_work_order")
async def other_work_order(factory: Factory, place: Place) -> UUID:
    """A work order that the path is not about: not the place's first."""
    if not await planner.WorkOrder.visible_to(place.access).exists():
        await _new_work_order(factory, place)
    return await _new_work_order(factory, place)


async def _new_work_order(factory: Factory, place: Place) -> UUID:
    wanted = planner.CreateWorkOrder(
        title="Tanks",
        status=planner.Status.READY,
        phase_id=await phase(factory, place),
        acceptance_criteria=CRITERIA,
    )
    return UUID(str((await planner.create_work_order(place.access, wanted))["id"]))


@specimen("connection")
async def connection(factory: Factory, place: Place) -> UUID:
    """A connection of the place's first work order with a feature."""
    order, target = await work_order(factory, place), await feature(factory, place)
    wanted = Connect(target_entity_type="feature", target_entity_id=target, edge_type="references")
    return UUID(str((await planner.connect_work_order(place.access, order, wanted))["id"]))


@specimen("work_order_comment")
async def work_order_comment(factory: Factory, place: Place) -> UUID:
    """A thread about the place's first work order."""
    about = await work_order(factory, place)
    wanted = CreateComment(subject_type="work_order", subject_id=about, content=TEXT)
    return (await comments.create_comment(place.access, wanted)).id


@specimen("extraction_template")
async def extraction_template(factory: Factory, place: Place) -> UUID:
    """A template for extraction."""
    content = {"strategy": "specialist"}
    wanted = CreateTemplate(type=TemplateType.PLANNER_EXTRACTION, name=factory.word(), content=content)
    return (await templates.create_template(place.access, wanted)).id


@specimen("extraction")
async def extraction(factory: Factory, place: Place) -> UUID:
    """What a blueprint with one task proposes."""
    blueprint_id = await _task(factory, place)
    found = await planner.extract(place.access, planner.Extract(blueprint_id=blueprint_id, strategy="feature_slice"))
    return UUID(str(found["id"]))


@specimen("proposal")
async def proposal(factory: Factory, place: Place) -> str:
    """The key of the first proposal of the place's newest extraction."""
    found = await planner.Extraction.visible_to(place.access).order_by("-id").first()
    extraction_id = found.id if found else await extraction(factory, place)
    key: str = (await planner.read_extraction(place.access, extraction_id))["proposals"][0]["key"]
    return key


@specimen("sync_alert")
async def sync_alert(factory: Factory, place: Place) -> UUID:
    """That the place's first work order comes from a blueprint which is gone."""
    order, target = await work_order(factory, place), await _task(factory, place)
    wanted = Connect(target_entity_type="blueprint", target_entity_id=target, edge_type="derives_from")
    await planner.connect_work_order(place.access, order, wanted)
    await documents.delete_document(place.access, FOUNDRY, target)
    await planner.follow_document(place.access, target)
    alerts, _ = await planner.list_sync_alerts(place.access, planner.SyncAlertQuery())
    return UUID(str(alerts[0]["id"]))


async def _task(factory: Factory, place: Place) -> UUID:
    markdown = f"# Ground\n\n## Tasks\n\n- [ ] {factory.word()}\n"
    wanted = CreateDocument(type="foundation_blueprint", title=factory.word(), markdown=markdown)
    return (await documents.create_document(place.access, FOUNDRY, wanted)).id


@specimen("feedback")
async def feedback(factory: Factory, place: Place) -> UUID:
    """The place's first feedback."""
    found = await validator.Feedback.visible_to(place.access).order_by("id").first()
    return found.id if found else await _new_feedback(place)


@specimen("other_feedback")
async def other_feedback(factory: Factory, place: Place) -> UUID:
    """Feedback that the path is not about: not the place's first."""
    if not await validator.Feedback.visible_to(place.access).exists():
        await _new_feedback(place)
    return await _new_feedback(place)


async def _new_feedback(place: Place) -> UUID:
    wanted = validator.SendFeedback(description="Saving a route loses its last stop.")
    return (await validator.send_feedback(place.access, wanted)).id
