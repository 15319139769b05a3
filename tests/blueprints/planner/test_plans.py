"""Pages are read off indexes: what a list costs does not grow with the project."""

from __future__ import annotations

import pytest
from tortoise.connection import get_connection

from openfactory.blueprints.planner.schemas.work_orders import WorkOrderQuery
from openfactory.blueprints.planner.service import listing
from openfactory.core.db.queries import Query

ID = "01890000-0000-7000-8000-000000000000"
ALONG = [
    ({}, "uq_work_order_place"),
    ({"sort_by": "createdAt"}, "ix_work_order_created"),
    ({"sort_by": "updatedAt"}, "ix_work_order_updated"),
    ({"status": "ready,done"}, "ix_work_order_status"),
    ({"status": "ready", "sort_by": "createdAt"}, "ix_work_order_status_created"),
    ({"status": "ready", "sort_by": "updatedAt"}, "ix_work_order_status_updated"),
    ({"phase_id": ID}, "uq_work_order_place"),
    ({"phase_id": "none", "status": "ready"}, "ix_work_order_status"),
    ({"feature_id": ID}, "ix_work_order_feature"),
    ({"deliverable_type": "code"}, "ix_work_order_type"),
]
BY_WHAT_FITS = [({"assignee_id": ID}, "ix_assignee_user"), ({"search": "two words"}, "ix_word")]


@pytest.fixture
def plan(make, people, project, monkeypatch):
    """`await plan(query)`: how SQLite reads it."""
    access = make.access(people.ann, organization_id=people.organization.id, project_id=project.id)

    async def explained(query):
        asked = {}

        async def rows(self, **parameters):
            asked[self.sql] = parameters
            return [{"known": 1, "total": 0, "id": None, "phase_place": 0, "sort_order": 0, "updated_at": ""}]

        with monkeypatch.context() as instead:
            instead.setattr(Query, "rows", rows)
            await listing.list_work_orders(access, WorkOrderQuery(**query))
        ((sql, parameters),) = asked.items()
        return [row["detail"] for row in await Query("explain", f"EXPLAIN QUERY PLAN {sql}").rows(**parameters)]

    return explained


async def test_each_page_is_read_along_an_index(plan):
    if get_connection("default").capabilities.dialect != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole, whatever indexes there are")
    for query, index in ALONG + BY_WHAT_FITS:
        lines = await plan(query)
        assert any(f"INDEX {index} (" in line for line in lines), (query, lines)
        assert not any(line.startswith("SCAN w") for line in lines), (query, lines)
        sorts = sum("TEMP B-TREE FOR ORDER BY" in line for line in lines)
        # What is sorted has at most a page: the answer itself, and before statuses are merged one page of each.
        allowed = 6 if "status" in query else 2 if (query, index) in BY_WHAT_FITS else 1
        assert sorts <= allowed, (query, lines)
