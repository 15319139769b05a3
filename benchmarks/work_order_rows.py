"""A project with any number of work orders, written straight into the tables, as the service would have made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from openfactory.blueprints.planner import api as planner
from openfactory.blueprints.planner.models import Assignee, Board, Dependency, Tally, Word
from openfactory.blueprints.planner.service.places import GAP
from openfactory.blueprints.planner.words import words_to_keep
from openfactory.blueprints.projects import api as projects
from openfactory.blueprints.projects.schemas.features import CreateFeature
from openfactory.core import clock
from openfactory.core.access import Access, Caller, Role
from openfactory.core.http.pages import write_cursor
from openfactory.core.ids import uuid7
from openfactory.shared.accounts.models import User
from openfactory.shared.accounts.organizations import found_organization

PHASES, BATCH = 10, 5000
# Of a hundred work orders so many have each status.
SHARES = (*["backlog"] * 40, *["ready"] * 10, *["in_progress"] * 5, *["in_review"] * 5, *["done"] * 40)


@dataclass(frozen=True)
class Filled:
    """A project, and what its work orders can be asked for."""

    access: Access
    size: int
    phase_id: UUID
    feature_id: UUID
    user_id: UUID
    work_order_id: UUID
    middle: str


async def fill(size: int) -> Filled:
    """Make a project with so many work orders."""
    user = await User.create(email="ann@example.com", name="Ann")
    outside = Access(Caller("session", user.id, user.name), role=Role.ADMIN)
    organization = await found_organization(outside, "Acme")
    project = await projects.create_project(outside.within(organization_id=organization.id), "Rocket")
    access = outside.within(organization_id=organization.id, project_id=project.id)
    phases = [await planner.create_phase(access, planner.CreatePhase(name=f"P{number}")) for number in range(PHASES)]
    feature = await projects.create_feature(access, CreateFeature(name="Engines"))
    orders = [_order(access, number, size, phases[number * PHASES // size], feature.id) for number in range(size)]
    await _write(orders)
    await _write(
        Word(project_id=project.id, work_order_id=order.id, word=word)
        for order in orders
        for word in words_to_keep(order.title, order.number)
    )
    few = orders[:: max(size // 20, 1)]
    await _write(Assignee(project_id=project.id, work_order_id=order.id, user_id=user.id) for order in few)
    ready = [order for order in orders if order.status == "ready"]
    pairs = zip(ready[1::2], ready[::2], strict=False)
    await _write(Dependency(project_id=project.id, work_order_id=a.id, depends_on_id=b.id) for a, b in pairs)
    tallies = Counter((order.phase_id, order.status) for order in orders)
    await _write(
        Tally(project_id=project.id, phase_id=phase_id, status=status, amount=amount)
        for (phase_id, status), amount in tallies.items()
    )
    await Board.filter(project_id=project.id).update(last_number=size)
    connection = get_connection("default")
    # As autovacuum does in time.
    await connection.execute_script("ANALYZE" if connection.capabilities.dialect == "sqlite" else "VACUUM ANALYZE")
    half = orders[size // 2]
    middle = write_cursor(half.phase_place, half.sort_order)
    return Filled(access, size, phases[1].id, feature.id, user.id, half.id, middle)


def _order(access: Access, number: int, size: int, phase: planner.Phase, feature_id: UUID) -> planner.WorkOrder:
    title = f"Tank {number % 97}"
    title += (" common" if number % 10 == 0 else "") + (" rare" if number % max(size // 20, 1) == 0 else "")
    moment = clock.now() - timedelta(seconds=number)
    return planner.WorkOrder(
        id=uuid7(),
        created_at=moment,
        updated_at=moment,
        project_id=access.project,
        number=number + 1,
        title=title,
        status=SHARES[number * 37 % 100],
        phase_id=phase.id,
        phase_place=phase.sort_order,
        sort_order=number * GAP,
        feature_id=feature_id if number % 5 == 0 else None,
        deliverable_type="code" if number % 3 else None,
        created_by_id=access.user_id,
    )


async def _write(rows: Iterable[Any]) -> None:
    for batch in _batches(rows):
        await QuerySet(type(batch[0])).bulk_create(batch)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
