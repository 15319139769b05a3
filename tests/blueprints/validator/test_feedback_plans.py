"""Pages of the inbox are read off indexes, and what a text is compared with is too."""

from __future__ import annotations

import pytest
from tortoise.connection import get_connection

from openfactory.blueprints.validator.schemas.feedback import FeedbackQuery
from openfactory.blueprints.validator.service import finding, listing
from openfactory.core.db.queries import Query

ID = "01890000-0000-7000-8000-000000000000"
ALONG = [
    ({}, "ix_feedback_created"),
    ({"sort_order": "asc"}, "ix_feedback_created"),
    ({"sort_by": "priorityScore"}, "ix_feedback_priority"),
    ({"sort_by": "priorityScore", "min_priority": 0.5}, "ix_feedback_priority"),
    ({"status": "new,triaged"}, "ix_feedback_status"),
    ({"status": "new", "sort_by": "priorityScore"}, "ix_feedback_status_priority"),
]
BY_WHAT_FITS = [
    ({"category": "bug"}, "ix_feedback_category"),
    ({"tags": "pump,north"}, "ix_tag"),
    ({"duplicate_of": ID}, "ix_feedback_original"),
    ({"tags": "pump", "status": "new", "sort_by": "priorityScore"}, "ix_tag"),
]


@pytest.fixture
def sqlite(client):
    """Only there: PostgreSQL reads small tables as a whole, whatever indexes there are."""
    if get_connection("default").capabilities.dialect != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole, whatever indexes there are")


@pytest.fixture
def plan(sqlite, access, monkeypatch):
    """`await plan(call)`: how SQLite reads what the call reads."""

    async def explained(call):
        asked = {}

        async def rows(self, **parameters):
            asked[self.sql] = parameters
            return [{"known": 1, "total": 0, "id": None}]

        with monkeypatch.context() as instead:
            instead.setattr(Query, "rows", rows)
            await call()
        ((sql, parameters),) = asked.items()
        return [row["detail"] for row in await Query("explain", f"EXPLAIN QUERY PLAN {sql}").rows(**parameters)]

    return explained


async def test_each_page_is_read_along_an_index(plan, access):
    for query, index in ALONG + BY_WHAT_FITS:
        lines = await plan(lambda query=query: listing.list_feedback(access, FeedbackQuery(**query)))
        assert any(f"INDEX {index} (" in line for line in lines), (query, lines)
        assert not any(line.startswith("SCAN w") for line in lines), (query, lines)
        sorts = sum("TEMP B-TREE FOR ORDER BY" in line for line in lines)
        # What is sorted has at most a page: the answer itself, and before statuses are merged one page of each.
        assert sorts <= (7 if "status" in query else 2 if (query, index) in BY_WHAT_FITS else 1), (query, lines)


async def test_candidates_are_read_off_their_bands(plan, access, monkeypatch):
    monkeypatch.setattr(finding, "as_uuid", lambda value: value)
    monkeypatch.setattr(finding, "signs", lambda text: frozenset())

    async def find():
        with pytest.raises(KeyError):  # the row that stands for an answer has no text
            await finding.find_original(access, range(finding.BANDS), frozenset({"a"}))

    lines = await plan(find)
    assert sum("INDEX ix_band (" in line for line in lines) == finding.BANDS, lines
    assert not any(line.startswith("SCAN validator_bands") for line in lines)
