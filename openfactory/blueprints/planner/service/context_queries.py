"""The SQL of context packs: a handful of statements, however much a work order is tied to."""

from __future__ import annotations

from openfactory.core.db.queries import Query

MOST_COMMENTS = 200

ORDER = Query(
    "planner.context_order",
    "SELECT w.id, w.number, w.title, w.status, w.deliverable_type, w.phase_id, w.feature_id, "
    "p.name AS phase_name, p.description AS phase_description, f.name AS feature_name, "
    "t.description, t.acceptance_criteria, t.out_of_scope, t.implementation_plan "
    "FROM planner_work_orders w LEFT JOIN planner_texts t ON t.work_order_id = w.id "
    "LEFT JOIN planner_phases p ON p.id = w.phase_id "
    "LEFT JOIN projects_features f ON f.id = w.feature_id AND f.deleted_at IS NULL "
    "WHERE w.id = :work_order_id AND w.project_id = :project_id AND w.deleted_at IS NULL",
)
CONNECTIONS = Query(
    "planner.context_connections",
    "SELECT c.id, c.entity_type, c.entity_id, c.edge_type, c.label, s.confirmed, s.change_type, s.changed, "
    "s.id AS source_id, LENGTH(t.content) AS size "
    "FROM planner_connections c LEFT JOIN planner_sources s ON s.connection_id = c.id "
    "LEFT JOIN documents_contents t ON t.document_id = c.entity_id AND t.project_id = c.project_id "
    "WHERE c.work_order_id = :work_order_id AND c.project_id = :project_id ORDER BY c.id",
)
DEPENDENCIES = Query(
    "planner.context_dependencies",
    "SELECT w.id, w.number, w.title, w.status, t.description FROM planner_dependencies d "
    "JOIN planner_work_orders w ON w.id = d.depends_on_id AND w.deleted_at IS NULL "
    "LEFT JOIN planner_texts t ON t.work_order_id = w.id "
    "WHERE d.work_order_id = :work_order_id AND d.project_id = :project_id ORDER BY w.number",
)
# Of threads that are open: what is settled is known elsewhere.
COMMENTS = Query(
    "planner.context_comments",
    "SELECT c.id, COALESCE(c.thread_id, c.id) AS thread_id, c.content, c.author_kind, a.name AS author_name "
    "FROM comments_comments c LEFT JOIN comments_comments t ON t.id = c.thread_id "
    "LEFT JOIN accounts_users a ON a.id = c.author_id "
    "WHERE c.project_id = :project_id AND c.subject_type = 'work_order' AND c.subject_id = :work_order_id "
    "AND c.erased_at IS NULL AND c.resolved_at IS NULL AND t.resolved_at IS NULL "
    f"ORDER BY COALESCE(c.thread_id, c.id), c.id LIMIT {MOST_COMMENTS}",
)
