"""Rows for the example application's first migration: one project with everything that hangs on it."""

from __future__ import annotations

NOW = "'2026-01-01 00:00:00+00:00'"
COUNTS = (
    "SELECT (SELECT count(*) FROM projects), (SELECT count(*) FROM features),"
    " (SELECT count(*) FROM work_orders), (SELECT count(*) FROM work_order_assignees),"
    " (SELECT count(*) FROM ext_risk_risks)"
)
WHOLE = [(1, 1, 3, 3, 3)]


def uuid(number: int) -> str:
    return f"'00000000-0000-7000-8000-{number:012}'"


def seed() -> list[str]:
    """Statements; the last one gives a row."""
    rows = [
        f"organizations (id, created_at, slug, name) VALUES ({uuid(1)}, {NOW}, 'o', 'O')",
        f"users (id, created_at, email, display_name, settings) VALUES ({uuid(2)}, {NOW}, 'a@b', 'A', '{{}}')",
        f"projects (id, created_at, organization_id, slug, name) VALUES ({uuid(3)}, {NOW}, {uuid(1)}, 'p', 'P')",
        f"features (id, created_at, project_id, title, position) VALUES ({uuid(4)}, {NOW}, {uuid(3)}, 'f', 0)",
        f"phases (id, created_at, project_id, name, position) VALUES ({uuid(5)}, {NOW}, {uuid(3)}, 'ph', 0)",
    ]
    for number in range(3):
        order = uuid(10 + number)
        rows += [
            "work_orders (id, created_at, project_id, phase_id, feature_id, number, title, status, body,"
            f" meta, priority, version) VALUES ({order}, {NOW}, {uuid(3)}, {uuid(5)}, {uuid(4)}, {number},"
            f" 't;{number}', 'draft', 'it''s; payment', '{{}}', 0, 1)",
            f"work_order_assignees (work_order_id, user_id) VALUES ({order}, {uuid(2)})",
            f"ext_risk_risks (id, work_order_id, level) VALUES ({uuid(20 + number)}, {order}, 1)",
        ]
    return [*(f"INSERT INTO {row}" for row in rows), "SELECT 1"]
